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

use std::ops::Range;

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
    factor_rows(simd, n, a, 0..n)
}

/// Rows a caller may factor at a time: a multiple of every tile's.
pub const FACTOR_ROWS: usize = 8;

/// The part of [`factor`] that finishes `rows`, those above being finished: for a caller that has to
/// look up in between. The range begins at a multiple of [`FACTOR_ROWS`], and ends at one or at `n`.
#[simd]
pub fn factor_rows<S: Simd, T: Real>(
    simd: S,
    n: usize,
    a: &mut [T],
    rows: Range<usize>,
) -> Result<(), usize> {
    finish::<S, T>(simd, n, a, rows, T::from_f64(n as f64) * T::EPSILON, &mut [])
}

/// [`factor`] of any matrix whose pivots are positive, however small; also gives the diagonal itself,
/// which the reciprocals of reciprocals would miss by a rounding error.
#[simd]
pub fn factor_positive<S: Simd, T: Real>(
    simd: S,
    n: usize,
    a: &mut [T],
    roots: &mut [T],
) -> Result<(), usize> {
    finish::<S, T>(simd, n, a, 0..n, T::ZERO, roots)
}

#[inline(always)]
fn finish<S: Simd, T: Real>(
    simd: S,
    n: usize,
    a: &mut [T],
    rows: Range<usize>,
    floor: T,
    roots: &mut [T],
) -> Result<(), usize> {
    if is_wide::<S, T>() {
        finish_rows::<S, T, 8>(simd, n, a, rows, floor, roots)
    } else {
        finish_rows::<S, T, 4>(simd, n, a, rows, floor, roots)
    }
}

#[inline(always)]
fn finish_rows<S: Simd, T: Real, const ROWS: usize>(
    simd: S,
    n: usize,
    a: &mut [T],
    rows: Range<usize>,
    floor: T,
    roots: &mut [T],
) -> Result<(), usize> {
    let stride = padded(n);
    let len = len::<S, T>();
    for top in rows.step_by(ROWS) {
        let (above, block) = a.split_at_mut(top * stride);
        let mut block = Block::<T, ROWS> { above, rows: &mut block[..ROWS * stride], stride, top };
        // The vectors that hold the diagonal block: one, or several short ones.
        let (first, after) = (top / len * len, (top + ROWS).next_multiple_of(len));
        let live = ROWS.min(n - top);
        let diagonal: [T; ROWS] = block.diagonal();
        for column in (first..after).step_by(len) {
            let tile = block.remainder::<S, 1>(simd, column);
            block.put::<S, 1>(&tile, column);
        }
        let corner = block.corner();
        let corner = Corner::new(corner, live, diagonal.map(|x| x * floor)).map_err(|r| top + r)?;
        roots.iter_mut().skip(top).zip(corner.roots).for_each(|(to, root)| *to = root);
        for column in (first..after).step_by(len) {
            let tile = corner.solve(simd, block.take::<S, 1>(simd, column));
            block.put::<S, 1>(&tile, column);
        }
        block.finish(first, &corner);
        let mut column = after;
        while column < n {
            column += match ((n - column).div_ceil(len), ROWS) {
                (1, _) => block.strip::<S, 1>(simd, &corner, column),
                (2, _) | (_, 4) => block.strip::<S, 2>(simd, &corner, column),
                _ => block.strip::<S, 3>(simd, &corner, column),
            };
        }
    }
    Ok(())
}

/// Rows of the matrix that are factored together, and the finished ones above.
struct Block<'a, T, const ROWS: usize> {
    above: &'a [T],
    rows: &'a mut [T],
    stride: usize,
    top: usize,
}

impl<T: Real, const ROWS: usize> Block<'_, T, ROWS> {
    /// Finishes the tile at `column`; returns its width.
    #[inline(always)]
    fn strip<S: Simd, const VECTORS: usize>(
        &mut self,
        simd: S,
        corner: &Corner<T, ROWS>,
        column: usize,
    ) -> usize {
        let tile = corner.solve(simd, self.remainder::<S, VECTORS>(simd, column));
        self.put::<S, VECTORS>(&tile, column);
        VECTORS * len::<S, T>()
    }

    /// The tile at `column`, less what the rows above account for.
    #[inline(always)]
    fn remainder<S: Simd, const VECTORS: usize>(
        &self,
        simd: S,
        column: usize,
    ) -> Tile<S, T, ROWS, VECTORS> {
        let (depth, stride) = (self.top, self.stride);
        let sums: Tile<S, T, ROWS, VECTORS> =
            outer(simd, self.above, depth, stride, self.top, column);
        let mut tile = self.take::<S, VECTORS>(simd, column);
        for r in 0..ROWS {
            for v in 0..VECTORS {
                tile[r][v] -= sums[r][v];
            }
        }
        tile
    }

    #[inline(always)]
    fn take<S: Simd, const VECTORS: usize>(
        &self,
        simd: S,
        column: usize,
    ) -> Tile<S, T, ROWS, VECTORS> {
        let mut tile = [[T::Native::<S>::splat(simd, T::ZERO); VECTORS]; ROWS];
        for (r, row) in tile.iter_mut().enumerate() {
            *row = load::<S, T, VECTORS>(simd, &self.rows[r * self.stride + column..]);
        }
        tile
    }

    #[inline(always)]
    fn put<S: Simd, const VECTORS: usize>(
        &mut self,
        tile: &Tile<S, T, ROWS, VECTORS>,
        column: usize,
    ) {
        for (r, row) in tile.iter().enumerate() {
            store::<S, T, VECTORS>(row, &mut self.rows[r * self.stride + column..]);
        }
    }

    #[inline(always)]
    fn corner(&self) -> [[T; ROWS]; ROWS] {
        let mut corner = [[T::ZERO; ROWS]; ROWS];
        for (r, row) in corner.iter_mut().enumerate() {
            row.copy_from_slice(&self.rows[r * self.stride + self.top..][..ROWS]);
        }
        corner
    }

    #[inline(always)]
    fn diagonal(&self) -> [T; ROWS] {
        let mut diagonal = [T::ZERO; ROWS];
        for (r, x) in diagonal.iter_mut().enumerate() {
            *x = self.rows[r * self.stride + self.top + r];
        }
        diagonal
    }

    /// Reciprocals on the diagonal, zeros left of it.
    #[inline(always)]
    fn finish(&mut self, first: usize, corner: &Corner<T, ROWS>) {
        for (r, &reciprocal) in corner.reciprocals.iter().enumerate() {
            let row = &mut self.rows[r * self.stride..][..self.stride];
            row[first..self.top + r].fill(T::ZERO);
            row[self.top + r] = reciprocal;
        }
    }
}

