//! Columns below a finished diagonal block: `U^-T` times a packed panel.
//!
//! The simple loop, forward substitution of all columns together:
//! ```text
//! for i in 0..n: x[i, :] = (x[i, :] - sum over k < i of u[k, i] x[k, :]) / u[i, i]
//! ```
//! 1. Eight rows (four, where registers are few) at a time: the sum over all rows above is the register
//!    tile, and the rest is done while it is in registers, as in `cholesky.rs`.
//! 2. The panel is packed as the product that follows wants it.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::cholesky::Corner;
use super::tile::{is_wide, len, load, padded, store};
use crate::Real;

/// Solves in place: `u` is the factor of `cholesky.rs` of order `n`, a multiple of 8, and `panel` has
/// `n` rows of one to three vectors.
#[simd]
pub fn solve_panel<S: Simd, T: Real>(simd: S, n: usize, u: &[T], panel: &mut [T]) {
    let vectors = panel.len() / n / len::<S, T>();
    match (is_wide::<S, T>(), vectors) {
        (true, 1) => solve::<S, T, 8, 1>(simd, n, u, panel),
        (true, 2) => solve::<S, T, 8, 2>(simd, n, u, panel),
        (true, _) => solve::<S, T, 8, 3>(simd, n, u, panel),
        (false, 1) => solve::<S, T, 4, 1>(simd, n, u, panel),
        (false, _) => solve::<S, T, 4, 2>(simd, n, u, panel),
    }
}

#[inline(always)]
fn solve<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    n: usize,
    u: &[T],
    panel: &mut [T],
) {
    let (stride, width) = (padded(n), VECTORS * len::<S, T>());
    for top in (0..n).step_by(ROWS) {
        let (above, rows) = panel.split_at_mut(top * width);
        let mut tile = [[T::Native::<S>::splat(simd, T::ZERO); VECTORS]; ROWS];
        for (x, u) in above.chunks_exact(width).zip(u.chunks_exact(stride)) {
            let vectors = load::<S, T, VECTORS>(simd, x);
            let Some(factors) = u[top..].first_chunk::<ROWS>() else { break };
            for (sums, &factor) in tile.iter_mut().zip(factors) {
                let factor = T::Native::<S>::splat(simd, factor);
                for (sum, &x) in sums.iter_mut().zip(&vectors) {
                    *sum = factor.mul_add(x, *sum);
                }
            }
        }
        for (sums, x) in tile.iter_mut().zip(rows.chunks_exact(width)) {
            for (sum, x) in sums.iter_mut().zip(load::<S, T, VECTORS>(simd, x)) {
                *sum = x - *sum;
            }
        }
        let tile = Corner::<T, ROWS>::of(u, stride, top).solve(simd, tile);
        for (row, x) in tile.iter().zip(rows.chunks_exact_mut(width)) {
            store::<S, T, VECTORS>(row, x);
        }
    }
}
