//! Rows times a triangular (or a whole) matrix, in the precision of the matrix whatever the rows are.
//!
//! The simple loop: `for row in x: for c: y[c] = sum over k of row[k] m[k, c]`, where k runs over the
//! triangle only. Eight rows at a time are turned on their side, so that a tile of results stays in
//! registers over all k, with one load per vector of M for all rows.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::tile::{is_wide, len, load, padded, store};
use super::turn::{TURNED, turn};
use crate::Real;

/// Which part holds the matrix; the other is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Triangle {
    /// `m[k, c] = 0` for k > c.
    Upper,
    /// `m[k, c] = 0` for k < c.
    Lower,
    /// All of it.
    Whole,
}

/// Rows that go through together.
const ROWS: usize = 8;

/// Scratch that [`rows_times`] needs for order `n`.
pub const fn rows_times_scratch(n: usize) -> usize {
    3 * ROWS * padded(n)
}

/// `y = x m` for `m` of order `n` in the layout of `tile.rs`. `x` and `y` hold equally many rows of
/// `x_stride` and `y_stride` elements; of each row of `y` at most `padded(n)` elements are written.
#[simd]
pub fn rows_times<S: Simd, X: Real, M: Real, Y: Real>(
    simd: S,
    n: usize,
    (x, x_stride): (&[X], usize),
    (m, triangle): (&[M], Triangle),
    (y, y_stride): (&mut [Y], usize),
    scratch: &mut [M],
) {
    let size = ROWS * padded(n);
    let (wide, scratch) = scratch.split_at_mut(size);
    let (sideways, results) = scratch.split_at_mut(size);
    for (x, y) in x.chunks(ROWS * x_stride).zip(y.chunks_mut(ROWS * y_stride)) {
        for (wide, x) in wide.chunks_exact_mut(padded(n)).zip(x.chunks_exact(x_stride)) {
            wide.iter_mut().zip(&x[..n]).for_each(|(wide, x)| *wide = M::from_f64(x.to_f64()));
        }
        for (i, wide) in wide.chunks_exact(TURNED * padded(n)).enumerate() {
            turn(simd, wide, sideways, ROWS, i * TURNED);
        }
        let depth = |column, end| match triangle {
            Triangle::Upper => 0..end,
            Triangle::Lower => column..n,
            Triangle::Whole => 0..n,
        };
        strips(simd, n, sideways, m, 0, depth, results);
        for (y, result) in y.chunks_exact_mut(y_stride).zip(results.chunks_exact(padded(n))) {
            for (y, &result) in y.iter_mut().zip(result) {
                *y = Y::from_f64(result.to_f64());
            }
        }
    }
}

/// The results of all columns from `column` on, where columns `column..end` take the k of
/// `depth(column, end)`.
#[inline(always)]
fn strips<S: Simd, M: Real>(
    simd: S,
    n: usize,
    sideways: &[M],
    m: &[M],
    mut column: usize,
    depth: impl Fn(usize, usize) -> Range<usize>,
    results: &mut [M],
) {
    let len = len::<S, M>();
    while column < n {
        if column + len < n && is_wide::<S, M>() {
            let depth = depth(column, n.min(column + 2 * len));
            strip::<S, M, 2>(simd, n, sideways, m, column, depth, results);
            column += 2 * len;
        } else {
            let depth = depth(column, n.min(column + len));
            strip::<S, M, 1>(simd, n, sideways, m, column, depth, results);
            column += len;
        }
    }
}

#[inline(always)]
fn strip<S: Simd, M: Real, const VECTORS: usize>(
    simd: S,
    n: usize,
    sideways: &[M],
    m: &[M],
    column: usize,
    depth: Range<usize>,
    results: &mut [M],
) {
    let m = m.chunks_exact(padded(n)).skip(depth.start);
    let mut sums = [[M::Native::<S>::splat(simd, M::ZERO); VECTORS]; ROWS];
    for (x, m) in sideways.as_chunks::<ROWS>().0[depth].iter().zip(m) {
        let vectors = load::<S, M, VECTORS>(simd, &m[column..]);
        for (sums, &x) in sums.iter_mut().zip(x) {
            for (sum, &m) in sums.iter_mut().zip(&vectors) {
                *sum = M::Native::<S>::splat(simd, x).mul_add(m, *sum);
            }
        }
    }
    for (sums, row) in sums.iter().zip(results.chunks_exact_mut(padded(n))) {
        store::<S, M, VECTORS>(sums, &mut row[column..]);
    }
}

/// Rows that are inverted at a time.
pub const INVERSE_ROWS: usize = ROWS;

