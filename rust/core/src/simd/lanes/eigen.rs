//! Eigenvalues and eigenvectors of symmetric matrices, one a lane.
//!
//! The matrix is scaled by a power of two, reduced to tridiagonal form, and diagonalised by implicit QL.
//! Rejected: cyclic Jacobi rotations, simpler and as easy on lanes. At 6 n^3 flops a sweep it takes longer
//! from order 4 on: 7.8 against 4.8 microseconds for eight matrices of order 8 (6 sweeps), 64 against 22 at
//! order 16, 535 against 123 at order 32 (f64, Zen 4). Below order 4 it is faster, by 0.1 microseconds.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::ql::ql_lanes;
use super::signs::sign_lanes;
use super::tridiagonal::{basis_lanes, tridiagonal_lanes};
use super::{at, lanes, put, splat, stride};
use crate::Real;
use crate::numerics::power_of_two;

/// The scratch of [`eigen_lanes`], in vectors for each row.
pub const EIGEN_VECTORS: usize = 6;

/// Eigenvalues of the matrices of order `n`, of which the lower triangle is read, into `w`, and vectors
/// into the columns of `v`, in no order; signs by rule. `a` is spoilt, `scratch` has [`EIGEN_VECTORS`]
/// times `n` vectors. `false` if QL does not converge, which no finite matrix was seen to do.
#[simd]
pub fn eigen_lanes<S: Simd, T: Real>(
    simd: S,
    n: usize,
    a: &mut [T],
    w: &mut [T],
    v: &mut [T],
    scratch: &mut [T],
) -> bool {
    let rows = n * lanes::<S, T>();
    let (e, scratch) = scratch.split_at_mut(rows);
    let (tau, scratch) = scratch.split_at_mut(rows);
    let (reflection, scratch) = scratch.split_at_mut(rows);
    let (product, rotations) = scratch.split_at_mut(rows);
    let scale = scale(simd, n, a);
    tridiagonal_lanes(simd, n, a, [w, e, tau], [reflection, product]);
    basis_lanes(simd, n, a, tau, v);
    let converged = ql_lanes(simd, n, [w, e], v, rotations);
    sign_lanes(simd, n, v);
    for i in 0..n {
        put::<S, T>(at::<S, T>(simd, w, i) * scale, w, i);
    }
    converged
}

/// Brings the largest element of every lower triangle near 1; returns what undoes it.
#[inline(always)]
fn scale<S: Simd, T: Real>(simd: S, n: usize, a: &mut [T]) -> T::Native<S> {
    let mut largest = splat::<S, T>(simd, T::ZERO);
    for i in 0..n {
        for j in 0..=i {
            largest = largest.max(at::<S, T>(simd, a, i * stride(n) + j).abs());
        }
    }
    let factor = T::Native::<S>::from_fn(simd, |lane| power_of_two(largest[lane]));
    if factor.simd_ne(splat::<S, T>(simd, T::ONE)).any_true() {
        for i in 0..n {
            for j in 0..=i {
                put::<S, T>(at::<S, T>(simd, a, i * stride(n) + j) * factor, a, i * stride(n) + j);
            }
        }
    }
    splat::<S, T>(simd, T::ONE) / factor
}

/// The eigenvalues of one lane in ascending order into `w`, its vectors into the columns of `v`; `order`
/// is scratch of n elements.
pub fn scatter_columns<S: Simd, T: Real>(
    _: S,
    [values, vectors]: [&[T]; 2],
    lane: usize,
    order: &mut [usize],
    w: &mut [T],
    v: &mut [T],
) {
    let (len, n) = (lanes::<S, T>(), w.len());
    for i in 0..n {
        let value = values[i * len + lane];
        let mut place = i;
        while place > 0 && w[place - 1] > value {
            (w[place], order[place]) = (w[place - 1], order[place - 1]);
            place -= 1;
        }
        (w[place], order[place]) = (value, i);
    }
    for (row, out) in vectors.chunks_exact(stride(n) * len).zip(v.chunks_exact_mut(n)) {
        for (out, &from) in out.iter_mut().zip(&*order) {
            *out = row[from * len + lane];
        }
    }
}
