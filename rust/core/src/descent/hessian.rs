//! One sweep for loss, gradient and Hessian: `sum of c x x^T` over rows `x` with the intercept's 1.
//!
//! The simple loop:
//! ```text
//! for each row: c = w sigma(z) (1 - sigma(z));  x = (row, 1);  H[i][j] += c x[i] x[j] for j <= i
//! ```
//! 1. The rows of a block, just read for margins and gradient, are multiplied by `sqrt(c)` and packed
//!    into panels two vectors wide; the block's product with itself then runs from L1.
//! 2. A tile of `LEN x 2 LEN` sums stays in registers for all rows of a block.
//! 3. Tiles above the diagonal are left out: half the work.
//!
//! scikit-learn 1.9 writes `c X` and multiplies it by `X` in full: two more passes, twice the flops.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd::{Simd, dispatch};
use fearless_simd_macros::simd;

use super::data::Samples;
use super::rows::{BLOCK, PADDING, Point, RowSums, Rows, Terms, add_gradient, block_terms};
use super::sweep::{self, for_rows, padded};
use crate::numerics::{filled, product};
use crate::parallel::Chunks;
use crate::simd::Widen;
use crate::{Exec, Result};

/// Chunks at most: each holds a Hessian of its own until they are added up.
const CHUNKS_MAX: usize = 64;

/// Rows of a chunk per row of the Hessian, at least: all partial Hessians are then at most a quarter
/// of the size of `x`.
const ROWS_PER_COLUMN: usize = 4;

/// Nanoseconds a row takes: those of the gradient, and 0.04 a product.
pub(super) fn row_ns(n_features: usize) -> f64 {
    let columns = (n_features + 1) as f64;
    sweep::row_ns(n_features) + 0.04 * columns * columns
}

/// A symmetric matrix of which the lower triangle counts, rows `stride` apart.
#[derive(Clone, Debug)]
pub(super) struct Lower {
    pub values: Vec<f64>,
    pub stride: usize,
}

impl Lower {
    pub(super) fn zero(size: usize) -> Result<Self> {
        let stride = size.next_multiple_of(PADDING);
        Ok(Self { values: filled(product(&[stride, stride])?, 0.0)?, stride })
    }
}

/// [`super::sweep::sweep`] with the Hessian of the summed losses; the intercept is the last row.
pub(super) fn sweep_hessian<T: Widen>(
    exec: &Exec,
    samples: &Samples<T>,
    coef: &[f64],
    intercept: f64,
) -> Result<(RowSums, Lower)> {
    let size = samples.n_features + 1;
    let coef = padded(coef)?;
    let point = Point { coef: &coef, intercept };
    let rows = samples.n_samples.div_ceil(CHUNKS_MAX).max(ROWS_PER_COLUMN * size);
    let chunks = Chunks::new(samples.n_samples, rows.next_multiple_of(BLOCK));
    let partial = exec.map_chunks(chunks, |_, range| {
        let mut sums = RowSums::zero(coef.len())?;
        let mut hessian = Lower::zero(size)?;
        let mut panels = filled(product(&[hessian.stride, BLOCK])?, 0.0)?;
        for_rows(samples, range, |rows, labels, weights| {
            for first in (0..labels.len()).step_by(BLOCK) {
                exec.check()?;
                let block = first..(first + BLOCK).min(labels.len());
                dispatch!(exec.level(), simd => block_hessian(
                    simd, rows, block, samples.n_features, point, labels, weights, &mut sums,
                    &mut panels, &mut hessian,
                ));
            }
            Ok(())
        })?;
        Ok((sums, hessian))
    })?;
    let mut sums = RowSums::zero(samples.n_features)?;
    let mut hessian = Lower::zero(size)?;
    for (part, part_hessian) in partial {
        sums.add(&part);
        for (total, part) in hessian.values.iter_mut().zip(&part_hessian.values) {
            *total += part;
        }
    }
    Ok((sums, hessian))
}

#[simd]
fn block_hessian<S: Simd, T: Widen>(
    simd: S,
    rows: Rows<T>,
    block: Range<usize>,
    n_features: usize,
    point: Point,
    labels: &[f64],
    weights: Option<&[f64]>,
    sums: &mut RowSums,
    panels: &mut [f64],
    hessian: &mut Lower,
) {
    let terms = block_terms(simd, rows, block.clone(), n_features, point, labels, weights, sums);
    add_gradient(simd, rows, block.clone(), n_features, &terms, &mut sums.gradient);
    pack(simd, rows, block, n_features, &terms, panels);
    match S::f64s::LEN {
        8 => add_products::<S, 8>(simd, panels, n_features + 1, hessian),
        4 => add_products::<S, 4>(simd, panels, n_features + 1, hessian),
        _ => add_products::<S, 2>(simd, panels, n_features + 1, hessian),
    }
}

/// Rows times the root of their curvature, in panels of two vectors; rows beyond the block are 0.
#[inline(always)]
fn pack<S: Simd, T: Widen>(
    simd: S,
    rows: Rows<T>,
    block: Range<usize>,
    n_features: usize,
    terms: &Terms,
    panels: &mut [f64],
) {
    let pair = 2 * S::f64s::LEN;
    let mut roots = [0.0; BLOCK];
    for (root, curvature) in roots.iter_mut().zip(terms.curvature) {
        *root = curvature.sqrt();
    }
    for (panel, column) in panels.chunks_exact_mut(BLOCK * pair).zip((0..=n_features).step_by(pair)) {
        for ((packed, &root), row) in panel.chunks_exact_mut(pair).zip(&roots).zip(block.start..) {
            let start = row.min(block.end - 1) * rows.stride + column;
            let mut values = [S::f64s::splat(simd, 0.0); 2];
            if column < n_features {
                let root = S::f64s::splat(simd, root);
                values = T::load_pair(simd, &rows.x[start..start + pair]).map(|x| root * x);
            }
            let (low, high) = packed.split_at_mut(S::f64s::LEN);
            values[0].store_slice(low);
            values[1].store_slice(high);
            if let Some(one) = packed.get_mut(n_features - column) {
                *one = root;
            }
        }
    }
}

/// `H += P^T P` of the packed rows, tiles of `LEN` rows and `2 LEN` columns on and below the diagonal.
#[inline(always)]
fn add_products<S: Simd, const LEN: usize>(
    simd: S,
    panels: &[f64],
    size: usize,
    hessian: &mut Lower,
) {
    let pair = 2 * LEN;
    let panel = BLOCK * pair;
    for column in (0..size).step_by(pair) {
        let columns = &panels[column / pair * panel..][..panel];
        for row in (column..size).step_by(LEN) {
            let rows = &panels[row / pair * panel..][..panel];
            let shift = row % pair;
            let mut tile = [[S::f64s::splat(simd, 0.0); 2]; LEN];
            for (columns, rows) in columns.chunks_exact(pair).zip(rows.chunks_exact(pair)) {
                let x = f64::load_pair(simd, columns);
                for (sums, &factor) in tile.iter_mut().zip(&rows[shift..shift + LEN]) {
                    let factor = S::f64s::splat(simd, factor);
                    sums[0] = x[0].mul_add(factor, sums[0]);
                    sums[1] = x[1].mul_add(factor, sums[1]);
                }
            }
            for (i, sums) in tile.iter().enumerate() {
                let target = &mut hessian.values[(row + i) * hessian.stride + column..][..pair];
                let (low, high) = target.split_at_mut(LEN);
                (S::f64s::from_slice(simd, low) + sums[0]).store_slice(low);
                (S::f64s::from_slice(simd, high) + sums[1]).store_slice(high);
            }
        }
    }
}
