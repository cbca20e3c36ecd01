//! The upper triangle of `A^T B` for packed panels of the same columns: half of a product.
//!
//! The simple loop: `for k: for i in 0..n: for j in i..n: c[i, j] += a[k, i] * b[k, j]`.
//! 1. The register tile of `simd/gemm.rs`; a tile that the diagonal crosses begins with the vector that
//!    holds the diagonal, so that what is computed below it is half a vector a row.
//! 2. The sum over the rows of a block stays in the type of the data, blocks are added in double
//!    precision: short sums lose nothing, and long ones would.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::gemm::{COLUMNS_MAX, sums};
use super::tile::{is_wide, len, store};
use crate::Real;

/// Adds to the rows of the result from `first_row` on, of `stride` elements each. `a` holds the panels
/// of these rows, `b` those of all columns, both of this `depth` (at least 1); without `a`, which needs
/// [`shares_panels`], `b` stands for both. Rows and columns have room for whole panels.
#[simd]
pub fn add_gram<S: Simd, T: Real>(
    simd: S,
    depth: usize,
    first_row: usize,
    a: Option<&[T]>,
    b: &[T],
    (c, stride): (&mut [f64], usize),
) {
    if is_wide::<S, T>() {
        upper::<S, T, 8, 3>(simd, depth, first_row, a, b, (c, stride));
    } else {
        upper::<S, T, 6, 2>(simd, depth, first_row, a, b, (c, stride));
    }
}

/// Whether the rows of a tile are whole in the panels of columns.
#[inline(always)]
pub fn shares_panels<S: Simd, T: Real>(_: S) -> bool {
    is_wide::<S, T>()
}

#[inline(always)]
fn upper<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    depth: usize,
    first_row: usize,
    a: Option<&[T]>,
    all: &[T],
    (c, stride): (&mut [f64], usize),
) {
    let (len, size) = (len::<S, T>(), all.len() / depth);
    let full = VECTORS * len;
    for column in (0..size).step_by(full) {
        let width = full.min(size - column);
        let b = &all[column * depth..][..width * depth];
        for (index, c) in c.chunks_exact_mut(ROWS * stride).enumerate() {
            let row = first_row + index * ROWS;
            if row >= column + width {
                break;
            }
            let a = match a {
                Some(a) => (&a[index * ROWS * depth..][..ROWS * depth], ROWS),
                None => {
                    let first = row / full * full;
                    let width = full.min(size - first);
                    (&all[first * depth..][..width * depth][row - first..], width)
                }
            };
            let skip = row.saturating_sub(column) / len;
            let (b, to) = ((&b[skip * len..], width), (c, stride, column + skip * len));
            match width / len - skip {
                1 => add_tile::<S, T, ROWS, 1>(simd, a, b, to),
                2 => add_tile::<S, T, ROWS, 2>(simd, a, b, to),
                _ => add_tile::<S, T, ROWS, VECTORS>(simd, a, b, to),
            }
        }
    }
}

#[inline(always)]
fn add_tile<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    a: (&[T], usize),
    b: (&[T], usize),
    (c, stride, column): (&mut [f64], usize, usize),
) {
    let mut buffer = [T::ZERO; COLUMNS_MAX];
    let buffer = &mut buffer[..VECTORS * len::<S, T>()];
    let sums = sums::<S, T, ROWS, VECTORS>(simd, a, b);
    for (sums, c) in sums.iter().zip(c.chunks_exact_mut(stride)) {
        store::<S, T, VECTORS>(sums, buffer);
        c[column..].iter_mut().zip(&*buffer).for_each(|(c, sum)| *c += sum.to_f64());
    }
}

/// Subtracts a row of means, given as a sum of two numbers of this type, from every row of a panel.
/// The first difference is exact where it matters: of values near their mean.
#[simd]
pub fn centre<S: Simd, T: Real>(_simd: S, panel: &mut [T], high: &[T], low: &[T]) {
    for row in panel.chunks_exact_mut(high.len()) {
        for ((x, &high), &low) in row.iter_mut().zip(high).zip(low) {
            *x = (*x - high) - low;
        }
    }
}

/// Multiplies every row of a panel by its weight, and the factor.
#[simd]
pub fn weigh<S: Simd, T: Real>(
    _simd: S,
    panel: &mut [T],
    width: usize,
    (weights, factor): (&[f64], f64),
) {
    for (row, &weight) in panel.chunks_exact_mut(width).zip(weights) {
        let weight = T::from_f64(factor * weight);
        row.iter_mut().for_each(|x| *x = weight * *x);
    }
}

/// Rows added at a time, each to what the ones before gave.
const ADDED: usize = 4;

/// Adds rows of `x`, `step` apart, times their weights, in double precision.
#[simd]
pub fn add_columns<S: Simd, T: Real>(
    _simd: S,
    (x, step): (&[T], usize),
    weights: &[f64],
    sums: &mut [f64],
) {
    let size = sums.len();
    let (groups, rest) = weights.as_chunks::<ADDED>();
    for (index, [a, b, c, d]) in groups.iter().enumerate() {
        let row = |at| &x[(ADDED * index + at) * step..][..size];
        let rows = row(0).iter().zip(row(1)).zip(row(2)).zip(row(3));
        for (sum, (((p, q), r), s)) in sums.iter_mut().zip(rows) {
            *sum = *sum + a * p.to_f64() + b * q.to_f64() + c * r.to_f64() + d * s.to_f64();
        }
    }
    for (index, weight) in rest.iter().enumerate() {
        let row = &x[(ADDED * groups.len() + index) * step..][..size];
        sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += weight * x.to_f64());
    }
}
