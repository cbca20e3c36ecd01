//! Cholesky factorisation `A = L L^T` and solution, one system a lane.
//!
//! The simple loop, column by column:
//! ```text
//! l[i, j] = (a[i, j] - sum over k < j of l[i, k] l[j, k]) / l[j, j]
//! ```
//! 1. Tiles of 4 x 4 elements: eight loads serve sixteen multiply-adds, and no sum is stored before it is
//!    complete. (4 x 2 where there are 16 registers.)
//! 2. Rows below a finished corner are solved while their tile is in registers.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::{at, put, splat, stride};
use crate::Real;
use crate::simd::tile::is_wide;

/// Rows of a tile below the diagonal.
const ROWS: usize = 4;

/// Factors the matrices of order `n`, of which the lower triangle is read; what lies above becomes zero.
/// `reciprocals` receives `1 / l[i, i]`. The result tells, as bits, the lanes that are not positive
/// definite (as far as rounding lets see), whose factor is NaN.
#[simd]
pub fn factor_lanes<S: Simd, T: Real>(
    simd: S,
    n: usize,
    a: &mut [T],
    reciprocals: &mut [T],
) -> u64 {
    if is_wide::<S, T>() {
        factor::<S, T, 4>(simd, n, a, reciprocals)
    } else {
        factor::<S, T, 2>(simd, n, a, reciprocals)
    }
}

#[inline(always)]
fn factor<S: Simd, T: Real, const TILE: usize>(
    simd: S,
    n: usize,
    a: &mut [T],
    reciprocals: &mut [T],
) -> u64 {
    let mut failed = 0;
    let whole = n / TILE * TILE;
    for top in (0..whole).step_by(TILE) {
        failed |= columns::<S, T, TILE>(simd, n, a, reciprocals, top);
    }
    for top in whole..n {
        failed |= columns::<S, T, 1>(simd, n, a, reciprocals, top);
    }
    let zero = splat::<S, T>(simd, T::ZERO);
    for i in 0..n {
        for j in i + 1..n {
            put::<S, T>(zero, a, i * stride(n) + j);
        }
    }
    failed
}

/// Finishes columns `top..top + WIDTH`.
#[inline(always)]
fn columns<S: Simd, T: Real, const WIDTH: usize>(
    simd: S,
    n: usize,
    a: &mut [T],
    reciprocals: &mut [T],
    top: usize,
) -> u64 {
    let mut failed = 0;
    let mut corner = remainder::<S, T, WIDTH, WIDTH>(simd, n, a, top, top);
    let mut scales = [splat::<S, T>(simd, T::ZERO); WIDTH];
    for c in 0..WIDTH {
        let pivot = corner[c][c];
        let good = pivot.simd_gt(splat::<S, T>(simd, T::ZERO))
            & pivot.simd_lt(splat::<S, T>(simd, T::INFINITY));
        failed |= (!good).to_bitmask();
        let root = pivot.sqrt();
        let scale = splat::<S, T>(simd, T::ONE) / root;
        (corner[c][c], scales[c]) = (root, scale);
        put::<S, T>(scale, reciprocals, top + c);
        for r in c + 1..WIDTH {
            corner[r][c] *= scale;
            for q in c + 1..=r {
                corner[r][q] = (-corner[r][c]).mul_add(corner[q][c], corner[r][q]);
            }
        }
    }
    for (r, row) in corner.iter().enumerate() {
        for (c, &l) in row.iter().enumerate().take(r + 1) {
            put::<S, T>(l, a, (top + r) * stride(n) + top + c);
        }
    }
    let mut row = top + WIDTH;
    while row + ROWS <= n {
        below::<S, T, ROWS, WIDTH>(simd, n, a, row, top, &corner, &scales);
        row += ROWS;
    }
    while row < n {
        below::<S, T, 1, WIDTH>(simd, n, a, row, top, &corner, &scales);
        row += 1;
    }
    failed
}

/// Finishes `ROWS` rows below a corner.
#[inline(always)]
fn below<S: Simd, T: Real, const ROWS: usize, const WIDTH: usize>(
    simd: S,
    n: usize,
    a: &mut [T],
    row: usize,
    top: usize,
    corner: &[[T::Native<S>; WIDTH]; WIDTH],
    scales: &[T::Native<S>; WIDTH],
) {
    let mut tile = remainder::<S, T, ROWS, WIDTH>(simd, n, a, row, top);
    for (r, tile) in tile.iter_mut().enumerate() {
        for c in 0..WIDTH {
            tile[c] *= scales[c];
            for q in c + 1..WIDTH {
                tile[q] = (-tile[c]).mul_add(corner[q][c], tile[q]);
            }
            put::<S, T>(tile[c], a, (row + r) * stride(n) + top + c);
        }
    }
}

