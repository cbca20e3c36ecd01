//! The inner loops of Householder's reduction of one symmetric matrix to tridiagonal form.
//!
//! A matrix lies in rows of a padded length, both triangles filled; a vector has zeros wherever a
//! reflection does not reach, so that loops may begin and end at whole vectors.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::tile::len;
use crate::Real;

/// Rows that share the loads of the vectors they meet.
const ROWS: usize = 4;

/// `m -= v w^T + w v^T` over the rows of `m`, the first of which is number `first`, in columns from
/// `first` on; and `p += m x` of what comes out (by columns: `m` is symmetric).
///
/// The simple way is two passes, a rank-2 update and a product. One pass does both, for the next
/// reflection is known before the update has gone beyond its first row: half the memory traffic, which is
/// what limits matrices beyond the L2 cache.
#[simd]
pub fn update_and_multiply<S: Simd, T: Real>(
    simd: S,
    m: &mut [T],
    first: usize,
    [v, w]: [&[T]; 2],
    x: &[T],
    p: &mut [T],
) {
    let stride = x.len();
    let mut row = first;
    let mut blocks = m.chunks_exact_mut(ROWS * stride);
    for block in &mut blocks {
        update_rows::<S, T, ROWS>(simd, block, first, row, [v, w], x, p);
        row += ROWS;
    }
    for block in blocks.into_remainder().chunks_exact_mut(stride) {
        update_rows::<S, T, 1>(simd, block, first, row, [v, w], x, p);
        row += 1;
    }
}

#[inline(always)]
fn update_rows<S: Simd, T: Real, const ROWS: usize>(
    simd: S,
    m: &mut [T],
    first: usize,
    row: usize,
    [v, w]: [&[T]; 2],
    x: &[T],
    p: &mut [T],
) {
    let (len, stride) = (len::<S, T>(), x.len());
    let splat = |x: &[T], sign: T| {
        let mut all = [T::Native::<S>::splat(simd, T::ZERO); ROWS];
        for (all, &x) in all.iter_mut().zip(&x[row..row + ROWS]) {
            *all = T::Native::<S>::splat(simd, x * sign);
        }
        all
    };
    let (minus_v, minus_w, x) = (splat(v, -T::ONE), splat(w, -T::ONE), splat(x, T::ONE));
    let (m, v, w, p) = (&mut m[..ROWS * stride], &v[..stride], &w[..stride], &mut p[..stride]);
    for column in (first / len * len..stride).step_by(len) {
        let v = T::Native::<S>::from_slice(simd, &v[column..column + len]);
        let w = T::Native::<S>::from_slice(simd, &w[column..column + len]);
        let mut sum = T::Native::<S>::from_slice(simd, &p[column..column + len]);
        for r in 0..ROWS {
            let place = &mut m[r * stride + column..][..len];
            let mut y = T::Native::<S>::from_slice(simd, place);
            y = minus_v[r].mul_add(w, y);
            y = minus_w[r].mul_add(v, y);
            y.store_slice(place);
            sum = x[r].mul_add(y, sum);
        }
        sum.store_slice(&mut p[column..column + len]);
    }
}

/// Rows of [`reflect_rows`].
pub const REFLECTED: usize = 4;

/// [`REFLECTED`] rows times the reflections `I - tau[k] v v^T` for k from `count` - 1 down to 0, where v
/// is row k of `reflections`, zero up to element k.
#[simd]
pub fn reflect_rows<S: Simd, T: Real>(
    simd: S,
    rows: &mut [T],
    reflections: &[T],
    tau: &[T],
    count: usize,
) {
    let (len, stride) = (len::<S, T>(), rows.len() / REFLECTED);
    let rows = &mut rows[..REFLECTED * stride];
    for k in (0..count).rev() {
        let v = &reflections[k * stride..][..stride];
        let first = (k + 1) / len * len;
        let mut sums = [T::Native::<S>::splat(simd, T::ZERO); REFLECTED];
        for column in (first..stride).step_by(len) {
            let v = T::Native::<S>::from_slice(simd, &v[column..column + len]);
            for (r, sum) in sums.iter_mut().enumerate() {
                let row = T::Native::<S>::from_slice(simd, &rows[r * stride + column..][..len]);
                *sum = row.mul_add(v, *sum);
            }
        }
        let sums = sums.map(|sum| T::Native::<S>::splat(simd, -(tau[k] * sum.reduce_sum())));
        for column in (first..stride).step_by(len) {
            let v = T::Native::<S>::from_slice(simd, &v[column..column + len]);
            for (r, &sum) in sums.iter().enumerate() {
                let place = &mut rows[r * stride + column..][..len];
                let row = T::Native::<S>::from_slice(simd, place);
                sum.mul_add(v, row).store_slice(place);
            }
        }
    }
}
