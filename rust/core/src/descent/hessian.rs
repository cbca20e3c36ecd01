//! One sweep for loss, gradient and Hessian: `sum of c x x^T` over rows `x` with the intercept's 1.
//!
//! The simple loop:
//! ```text
//! for each row: c = w sigma(z) (1 - sigma(z));  x = (row, 1);  H[i][j] += c x[i] x[j] for j >= i
//! ```
//! The rows of a block, just read for margins and gradient, are multiplied by `sqrt(c)` and handed to
//! the symmetric rank-k update (`simd/syrk.rs`): `x` is read once, and half the products are left out.
//! scikit-learn 1.9 writes `c X` and multiplies it by `X` in full: two more passes, twice the flops.
//!
//! Rejected: blocks of 16, 32, 128 and 256 rows (67 ns a row with 64 rows of 33 columns, 72 with 32,
//! no gain above).

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd::{Simd, dispatch};
use fearless_simd_macros::simd;

use super::data::Samples;
use super::rows::{BLOCK, Point, RowSums, Rows, Terms, add_gradient, block_terms};
use super::sweep::{self, for_rows, padded_copy};
use crate::numerics::{filled, product};
use crate::parallel::Chunks;
use crate::simd::{padded, syrk_rows};
use crate::{Exec, Real, Result};

/// Chunks at most: each holds a Hessian of its own until they are added up.
const CHUNKS_MAX: usize = 64;

/// Rows of a chunk per row of the Hessian, at least: all partial Hessians are then at most a quarter
/// of the size of `x`.
const ROWS_PER_COLUMN: usize = 4;

/// Rows of the Hessian between two looks for Ctrl-C: some 10 ms at 10,000 columns.
const BAND: usize = 64;

/// Nanoseconds a row takes: those of the gradient, and 0.03 a product (0.02 where there are many).
pub(super) fn row_ns(n_features: usize) -> f64 {
    let columns = (n_features + 1) as f64;
    sweep::row_ns(n_features) + 0.03 * columns * columns
}

/// [`super::sweep::sweep`] with the Hessian of the summed losses in `size` parameters: the upper
/// triangle, in the layout of `simd/tile.rs`; the intercept, if it is one of them, comes last.
pub(super) fn sweep_hessian<T: Real>(
    exec: &Exec,
    samples: &Samples<T>,
    coef: &[f64],
    intercept: f64,
    size: usize,
) -> Result<(RowSums, Vec<f64>)> {
    if size == 0 {
        return Ok((sweep::sweep(exec, samples, coef, intercept)?, Vec::new()));
    }
    let area = product(&[padded(size), padded(size)])?;
    let coef = padded_copy(coef)?;
    let point = Point { coef: &coef, intercept };
    let rows = samples.n_samples.div_ceil(CHUNKS_MAX).max(ROWS_PER_COLUMN * size);
    let chunks = Chunks::new(samples.n_samples, rows.next_multiple_of(BLOCK));
    let partial = exec.map_chunks(chunks, |_, range| {
        let mut sums = RowSums::zero(coef.len())?;
        let mut hessian = filled(area, 0.0)?;
        let mut scaled = filled(product(&[padded(size), BLOCK])?, 0.0)?;
        for_rows(samples, range, |rows, labels, weights| {
            for first in (0..labels.len()).step_by(BLOCK) {
                let block = first..(first + BLOCK).min(labels.len());
                dispatch!(exec.level(), simd => block_hessian(
                    simd, exec, rows, block, samples.n_features, size, point, labels, weights,
                    &mut sums, &mut scaled, &mut hessian,
                ))?;
            }
            Ok(())
        })?;
        Ok((sums, hessian))
    })?;
    let mut sums = RowSums::zero(samples.n_features)?;
    let mut hessian = Vec::new();
    for (part, part_hessian) in partial {
        sums.add(&part);
        if hessian.is_empty() {
            hessian = part_hessian;
            continue;
        }
        let rows = hessian.chunks_exact_mut(padded(size));
        for (total, part) in rows.zip(part_hessian.chunks_exact(padded(size))) {
            exec.check()?;
            for (total, part) in total.iter_mut().zip(part) {
                *total += part;
            }
        }
    }
    Ok((sums, hessian))
}

#[simd]
fn block_hessian<S: Simd, T: Real>(
    simd: S,
    exec: &Exec,
    rows: Rows<T>,
    block: Range<usize>,
    n_features: usize,
    size: usize,
    point: Point,
    labels: &[f64],
    weights: Option<&[f64]>,
    sums: &mut RowSums,
    scaled: &mut [f64],
    hessian: &mut [f64],
) -> Result<()> {
    let mut terms = Terms::ZERO;
    block_terms(simd, rows, block.clone(), n_features, point, labels, weights, &mut terms, sums);
    add_gradient(simd, rows, block.clone(), n_features, &terms, &mut sums.gradient);
    let scaled = &mut scaled[..block.len() * padded(size)];
    scale(simd, rows, block, n_features, size, &terms, scaled);
    for top in (0..size).step_by(BAND) {
        exec.check()?;
        syrk_rows::<S, f64>(simd, size, scaled, hessian, top..(top + BAND).min(size));
    }
    Ok(())
}

/// Rows times the root of their curvature, which is also the intercept's element, then zeros.
#[inline(always)]
fn scale<S: Simd, T: Real>(
    simd: S,
    rows: Rows<T>,
    block: Range<usize>,
    n_features: usize,
    size: usize,
    terms: &Terms,
    scaled: &mut [f64],
) {
    let pair = 2 * S::f64s::LEN;
    let width = n_features.next_multiple_of(pair);
    let rows = block.map(|row| &rows.x[row * rows.stride..][..width]);
    let outs = scaled.chunks_exact_mut(padded(size));
    for ((x, curvature), out) in rows.zip(terms.curvature).zip(outs) {
        let root = S::f64s::splat(simd, curvature).sqrt();
        for (x, out) in x.chunks_exact(pair).zip(out.chunks_exact_mut(pair)) {
            let x = T::widen(simd, x);
            let (low, high) = out.split_at_mut(S::f64s::LEN);
            (root * x[0]).store_slice(low);
            (root * x[1]).store_slice(high);
        }
        out[n_features..].fill(0.0);
        if size > n_features {
            out[n_features] = root[0];
        }
    }
}
