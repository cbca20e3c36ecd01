//! A product tile: `C = A B^T` for the few rows of `A` and `B` whose sums fit the registers.
//!
//! The simple loop, over packed panels (element `k` of all rows side by side):
//! ```text
//! for k in 0..depth:  for i in rows:  for j in columns:  c[i][j] += a[k][i] * b[k][j]
//! ```
//! 1. `c` stays in registers: 8 rows x 3 vectors where there are 32 registers, 6 x 2 where there are
//!    16. Each step loads the vectors of `b` once and broadcasts each `a` once. (AVX-512: 8x3 reaches
//!    the FMA peak; AVX2: 6x2 does, 4x3 spills and halves the speed.)
//! 2. Missing rows are packed as zeros, so that a product has the same bits at every position: one
//!    chain of multiply-adds in the order of `k`.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::tile::{self as register, len, load, store};
use crate::Real;

/// Rows and columns of a tile: how wide the two panels are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Rows of `A` in a tile.
    pub rows: usize,
    /// Rows of `B` in a tile.
    pub columns: usize,
}

/// The largest `columns`: three vectors of 64 bytes of `f32`. One bit each fits a `u64`.
pub const COLUMNS_MAX: usize = 48;

/// The largest number of scores in a tile.
pub const TILE_MAX: usize = 8 * COLUMNS_MAX;

/// Bytes of the vectors that come with 32 registers.
const WIDE: usize = 64;

/// The tile of this level.
#[inline(always)]
pub fn tile_of<S: Simd, T: Real>(_: S) -> Tile {
    let len = <T::Native<S> as SimdBase<S>>::LEN;
    if len * size_of::<T>() == WIDE {
        Tile { rows: 8, columns: 3 * len }
    } else {
        Tile { rows: 6, columns: 2 * len }
    }
}

/// Packs up to `width` rows of length `depth` into a panel of `depth * width`, missing rows as zeros.
pub fn pack<T: Real>(rows: &[T], depth: usize, width: usize, panel: &mut [T]) {
    if rows.len() < panel.len() {
        panel.fill(T::ZERO);
    }
    for (at, row) in rows.chunks_exact(depth.max(1)).enumerate() {
        for (packed, &x) in panel[at..].iter_mut().step_by(width).zip(row) {
            *packed = x;
        }
    }
}

/// The products of the packed panels `a` and `b`, into `c` (`rows * columns` of [`tile_of`]).
#[simd]
pub fn product<S: Simd, T: Real>(simd: S, a: &[T], b: &[T], c: &mut [T]) {
    if <T::Native<S> as SimdBase<S>>::LEN * size_of::<T>() == WIDE {
        product_of::<S, T, 8, 3>(simd, a, b, c);
    } else {
        product_of::<S, T, 6, 2>(simd, a, b, c);
    }
}

#[inline(always)]
fn product_of<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    a: &[T],
    b: &[T],
    c: &mut [T],
) {
    let width = VECTORS * len::<S, T>();
    let sums = sums::<S, T, ROWS, VECTORS>(simd, (a, ROWS), (b, width));
    for (sums, c) in sums.iter().zip(c.chunks_exact_mut(width)) {
        store::<S, T, VECTORS>(sums, c);
    }
}

/// The tile of the panels `a` and `b`, each with its width: of `a` it takes the first rows, of `b` the
/// first vectors.
#[inline(always)]
pub(super) fn sums<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    (a, a_width): (&[T], usize),
    (b, b_width): (&[T], usize),
) -> register::Tile<S, T, ROWS, VECTORS> {
    let mut sums = [[T::Native::<S>::splat(simd, T::ZERO); VECTORS]; ROWS];
    for (a, b) in a.chunks(a_width).zip(b.chunks(b_width)) {
        let vectors = load::<S, T, VECTORS>(simd, b);
        let Some(a) = a.first_chunk::<ROWS>() else { break };
        for (sums, &a) in sums.iter_mut().zip(a) {
            let a = T::Native::<S>::splat(simd, a);
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
    fn a_tile_holds_all_products_and_zeros_for_missing_rows() {
        for level in available_levels() {
            let tile = dispatch!(level, simd => tile_of::<_, f64>(simd));
            assert!(tile.columns <= COLUMNS_MAX && tile.rows * tile.columns <= TILE_MAX);
            for depth in [0, 1, 2, 5] {
                let a: Vec<f64> = (0..depth * tile.rows).map(|i| i as f64 - 3.0).collect();
                let b: Vec<f64> = (0..depth * (tile.columns - 1)).map(|i| 0.5 * i as f64).collect();
                let mut packed_a = vec![f64::NAN; depth * tile.rows];
                let mut packed_b = vec![f64::NAN; depth * tile.columns];
                pack(&a, depth, tile.rows, &mut packed_a);
                pack(&b, depth, tile.columns, &mut packed_b);
                let mut c = vec![f64::NAN; tile.rows * tile.columns];
                dispatch!(level, simd => product(simd, &packed_a, &packed_b, &mut c));
                for (i, row) in c.chunks_exact(tile.columns).enumerate() {
                    for (j, &got) in row.iter().enumerate() {
                        let dot = |k: usize| a[i * depth + k] * b[j * depth + k];
                        let missing = j == tile.columns - 1;
                        let want = if missing { 0.0 } else { (0..depth).map(dot).sum() };
                        assert_eq!(got, want, "({i}, {j}) of depth {depth}");
                    }
                }
            }
        }
    }
}
