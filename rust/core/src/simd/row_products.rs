//! All scalar products of a few rows: `C = X X^T`, upper triangle.
//!
//! The simple loop: `for i: for j in i..: c[i, j] = x[i] . x[j]`. A tile of rows against a tile of rows
//! shares the loads; each product ends in one horizontal sum. Made for fewer rows than they are long,
//! where `syrk` would have to transpose them first.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::tile::{is_wide, len, padded};
use crate::Real;

/// Rows that tiles take at once: `x` must have a multiple of this many, the rest zero.
pub const ROW_TILE: usize = 4;

/// `c = x x^T` of the first `n` rows of `x`, which lie `stride` (padded) apart; `c` of order `n` in the
/// layout of `tile.rs`, its upper triangle right and zeros beyond column `n`.
#[simd]
pub fn row_products<S: Simd, T: Real>(simd: S, n: usize, x: &[T], stride: usize, c: &mut [T]) {
    let c = &mut c[..padded(n) * padded(n)];
    c.fill(T::ZERO);
    if is_wide::<S, T>() {
        tiles::<S, T, ROW_TILE>(simd, n, x, stride, c);
    } else {
        // 16 registers hold 2 x 4 sums, not 4 x 4.
        tiles::<S, T, 2>(simd, n, x, stride, c);
    }
}

#[inline(always)]
fn tiles<S: Simd, T: Real, const ROWS: usize>(
    simd: S,
    n: usize,
    x: &[T],
    stride: usize,
    c: &mut [T],
) {
    for i in (0..n).step_by(ROWS) {
        for j in (i / ROW_TILE * ROW_TILE..n).step_by(ROW_TILE) {
            let left = x[i * stride..].chunks_exact(stride);
            let right = &x[j * stride..(j + ROW_TILE) * stride];
            for (r, sums) in tile::<S, T, ROWS>(simd, left, right, stride).iter().enumerate() {
                let row = &mut c[(i + r) * padded(n) + j..][..ROW_TILE];
                for (c, sum) in row.iter_mut().zip(sums) {
                    *c = sum.reduce_sum();
                }
            }
        }
    }
}

#[inline(always)]
fn tile<'a, S: Simd, T: Real, const ROWS: usize>(
    simd: S,
    left: impl Iterator<Item = &'a [T]>,
    right: &[T],
    stride: usize,
) -> [[T::Native<S>; ROW_TILE]; ROWS] {
    let mut sums = [[T::Native::<S>::splat(simd, T::ZERO); ROW_TILE]; ROWS];
    let mut rows = [right; ROWS];
    for (row, x) in rows.iter_mut().zip(left) {
        *row = x;
    }
    for k in (0..stride).step_by(len::<S, T>()) {
        let at = |x: &[T]| T::Native::<S>::from_slice(simd, &x[k..k + len::<S, T>()]);
        let mut vectors = [sums[0][0]; ROW_TILE];
        for (vector, x) in vectors.iter_mut().zip(right.chunks_exact(stride)) {
            *vector = at(x);
        }
        for (sums, row) in sums.iter_mut().zip(rows) {
            let a = at(row);
            for (sum, &b) in sums.iter_mut().zip(&vectors) {
                *sum = a.mul_add(b, *sum);
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::*;
    use crate::simd::available_levels;

    #[test]
    fn every_pair_once() {
        for level in available_levels() {
            for n in [1_usize, 2, 3, 4, 5, 8, 9, 17, 33] {
                let stride = 48;
                let value = |i: usize, k: usize| ((i * 5 + k * 3) % 13) as f64 - 6.0;
                let mut x = vec![0.0; n.next_multiple_of(ROW_TILE) * stride];
                for i in 0..n {
                    for k in 0..stride {
                        x[i * stride + k] = value(i, k);
                    }
                }
                let mut c = vec![0.0; padded(n) * padded(n)];
                dispatch!(level, simd => row_products(simd, n, &x, stride, &mut c));
                for i in 0..n {
                    for j in i..padded(n) {
                        let dot = || (0..stride).map(|k| value(i, k) * value(j, k)).sum();
                        let want = if j < n { dot() } else { 0.0 };
                        assert_eq!(c[i * padded(n) + j], want, "({i}, {j}) of {n}");
                    }
                }
            }
        }
    }
}