/// The factor of a diagonal block.
pub(super) struct Corner<T, const ROWS: usize> {
    /// `u[r, q]` for q > r.
    u: [[T; ROWS]; ROWS],
    /// `1 / u[r, r]`; 0 beyond the matrix.
    reciprocals: [T; ROWS],
    /// `u[r, r]`, where it was computed here.
    roots: [T; ROWS],
}

impl<T: Real, const ROWS: usize> Corner<T, ROWS> {
    #[inline(always)]
    fn new(mut u: [[T; ROWS]; ROWS], live: usize, limits: [T; ROWS]) -> Result<Self, usize> {
        let (mut reciprocals, mut roots) = ([T::ZERO; ROWS], [T::ZERO; ROWS]);
        for r in 0..ROWS {
            if r == live {
                break;
            }
            let pivot = u[r][r];
            if !(pivot > T::ZERO && pivot > limits[r] && pivot < T::INFINITY) {
                return Err(r);
            }
            roots[r] = pivot.sqrt();
            reciprocals[r] = T::ONE / roots[r];
            // Whole rows, below the diagonal too: constant trip counts become vectors.
            let row = u[r].map(|x| x * reciprocals[r]);
            for i in 0..ROWS {
                let factor = if i > r { row[i] } else { T::ZERO };
                for j in 0..ROWS {
                    u[i][j] -= factor * row[j];
                }
            }
            u[r] = row;
        }
        Ok(Self { u, reciprocals, roots })
    }

    /// That of the finished rows from `top` on.
    #[inline(always)]
    pub(super) fn of(factor: &[T], stride: usize, top: usize) -> Self {
        let mut u = [[T::ZERO; ROWS]; ROWS];
        for (row, from) in u.iter_mut().zip(factor[top * stride..].chunks_exact(stride)) {
            row.copy_from_slice(&from[top..][..ROWS]);
        }
        let mut reciprocals = [T::ZERO; ROWS];
        reciprocals.iter_mut().enumerate().for_each(|(r, x)| *x = u[r][r]);
        Self { u, reciprocals, roots: [T::ZERO; ROWS] }
    }

    /// `U^-T` times the tile.
    #[inline(always)]
    pub(super) fn solve<S: Simd, const VECTORS: usize>(
        &self,
        simd: S,
        mut tile: Tile<S, T, ROWS, VECTORS>,
    ) -> Tile<S, T, ROWS, VECTORS> {
        // Spelled out, for the compiler does not unroll so much and would keep the tile in memory.
        self.eliminate::<S, VECTORS, 0>(simd, &mut tile);
        self.eliminate::<S, VECTORS, 1>(simd, &mut tile);
        self.eliminate::<S, VECTORS, 2>(simd, &mut tile);
        self.eliminate::<S, VECTORS, 3>(simd, &mut tile);
        self.eliminate::<S, VECTORS, 4>(simd, &mut tile);
        self.eliminate::<S, VECTORS, 5>(simd, &mut tile);
        self.eliminate::<S, VECTORS, 6>(simd, &mut tile);
        self.eliminate::<S, VECTORS, 7>(simd, &mut tile);
        tile
    }

    #[inline(always)]
    fn eliminate<S: Simd, const VECTORS: usize, const R: usize>(
        &self,
        simd: S,
        tile: &mut Tile<S, T, ROWS, VECTORS>,
    ) {
        let Some((pivot, below)) = tile[R.min(ROWS)..].split_first_mut() else { return };
        let scale = T::Native::<S>::splat(simd, self.reciprocals[R]);
        pivot.iter_mut().for_each(|x| *x *= scale);
        for (row, &u) in below.iter_mut().zip(&self.u[R][R + 1..]) {
            let factor = T::Native::<S>::splat(simd, -u);
            for (x, &pivot) in row.iter_mut().zip(&*pivot) {
                *x = factor.mul_add(pivot, *x);
            }
        }
    }
}
