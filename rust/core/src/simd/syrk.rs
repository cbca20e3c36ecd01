//! Symmetric rank-k update: `C += sum over k of x_k x_k^T`, upper triangle.
//!
//! The simple loop:
//! ```text
//! for x in rows: for i in 0..n: for j in i..n: c[i, j] += x[i] * x[j]
//! ```
//! 1. A tile of C stays in registers over all rows (`tile.rs`); the rows of X are read as they lie, as
//!    broadcasts and as vectors, so nothing is packed.
//! 2. Only tiles that touch the upper triangle are computed: half the work of a product.
//!
//! Weights are the caller's: rows scaled by the root of their weight, a block at a time, so that the
//! block is still in the L1 or L2 cache ([`BLOCK_ROWS`]).

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::tile::{is_wide, len, load, outer, padded, store};
use crate::Real;

/// Rows a caller should gather, scale and hand over at once: 16 to 32 KB of 64 columns. Loading and
/// storing a tile of C then costs under 5 % of the work.
pub const BLOCK_ROWS: usize = 64;

/// `c += x^T x`: `x` in rows of `padded(n)` whose elements from `n` on are zero, `c` of order `n` in the
/// layout of `tile.rs`. Only the upper triangle of `c` is meaningful.
#[simd]
pub fn syrk<S: Simd, T: Real>(simd: S, n: usize, x: &[T], c: &mut [T]) {
    syrk_rows(simd, n, x, c, 0..n);
}

/// The part of [`syrk`] in `rows` of `c`: for a caller that has to look up in between. The range begins
/// at a multiple of 8 and ends at one or at `n`.
#[simd]
pub fn syrk_rows<S: Simd, T: Real>(simd: S, n: usize, x: &[T], c: &mut [T], rows: Range<usize>) {
    let depth = x.len() / padded(n);
    if is_wide::<S, T>() {
        for row in rows.step_by(8) {
            let mut column = row / len::<S, T>() * len::<S, T>();
            while column < n {
                column += match (n - column).div_ceil(len::<S, T>()) {
                    1 => update::<S, T, 8, 1>(simd, n, (x, depth), row, column, c),
                    2 => update::<S, T, 8, 2>(simd, n, (x, depth), row, column, c),
                    _ => update::<S, T, 8, 3>(simd, n, (x, depth), row, column, c),
                };
            }
        }
    } else {
        for row in rows.step_by(4) {
            let mut column = row / len::<S, T>() * len::<S, T>();
            while column < n {
                column += match (n - column).div_ceil(len::<S, T>()) {
                    1 => update::<S, T, 4, 1>(simd, n, (x, depth), row, column, c),
                    _ => update::<S, T, 4, 2>(simd, n, (x, depth), row, column, c),
                };
            }
        }
    }
}

/// Adds one tile; returns its width.
#[inline(always)]
fn update<S: Simd, T: Real, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    n: usize,
    (x, depth): (&[T], usize),
    row: usize,
    column: usize,
    c: &mut [T],
) -> usize {
    let stride = padded(n);
    let sums = outer::<S, T, ROWS, VECTORS>(simd, x, depth, stride, row, column);
    for (r, sums) in sums.iter().enumerate() {
        let c = &mut c[(row + r) * stride + column..];
        let mut vectors = load::<S, T, VECTORS>(simd, c);
        for (vector, &sum) in vectors.iter_mut().zip(sums) {
            *vector += sum;
        }
        store::<S, T, VECTORS>(&vectors, c);
    }
    VECTORS * len::<S, T>()
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::*;
    use crate::simd::available_levels;

    fn check<T: Real>(tolerance: f64) {
        for level in available_levels() {
            for n in [1, 3, 4, 5, 8, 9, 15, 16, 17, 31, 48, 49, 64, 65] {
                for rows in [0, 1, 2, 7] {
                    let stride = padded(n);
                    let value = |k: usize, i: usize| ((k * 7 + i * 3) % 11) as f64 - 4.5;
                    let mut x = vec![T::ZERO; rows * stride];
                    for k in 0..rows {
                        for i in 0..n {
                            x[k * stride + i] = T::from_f64(value(k, i));
                        }
                    }
                    let mut c = vec![T::ONE; stride * stride];
                    dispatch!(level, simd => syrk(simd, n, &x, &mut c));
                    for i in 0..n {
                        for j in i..n {
                            let want =
                                1.0 + (0..rows).map(|k| value(k, i) * value(k, j)).sum::<f64>();
                            let got = c[i * stride + j].to_f64();
                            assert!((got - want).abs() <= tolerance, "({i}, {j}) of {n}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn adds_all_products_of_the_upper_triangle() {
        check::<f64>(1e-12);
        check::<f32>(1e-4);
    }
}
