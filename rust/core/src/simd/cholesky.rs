//! Cholesky factorisation `A = U^T U` of a symmetric positive definite matrix, in place.
//!
//! The simple loop, with U in the upper triangle, row by row:
//! ```text
//! for i in 0..n:
//!     u[i, i:] = (a[i, i:] - sum over k < i of u[k, i] u[k, i:]) / sqrt(its first element)
//! ```
//! 1. A block of rows at a time, left-looking: the sum over all rows above is the tile of the symmetric
//!    product (`tile.rs`), so that every element of A is loaded and stored once.
//! 2. The triangular solve within the block is done on the tile while it is still in registers.
//! 3. The diagonal keeps reciprocals: a division is three times as slow as a product, and every solve
//!    needs them.
//!
//! Rejected: the lower triangle by rows. Its inner loop is a dot product, which ends in a horizontal sum
//! per element.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::tile::{Tile, is_wide, len, load, outer, padded, store};
use crate::Real;

/// Factors `a`, of order `n` in the layout of `tile.rs`, of which the upper triangle is read. What lies
/// left of the diagonal becomes zero, the diagonal holds `1 / u[i, i]`.
///
/// `Err(i)` names the first pivot that is not above `n` rounding errors of its diagonal element (or not
/// finite): the matrix is not positive definite, or singular to working precision.
#[simd]
pub fn factor<S: Simd, T: Real>(simd: S, n: usize, a: &mut [T]) -> Result<(), usize> {
    if is_wide::<S, T>() { rows::<S, T, 8>(simd, n, a) } else { rows::<S, T, 4>(simd, n, a) }
}

#[inline(always)]
fn rows<S: Simd, T: Real, const ROWS: usize>(simd: S, n: usize, a: &mut [T]) -> Result<(), usize> {
    let stride = padded(n);
    for top in (0..n).step_by(ROWS) {
        let (above, block) = a.split_at_mut(top * stride);
        let block = &mut block[..ROWS * stride];
        // The vectors that hold the diagonal block: one, or several short ones.
        let first = top / len::<S, T>() * len::<S, T>();
        let after = (top + ROWS).next_multiple_of(len::<S, T>());
        let mut limits = [T::ZERO; ROWS];
        for (r, limit) in limits.iter_mut().enumerate() {
            *limit = block[r * stride + top + r] * T::from_f64(n as f64) * T::EPSILON;
        }
        for column in (first..after).step_by(len::<S, T>()) {
            let tile = remainder::<S, T, ROWS, 1>(simd, above, top, column, block);
            put::<S, T, ROWS, 1>(&tile, column, block);
        }
        let live = ROWS.min(n - top);
        let corner = Corner::new(block, stride, top, live, &limits).map_err(|r| top + r)?;
        for column in (first..after).step_by(len::<S, T>()) {
            let tile = take::<S, T, ROWS, 1>(simd, column, block);
            put::<S, T, ROWS, 1>(&corner.solve(simd, tile), column, block);
        }
        corner.finish(block, stride, first, top);
        let mut column = after;
        while column < n {
            let vectors = (n - column).div_ceil(len::<S, T>());
            column += match (vectors, ROWS) {
                (1, _) => strip::<S, T, ROWS, 1>(simd, &corner, above, top, column, block),
                (2, _) | (_, 4) => strip::<S, T, ROWS, 2>(simd, &corner, above, top, column, block),
                _ => strip::<S, T, ROWS, 3>(simd, &corner, above, top, column, block),
            };
        }
    }
    Ok(())
}

/// Finishes the tile at `column`; returns its width.
#[inline(always)]
fn strip<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    corner: &Corner<T, ROWS>,
    above: &[T],
    top: usize,
    column: usize,
    block: &mut [T],
) -> usize {
    let tile = remainder::<S, T, ROWS, VECTORS>(simd, above, top, column, block);
    put::<S, T, ROWS, VECTORS>(&corner.solve(simd, tile), column, block);
    VECTORS * len::<S, T>()
}