/// A tile of A less what the columns to its left account for.
#[inline(always)]
fn remainder<S: Simd, T: Real, const ROWS: usize, const WIDTH: usize>(
    simd: S,
    n: usize,
    a: &[T],
    row: usize,
    column: usize,
) -> [[T::Native<S>; WIDTH]; ROWS] {
    let mut tile = [[splat::<S, T>(simd, T::ZERO); WIDTH]; ROWS];
    for (r, tile) in tile.iter_mut().enumerate() {
        for (c, x) in tile.iter_mut().enumerate() {
            *x = at(simd, a, (row + r) * stride(n) + column + c);
        }
    }
    for k in 0..column {
        let mut right = [splat::<S, T>(simd, T::ZERO); WIDTH];
        for (c, x) in right.iter_mut().enumerate() {
            *x = at(simd, a, (column + c) * stride(n) + k);
        }
        for (r, tile) in tile.iter_mut().enumerate() {
            let left = -at::<S, T>(simd, a, (row + r) * stride(n) + k);
            for (x, &right) in tile.iter_mut().zip(&right) {
                *x = left.mul_add(right, *x);
            }
        }
    }
    tile
}

/// Overwrites `b`, `n` rows of `k` right-hand sides, with the solutions of `L L^T X = B`.
#[simd]
pub fn solve_lanes<S: Simd, T: Real>(
    simd: S,
    n: usize,
    l: &[T],
    reciprocals: &[T],
    b: &mut [T],
    k: usize,
) {
    let whole = k / STRIP * STRIP;
    for column in (0..whole).step_by(STRIP) {
        solve_strip(simd, n, l, reciprocals, b, k, column);
    }
    for column in whole..k {
        solve_column(simd, n, l, reciprocals, b, k, column);
    }
}

/// Right-hand sides solved for together: chains enough to hide the latency of one.
const STRIP: usize = 4;

/// Every unknown is a sum over those known, in registers until it is complete.
#[inline(always)]
fn solve_strip<S: Simd, T: Real>(
    simd: S,
    n: usize,
    l: &[T],
    reciprocals: &[T],
    b: &mut [T],
    k: usize,
    column: usize,
) {
    let strip = |b: &[T], i: usize| {
        let mut strip = [splat::<S, T>(simd, T::ZERO); STRIP];
        for (c, x) in strip.iter_mut().enumerate() {
            *x = at(simd, b, i * stride(k) + column + c);
        }
        strip
    };
    for step in 0..2 * n {
        let backward = step >= n;
        let i = if backward { 2 * n - 1 - step } else { step };
        let known = if backward { i + 1..n } else { 0..i };
        let mut sums = strip(b, i);
        for j in known {
            let l =
                -at::<S, T>(simd, l, if backward { j * stride(n) + i } else { i * stride(n) + j });
            for (sum, x) in sums.iter_mut().zip(strip(b, j)) {
                *sum = l.mul_add(x, *sum);
            }
        }
        let scale = at::<S, T>(simd, reciprocals, i);
        for (c, sum) in sums.into_iter().enumerate() {
            put::<S, T>(sum * scale, b, i * stride(k) + column + c);
        }
    }
}

/// Every unknown, once known, is taken out of the rest: no chain is longer than the order.
#[inline(always)]
fn solve_column<S: Simd, T: Real>(
    simd: S,
    n: usize,
    l: &[T],
    reciprocals: &[T],
    b: &mut [T],
    k: usize,
    column: usize,
) {
    for step in 0..2 * n {
        let backward = step >= n;
        let i = if backward { 2 * n - 1 - step } else { step };
        let unknown = if backward { 0..i } else { i + 1..n };
        let x = at::<S, T>(simd, b, i * stride(k) + column) * at::<S, T>(simd, reciprocals, i);
        put::<S, T>(x, b, i * stride(k) + column);
        for j in unknown {
            let l =
                -at::<S, T>(simd, l, if backward { i * stride(n) + j } else { j * stride(n) + i });
            let rest = l.mul_add(x, at::<S, T>(simd, b, j * stride(k) + column));
            put::<S, T>(rest, b, j * stride(k) + column);
        }
    }
}
