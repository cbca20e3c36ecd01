//! Householder's reduction to tridiagonal form, `A = Q T Q^T`, one matrix a lane.
//!
//! The simple loop, for every column k but the last two:
//! ```text
//! v = the part of column k below the diagonal, reflected to its first element
//! p = tau A v;  w = p - tau / 2 (p . v) v
//! A -= v w^T + w v^T                      (what lies right of and below column k)
//! ```
//! Of A only the lower triangle is kept, half of the flops; the matrix product that meets it goes over
//! rows, each serving as a row and as a column.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::{at, put, splat, stride};
use crate::Real;

/// Reduces matrices of order `n`, whose lower triangle is read and whose largest element is near 1.
/// Leaves the diagonal in `d`, what couples i and i + 1 in `e[i]`, the reflections in the columns of `a`
/// below the diagonal (their first element is 1) and their factors in `tau`: each of `n` vectors, as
/// many as `v` and `p` have for scratch.
#[simd]
pub(super) fn tridiagonal_lanes<S: Simd, T: Real>(
    simd: S,
    n: usize,
    a: &mut [T],
    [d, e, tau]: [&mut [T]; 3],
    [v, p]: [&mut [T]; 2],
) {
    for k in 0..n {
        put::<S, T>(at(simd, a, k * stride(n) + k), d, k);
        let (factor, beta) = reflection(simd, n, a, k, v);
        put::<S, T>(factor, tau, k);
        put::<S, T>(beta, e, k);
        if k + 2 < n {
            multiply(simd, n, a, k + 1, v, p);
            let mut along = splat::<S, T>(simd, T::ZERO);
            for i in k + 1..n {
                along = at::<S, T>(simd, p, i).mul_add(at::<S, T>(simd, v, i), along);
            }
            let along = along * factor * factor * T::from_f64(-0.5);
            for i in k + 1..n {
                let w = along.mul_add(at::<S, T>(simd, v, i), at::<S, T>(simd, p, i) * factor);
                put::<S, T>(w, p, i);
            }
            update(simd, n, a, k + 1, v, p);
        }
    }
}

/// The reflection of column `k`: `tau` and what it makes of the first element. `v` goes into the column
/// and, to have neighbours, into `v`.
#[inline(always)]
fn reflection<S: Simd, T: Real>(
    simd: S,
    n: usize,
    a: &mut [T],
    k: usize,
    v: &mut [T],
) -> (T::Native<S>, T::Native<S>) {
    let (zero, one) = (splat::<S, T>(simd, T::ZERO), splat::<S, T>(simd, T::ONE));
    if k + 1 == n {
        return (zero, zero);
    }
    let mut squares = zero;
    for i in k + 2..n {
        let x = at::<S, T>(simd, a, i * stride(n) + k);
        squares = x.mul_add(x, squares);
    }
    let alpha = at::<S, T>(simd, a, (k + 1) * stride(n) + k);
    // Smaller squares have lost digits; next to the largest element, 1, they are nothing.
    let reflects = squares.simd_gt(splat::<S, T>(simd, T::MIN_POSITIVE / T::EPSILON));
    let norm = alpha.mul_add(alpha, squares).sqrt();
    let beta = reflects.select(-norm.copysign(alpha), alpha);
    let tau = reflects.select((beta - alpha) / beta, zero);
    let scale = reflects.select(one / (alpha - beta), zero);
    put::<S, T>(one, a, (k + 1) * stride(n) + k);
    put::<S, T>(one, v, k + 1);
    for i in k + 2..n {
        let x = at::<S, T>(simd, a, i * stride(n) + k) * scale;
        put::<S, T>(x, a, i * stride(n) + k);
        put::<S, T>(x, v, i);
    }
    (tau, beta)
}

/// `p = A v` from row and column `first` on.
#[inline(always)]
fn multiply<S: Simd, T: Real>(simd: S, n: usize, a: &[T], first: usize, v: &[T], p: &mut [T]) {
    for i in first..n {
        let x = at::<S, T>(simd, v, i);
        let mut sum = at::<S, T>(simd, a, i * stride(n) + i) * x;
        for j in first..i {
            let a = at::<S, T>(simd, a, i * stride(n) + j);
            sum = a.mul_add(at::<S, T>(simd, v, j), sum);
            put::<S, T>(a.mul_add(x, at::<S, T>(simd, p, j)), p, j);
        }
        put::<S, T>(sum, p, i);
    }
}

/// `A -= v w^T + w v^T` from row and column `first` on.
#[inline(always)]
fn update<S: Simd, T: Real>(simd: S, n: usize, a: &mut [T], first: usize, v: &[T], w: &[T]) {
    for i in first..n {
        let (minus_v, minus_w) = (-at::<S, T>(simd, v, i), -at::<S, T>(simd, w, i));
        for j in first..=i {
            let x = minus_v.mul_add(at::<S, T>(simd, w, j), at::<S, T>(simd, a, i * stride(n) + j));
            put::<S, T>(minus_w.mul_add(at::<S, T>(simd, v, j), x), a, i * stride(n) + j);
        }
    }
}

/// Columns of Q that share the loads of a reflection.
const STRIP: usize = 4;

/// Q of [`tridiagonal_lanes`], into `q`.
#[simd]
pub(super) fn basis_lanes<S: Simd, T: Real>(simd: S, n: usize, a: &[T], tau: &[T], q: &mut [T]) {
    for i in 0..n {
        for j in 0..n {
            let x = if i == j { T::ONE } else { T::ZERO };
            put::<S, T>(splat(simd, x), q, i * stride(n) + j);
        }
    }
    for k in (0..n.saturating_sub(2)).rev() {
        let mut column = k + 1;
        while column + STRIP <= n {
            reflect::<S, T, STRIP>(simd, n, a, tau, q, k, column);
            column += STRIP;
        }
        while column < n {
            reflect::<S, T, 1>(simd, n, a, tau, q, k, column);
            column += 1;
        }
    }
}

/// `WIDTH` columns of Q, reflected by number `k`.
#[inline(always)]
fn reflect<S: Simd, T: Real, const WIDTH: usize>(
    simd: S,
    n: usize,
    a: &[T],
    tau: &[T],
    q: &mut [T],
    k: usize,
    column: usize,
) {
    let mut sums = [splat::<S, T>(simd, T::ZERO); WIDTH];
    for i in k + 1..n {
        let v = at::<S, T>(simd, a, i * stride(n) + k);
        for (c, sum) in sums.iter_mut().enumerate() {
            *sum = v.mul_add(at::<S, T>(simd, q, i * stride(n) + column + c), *sum);
        }
    }
    let factor = -at::<S, T>(simd, tau, k);
    let sums = sums.map(|sum| sum * factor);
    for i in k + 1..n {
        let v = at::<S, T>(simd, a, i * stride(n) + k);
        for (c, &sum) in sums.iter().enumerate() {
            let place = i * stride(n) + column + c;
            put::<S, T>(v.mul_add(sum, at::<S, T>(simd, q, place)), q, place);
        }
    }
}
