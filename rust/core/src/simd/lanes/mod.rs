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

use std::hint::black_box;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

pub use cholesky::{factor_lanes, solve_lanes};
pub use eigen::{EIGEN_VECTORS, eigen_lanes, scatter_columns};
pub use inverse::invert_lanes;

use super::tile::len;
use crate::Real;

/// Bytes of a cache line.
const LINE: usize = 64;

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

/// Vectors from one row of a matrix to the next: odd, for rows a multiple of 4 kilobytes apart would share
/// one set of the L1 cache.
#[inline(always)]
pub const fn stride(columns: usize) -> usize {
    columns | 1
}

/// The vectors of matrices of so many columns, row after row.
#[inline(always)]
fn places(columns: usize) -> impl FnMut() -> usize {
    let (mut place, mut column) = (0, 0);
    move || {
        if column == columns {
            column = 0;
            place += stride(columns) - columns;
        }
        (place, column) = (place + 1, column + 1);
        place - 1
    }
}

/// Element (i, j) of the matrix that begins at `starts[lane]` into lane `lane` of vector
/// `i * stride(columns) + j` of `to`.
///
/// 1. A block of as many elements as lanes is transposed in registers.
/// 2. All is read once in the order of memory before that, an element a cache line: the blocks of 16
///    systems are 16 streams, too many for what fetches ahead. Cholesky factors of order 16 from memory:
///    375 instead of 460 to 590 nanoseconds in f32; 480 instead of 500 in f64.
#[simd]
pub fn gather<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    starts: &[usize; LANES_MAX],
    [rows, columns]: [usize; 2],
    to: &mut [T],
) {
    let (len, count) = (len::<S, T>(), rows * columns);
    let whole = count / len * len;
    for &start in &starts[..len] {
        x[start..start + count].iter().step_by(LINE / size_of::<T>()).for_each(|&x| {
            black_box(x);
        });
    }
    let mut place = places(columns);
    for k in (0..whole).step_by(len) {
        let mut block = [splat::<S, T>(simd, T::ZERO); LANES_MAX];
        for (row, &start) in block[..len].iter_mut().zip(starts) {
            *row = T::Native::<S>::from_slice(simd, &x[start + k..][..len]);
        }
        for &vector in &transposed::<S, T>(block)[..len] {
            put::<S, T>(vector, to, place());
        }
    }
    for k in whole..count {
        let to = &mut to[place() * len..][..len];
        for (to, &start) in to.iter_mut().zip(starts) {
            *to = x[start + k];
        }
    }
}

/// The matrices of the lanes, one after the other, into `out`: as many as it has room for.
#[simd]
pub fn scatter<S: Simd, T: Real>(simd: S, x: &[T], [rows, columns]: [usize; 2], out: &mut [T]) {
    let (len, count) = (len::<S, T>(), rows * columns);
    let whole = count / len * len;
    let mut place = places(columns);
    for k in (0..whole).step_by(len) {
        let mut block = [splat::<S, T>(simd, T::ZERO); LANES_MAX];
        for vector in &mut block[..len] {
            *vector = at(simd, x, place());
        }
        let rows = transposed::<S, T>(block);
        for (row, out) in rows[..len].iter().zip(out.chunks_exact_mut(count)) {
            row.store_slice(&mut out[k..k + len]);
        }
    }
    for k in whole..count {
        let x = &x[place() * len..][..len];
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

/// The lanes, as bits, with a NaN or an infinity; of square matrices on or below the diagonal alone if
/// `lower`.
#[simd]
pub fn not_finite<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    [rows, columns]: [usize; 2],
    lower: bool,
) -> u64 {
    let zero = splat::<S, T>(simd, T::ZERO);
    let mut sum = zero;
    for i in 0..rows {
        let end = if lower { i + 1 } else { columns };
        for j in 0..end {
            // Zero unless the element is not finite: then NaN.
            sum = at(simd, x, i * stride(columns) + j).mul_add(zero, sum);
        }
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
            for shape in [[1, 1], [1, 2], [2, 2], [1, 7], [8, 1], [3, 3], [4, 4], [8, 2], [5, 8]] {
                let count = shape[0] * shape[1];
                let x: Vec<f32> = (0..LANES_MAX * count).map(|i| i as f32).collect();
                let starts = std::array::from_fn(|lane| lane * count);
                dispatch!(level, simd => round_trip(simd, &x, &starts, shape));
            }
        }
    }

    #[simd]
    fn round_trip<S: Simd>(simd: S, x: &[f32], starts: &[usize; LANES_MAX], shape: [usize; 2]) {
        let (len, [rows, columns]) = (lanes::<S, f32>(), shape);
        let mut turned = vec![0.0; rows * stride(columns) * len];
        gather(simd, x, starts, shape, &mut turned);
        for k in 0..rows * columns {
            for lane in 0..len {
                let place = k / columns * stride(columns) + k % columns;
                assert_eq!(turned[place * len + lane], x[lane * rows * columns + k]);
            }
        }
        for live in [1, len - 1, len] {
            let mut back = vec![0.0; live * rows * columns];
            scatter(simd, &turned, shape, &mut back);
            assert_eq!(back, x[..live * rows * columns]);
        }
        assert_eq!(not_finite(simd, &turned, shape, false), 0);
        turned[(columns - 1) * len + 1] = f32::INFINITY;
        assert_eq!(not_finite(simd, &turned, shape, false), 2);
        if rows == columns {
            assert_eq!(not_finite(simd, &turned, shape, true), if rows == 1 { 2 } else { 0 });
        }
    }
}
