//! Many small systems at once, one a lane: element k of all systems of a group is one vector.
//!
//! The simple way works on one system after the other; at order 8 or 16 its loops are too short for
//! vectors. Here every operation on numbers becomes one on vectors, whatever the order is; choices
//! become selections. A group is one vector wide, and the last is filled up with copies of a system, so
//! that a result has the same bits at every place of the batch.

mod cholesky;
mod eigen;
mod inverse;
mod ql;
mod signs;
mod tridiagonal;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

pub use cholesky::{factor_lanes, solve_lanes};
pub use eigen::{EIGEN_VECTORS, eigen_lanes, scatter_columns};
pub use inverse::invert_lanes;

use super::tile::len;
use crate::Real;

/// Lanes of the longest vector.
pub const LANES_MAX: usize = 16;

/// Lanes of a vector.
#[inline(always)]
pub const fn lanes<S: Simd, T: Real>() -> usize {
    len::<S, T>()
}

/// [`lanes`] of the level of `simd`.
#[inline(always)]
pub fn lanes_of<S: Simd, T: Real>(_: S) -> usize {
    lanes::<S, T>()
}

/// Vector number `i`.
#[inline(always)]
pub fn at<S: Simd, T: Real>(simd: S, x: &[T], i: usize) -> T::Native<S> {
    T::Native::<S>::from_slice(simd, &x[i * len::<S, T>()..][..len::<S, T>()])
}

/// `vector` becomes number `i`.
#[inline(always)]
pub fn put<S: Simd, T: Real>(vector: T::Native<S>, x: &mut [T], i: usize) {
    vector.store_slice(&mut x[i * len::<S, T>()..][..len::<S, T>()]);
}

#[inline(always)]
fn splat<S: Simd, T: Real>(simd: S, value: T) -> T::Native<S> {
    T::Native::<S>::splat(simd, value)
}

/// `to[k][lane] = x[starts[lane] + k]` for k below `count`.
///
/// A block of as many elements as lanes is transposed in registers.
#[simd]
pub fn gather<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    starts: &[usize; LANES_MAX],
    count: usize,
    to: &mut [T],
) {
    let len = len::<S, T>();
    let whole = count / len * len;
    for k in (0..whole).step_by(len) {
        let mut rows = [splat::<S, T>(simd, T::ZERO); LANES_MAX];
        for (row, &start) in rows[..len].iter_mut().zip(starts) {
            *row = T::Native::<S>::from_slice(simd, &x[start + k..][..len]);
        }
        let columns = transposed::<S, T>(rows);
        for (column, to) in columns[..len].iter().zip(to[k * len..].chunks_exact_mut(len)) {
            column.store_slice(to);
        }
    }
    for (k, to) in to.chunks_exact_mut(len).enumerate().take(count).skip(whole) {
        for (to, &start) in to.iter_mut().zip(starts) {
            *to = x[start + k];
        }
    }
}

/// `out[lane * count + k] = x[k][lane]` for as many lanes as `out` has room for.
#[simd]
pub fn scatter<S: Simd, T: Real>(simd: S, x: &[T], count: usize, out: &mut [T]) {
    let len = len::<S, T>();
    let whole = count / len * len;
    for k in (0..whole).step_by(len) {
        let mut columns = [splat::<S, T>(simd, T::ZERO); LANES_MAX];
        for (column, x) in columns[..len].iter_mut().zip(x[k * len..].chunks_exact(len)) {
            *column = T::Native::<S>::from_slice(simd, x);
        }
        let rows = transposed::<S, T>(columns);
        for (row, out) in rows[..len].iter().zip(out.chunks_exact_mut(count)) {
            row.store_slice(&mut out[k..k + len]);
        }
    }
    for (k, x) in x.chunks_exact(len).enumerate().take(count).skip(whole) {
        for (&x, out) in x.iter().zip(out.chunks_exact_mut(count)) {
            out[k] = x;
        }
    }
}

/// The transpose of the square block in the first `len` vectors: log2(len) perfect shuffles.
#[inline(always)]
fn transposed<S: Simd, T: Real>(mut rows: [T::Native<S>; LANES_MAX]) -> [T::Native<S>; LANES_MAX] {
    let len = len::<S, T>();
    let mut width = 1;
    while width < len {
        let from = rows;
        for i in 0..len / 2 {
            (rows[2 * i], rows[2 * i + 1]) = from[i].interleave(from[i + len / 2]);
        }
        width *= 2;
    }
    rows
}

/// Zero in lanes where all vectors `of` are finite, else NaN.
#[inline(always)]
fn defects<S: Simd, T: Real>(simd: S, x: &[T], of: impl Iterator<Item = usize>) -> T::Native<S> {
    let zero = splat::<S, T>(simd, T::ZERO);
    of.fold(zero, |sum, i| at(simd, x, i).mul_add(zero, sum))
}

/// The lanes, as bits, with a NaN or an infinity among the first `count` vectors.
#[simd]
pub fn not_finite<S: Simd, T: Real>(simd: S, x: &[T], count: usize) -> u64 {
    defects(simd, x, 0..count).is_nan().to_bitmask()
}

/// The lanes, as bits, with a NaN or an infinity on or below the diagonal of matrices of order `n`.
#[simd]
pub fn not_finite_lower<S: Simd, T: Real>(simd: S, x: &[T], n: usize) -> u64 {
    let mut sum = splat::<S, T>(simd, T::ZERO);
    for i in 0..n {
        sum += defects(simd, x, i * n..i * n + i + 1);
    }
    sum.is_nan().to_bitmask()
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::*;
    use crate::simd::available_levels;

    #[test]
    fn gathered_is_transposed_and_scatters_back() {
        for level in available_levels() {
            for count in [1, 2, 3, 4, 7, 8, 9, 16, 17, 40] {
                let x: Vec<f32> = (0..LANES_MAX * count).map(|i| i as f32).collect();
                let starts = std::array::from_fn(|lane| lane * count);
                dispatch!(level, simd => round_trip(simd, &x, &starts, count));
            }
        }
    }

    #[simd]
    fn round_trip<S: Simd>(simd: S, x: &[f32], starts: &[usize; LANES_MAX], count: usize) {
        let len = lanes::<S, f32>();
        let mut turned = vec![0.0; count * len];
        gather(simd, x, starts, count, &mut turned);
        for k in 0..count {
            for lane in 0..len {
                assert_eq!(turned[k * len + lane], x[lane * count + k]);
            }
        }
        for live in [1, len - 1, len] {
            let mut back = vec![0.0; live * count];
            scatter(simd, &turned, count, &mut back);
            assert_eq!(back, x[..live * count]);
        }
        turned[(count - 1) * len + 1] = f32::INFINITY;
        assert_eq!(not_finite(simd, &turned, count), 2);
        assert_eq!(not_finite(simd, &turned, count - 1), 0);
    }
}