/// The tile of the block at `column`, less what the rows above account for.
#[inline(always)]
fn remainder<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    above: &[T],
    top: usize,
    column: usize,
    block: &[T],
) -> Tile<S, T, ROWS, VECTORS> {
    let sums = outer::<S, T, ROWS, VECTORS>(simd, above, block.len() / ROWS, top, column);
    let mut tile = take::<S, T, ROWS, VECTORS>(simd, column, block);
    for (row, sums) in tile.iter_mut().zip(&sums) {
        for (value, &sum) in row.iter_mut().zip(sums) {
            *value -= sum;
        }
    }
    tile
}

#[inline(always)]
fn take<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    column: usize,
    block: &[T],
) -> Tile<S, T, ROWS, VECTORS> {
    let mut tile = [[T::Native::<S>::splat(simd, T::ZERO); VECTORS]; ROWS];
    for (row, x) in tile.iter_mut().zip(block.chunks_exact(block.len() / ROWS)) {
        *row = load::<S, T, VECTORS>(simd, &x[column..]);
    }
    tile
}

#[inline(always)]
fn put<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize>(
    tile: &Tile<S, T, ROWS, VECTORS>,
    column: usize,
    block: &mut [T],
) {
    let stride = block.len() / ROWS;
    for (row, x) in tile.iter().zip(block.chunks_exact_mut(stride)) {
        store::<S, T, VECTORS>(row, &mut x[column..]);
    }
}

/// The factor of a diagonal block.
struct Corner<T, const ROWS: usize> {
    /// `-u[r, q]` for q > r.
    negated: [[T; ROWS]; ROWS],
    /// `1 / u[r, r]`; 0 beyond the matrix.
    reciprocals: [T; ROWS],
}

impl<T: Real, const ROWS: usize> Corner<T, ROWS> {
    #[inline(always)]
    fn new(
        block: &[T],
        stride: usize,
        top: usize,
        live: usize,
        limits: &[T; ROWS],
    ) -> Result<Self, usize> {
        let mut u = [[T::ZERO; ROWS]; ROWS];
        for (u, x) in u.iter_mut().zip(block.chunks_exact(stride)) {
            u.copy_from_slice(&x[top..top + ROWS]);
        }
        let mut reciprocals = [T::ZERO; ROWS];
        for r in 0..live {
            let pivot = u[r][r];
            if !(pivot > T::ZERO && pivot > limits[r] && pivot < T::INFINITY) {
                return Err(r);
            }
            reciprocals[r] = T::ONE / pivot.sqrt();
            for q in r + 1..ROWS {
                u[r][q] = u[r][q] * reciprocals[r];
            }
            for i in r + 1..ROWS {
                for j in i..ROWS {
                    u[i][j] = u[i][j] - u[r][i] * u[r][j];
                }
            }
        }
        Ok(Self { negated: u.map(|row| row.map(|x| -x)), reciprocals })
    }

    /// `U^-T` times the tile.
    #[inline(always)]
    fn solve<S: Simd, const VECTORS: usize>(
        &self,
        simd: S,
        mut tile: Tile<S, T, ROWS, VECTORS>,
    ) -> Tile<S, T, ROWS, VECTORS> {
        for r in 0..ROWS {
            let scale = T::Native::<S>::splat(simd, self.reciprocals[r]);
            for v in 0..VECTORS {
                tile[r][v] = tile[r][v] * scale;
            }
            for q in r + 1..ROWS {
                let factor = T::Native::<S>::splat(simd, self.negated[r][q]);
                for v in 0..VECTORS {
                    tile[q][v] = factor.mul_add(tile[r][v], tile[q][v]);
                }
            }
        }
        tile
    }

    /// Reciprocals on the diagonal, zeros left of it.
    #[inline(always)]
    fn finish(&self, block: &mut [T], stride: usize, first: usize, top: usize) {
        for (r, x) in block.chunks_exact_mut(stride).enumerate() {
            x[first..top + r].fill(T::ZERO);
            x[top + r] = self.reciprocals[r];
        }
    }
}