/// Rows from `top` on, a multiple of [`INVERSE_ROWS`], of the inverse of the factor of `cholesky.rs`: upper
/// triangle, zeros elsewhere. Those below are finished in `inverse`, the rest zeros; scratch as for
/// [`rows_times`].
///
/// The simple loop, upwards: `m[i, :] = (e_i - sum over k > i of u[i, k] m[k, :]) / u[i, i]`. Eight rows
/// at a time, so that all but the last eight k are a product of the kind above.
#[simd]
pub fn inverse_rows<S: Simd>(
    simd: S,
    n: usize,
    u: &[f64],
    inverse: &mut [f64],
    scratch: &mut [f64],
    top: usize,
) {
    let stride = padded(n);
    let (sideways, results) = scratch.split_at_mut(ROWS * stride);
    let block = &u[top * stride..(top + ROWS) * stride];
    for (i, four) in block.chunks_exact(TURNED * stride).enumerate() {
        turn(simd, four, sideways, ROWS, i * TURNED);
    }
    let known = n.min(top + ROWS);
    strips(simd, n, sideways, inverse, known, |_, end| known..end, results);
    for r in (0..known - top).rev() {
        let i = top + r;
        let (row, below) = inverse[i * stride..].split_at_mut(stride);
        let results = &results[r * stride..];
        row[known..n].iter_mut().zip(&results[known..n]).for_each(|(x, y)| *x = -y);
        row[i] = 1.0;
        for (q, below) in (i + 1..known).zip(below.chunks_exact(stride)) {
            let factor = u[i * stride + q];
            row.iter_mut().zip(below).for_each(|(x, y)| *x -= factor * y);
        }
        row.iter_mut().for_each(|x| *x *= u[i * stride + i]);
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::super::cholesky::factor;
    use super::*;
    use crate::simd::available_levels;

    /// `U^T U` of order `n` with U unit upper triangular.
    fn factored(level: crate::simd::Level, n: usize) -> (Vec<f64>, Vec<f64>) {
        let stride = padded(n);
        let u = |i: usize, j: usize| match i.cmp(&j) {
            std::cmp::Ordering::Less => ((i * 3 + j) % 5) as f64 / (5.0 * n as f64),
            std::cmp::Ordering::Equal => 2.0,
            std::cmp::Ordering::Greater => 0.0,
        };
        let mut a = vec![0.0; stride * stride];
        let mut whole = vec![0.0; stride * stride];
        for i in 0..n {
            for j in 0..n {
                a[i * stride + j] = (0..n).map(|k| u(k, i) * u(k, j)).sum();
                whole[i * stride + j] = u(i, j);
            }
        }
        assert_eq!(dispatch!(level, simd => factor(simd, n, &mut a)), Ok(()));
        (a, whole)
    }

    #[test]
    fn rows_times_the_inverse_and_the_matrix_are_the_rows() {
        for level in available_levels() {
            for n in [1, 2, 7, 8, 9, 16, 17, 33, 64, 65] {
                let (stride, n_rows) = (padded(n), 19);
                let (a, u) = factored(level, n);
                let mut inv = vec![0.0; stride * stride];
                let mut scratch = vec![f64::NAN; rows_times_scratch(n)];
                for top in (0..n).step_by(INVERSE_ROWS).rev() {
                    dispatch!(level, simd => inverse_rows(simd, n, &a, &mut inv, &mut scratch, top));
                }
                let x: Vec<f32> = (0..n_rows * n).map(|i| ((i * 7) % 23) as f32 - 11.0).collect();
                let (mut y, mut back) = (vec![0.0_f64; n_rows * stride], vec![0.0_f32; n_rows * n]);
                let mut scratch = vec![0.0; rows_times_scratch(n)];
                dispatch!(level, simd => {
                    let to = (&mut y[..], stride);
                    rows_times(simd, n, (&x, n), (&u, Triangle::Upper), to, &mut scratch);
                    let to = (&mut back[..], n);
                    rows_times(simd, n, (&y, stride), (&inv, Triangle::Upper), to, &mut scratch);
                });
                let worst = x.iter().zip(&back).map(|(x, b)| (x - b).abs()).fold(0.0, f32::max);
                assert!(worst <= 1e-5, "{worst} at {n}");
                // The transpose of the matrix is the lower triangle.
                let mut lower = vec![0.0; stride * stride];
                for i in 0..n {
                    for j in 0..n {
                        lower[j * stride + i] = u[i * stride + j];
                    }
                }
                dispatch!(level, simd => {
                    let to = (&mut y[..], stride);
                    rows_times(simd, n, (&x, n), (&lower, Triangle::Lower), to, &mut scratch);
                });
                for (x, y) in x.chunks_exact(n).zip(y.chunks_exact(stride)) {
                    for j in 0..n {
                        let want: f64 = (0..n).map(|k| f64::from(x[k]) * u[j * stride + k]).sum();
                        assert!((y[j] - want).abs() <= 1e-10, "column {j} of {n}");
                    }
                }
            }
        }
    }
}
