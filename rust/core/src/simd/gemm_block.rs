//! A block of a product from packed panels: `C = alpha A B + beta C`.
//!
//! The simple loop: `for each panel of B: for each panel of A: the tile of their products into C`.
//! 1. A panel of B stays in the nearest caches while all panels of A pass.
//! 2. The last panel of B is only as many vectors wide as it must be: with 256 columns of `f32` a
//!    sixth panel of full width would be an eighth of the work for nothing.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::gemm::{COLUMNS_MAX, sums};
use super::tile::{is_wide, len, load, store};
use crate::Real;

/// Elements of the packed panels of `n` columns and depth 1: the last panel is whole vectors wide.
#[inline(always)]
pub fn packed_columns<S: Simd, T: Real>(_: S, n: usize) -> usize {
    n.next_multiple_of(len::<S, T>())
}

/// `c = alpha a b + beta c` for panels `a` and `b` of this `depth` (at least 1). `c` holds the rows of
/// the block, equally long; without `beta` what they held is not read.
#[simd]
pub fn multiply<S: Simd, T: Real>(
    simd: S,
    depth: usize,
    a: &[T],
    b: &[T],
    c: &mut [&mut [T]],
    scale: Scale<T>,
) {
    if is_wide::<S, T>() {
        block::<S, T, 8, 3>(simd, depth, a, b, c, scale);
    } else {
        block::<S, T, 6, 2>(simd, depth, a, b, c, scale);
    }
}

/// The factors of `alpha A B + beta C`.
#[derive(Clone, Copy, Debug)]
pub struct Scale<T> {
    /// Factor of the product.
    pub alpha: T,
    /// Factor of what is there; 0 overwrites it unseen.
    pub beta: T,
}

#[inline(always)]
fn block<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    depth: usize,
    a: &[T],
    mut b: &[T],
    c: &mut [&mut [T]],
    scale: Scale<T>,
) {
    let len = len::<S, T>();
    let n = c.first().map_or(0, |row| row.len());
    for column in (0..n).step_by(VECTORS * len) {
        let vectors = (n - column).div_ceil(len).min(VECTORS);
        let (panel, rest) = b.split_at(vectors * len * depth);
        match vectors {
            1 => strip::<S, T, ROWS, 1>(simd, depth, a, panel, column, c, scale),
            2 => strip::<S, T, ROWS, 2>(simd, depth, a, panel, column, c, scale),
            _ => strip::<S, T, ROWS, VECTORS>(simd, depth, a, panel, column, c, scale),
        }
        b = rest;
    }
}

#[inline(always)]
fn strip<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    depth: usize,
    a: &[T],
    b: &[T],
    column: usize,
    c: &mut [&mut [T]],
    scale: Scale<T>,
) {
    for (a, rows) in a.chunks_exact(ROWS * depth).zip(c.chunks_mut(ROWS)) {
        let width = VECTORS * len::<S, T>();
        let sums = sums::<S, T, ROWS, VECTORS>(simd, (a, ROWS), (b, width));
        for (sums, row) in sums.iter().zip(rows) {
            put::<S, T, VECTORS>(simd, sums, &mut row[column..], scale);
        }
    }
}

/// Sums into the front of a row that may end before they do.
#[inline(always)]
fn put<S: Simd, T: Real, const VECTORS: usize>(
    simd: S,
    sums: &[T::Native<S>; VECTORS],
    row: &mut [T],
    scale: Scale<T>,
) {
    let width = VECTORS * len::<S, T>();
    if row.len() >= width {
        return update::<S, T, VECTORS>(simd, sums, &mut row[..width], scale);
    }
    let mut buffer = [T::ZERO; COLUMNS_MAX];
    buffer[..row.len()].copy_from_slice(row);
    update::<S, T, VECTORS>(simd, sums, &mut buffer[..width], scale);
    row.copy_from_slice(&buffer[..row.len()]);
}

#[inline(always)]
fn update<S: Simd, T: Real, const VECTORS: usize>(
    simd: S,
    sums: &[T::Native<S>; VECTORS],
    c: &mut [T],
    scale: Scale<T>,
) {
    let alpha = T::Native::<S>::splat(simd, scale.alpha);
    let mut vectors = [T::Native::<S>::splat(simd, T::ZERO); VECTORS];
    if scale.beta == T::ZERO {
        vectors.iter_mut().zip(sums).for_each(|(c, &sum)| *c = alpha * sum);
    } else {
        let beta = T::Native::<S>::splat(simd, scale.beta);
        let old = load::<S, T, VECTORS>(simd, c);
        for ((c, old), &sum) in vectors.iter_mut().zip(old).zip(sums) {
            *c = alpha.mul_add(sum, beta * old);
        }
    }
    store::<S, T, VECTORS>(&vectors, c);
}
