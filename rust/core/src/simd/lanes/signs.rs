//! The sign of eigenvectors by rule, one matrix a lane.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::{at, put, splat, stride};
use crate::Real;
use crate::numerics::sign_tie;

/// Makes the first of the largest elements of every column of `v`, as [`sign_tie`] counts, positive.
#[simd]
pub(super) fn sign_lanes<S: Simd, T: Real>(simd: S, n: usize, v: &mut [T]) {
    let (zero, one) = (splat::<S, T>(simd, T::ZERO), splat::<S, T>(simd, T::ONE));
    for j in 0..n {
        let mut largest = zero;
        for i in 0..n {
            largest = largest.max(at::<S, T>(simd, v, i * stride(n) + j).abs());
        }
        let limit = largest * sign_tie::<T>();
        let mut first = one;
        for i in (0..n).rev() {
            let x = at::<S, T>(simd, v, i * stride(n) + j);
            first = x.abs().simd_ge(limit).select(x, first);
        }
        let sign = one.copysign(first);
        for i in 0..n {
            put::<S, T>(at::<S, T>(simd, v, i * stride(n) + j) * sign, v, i * stride(n) + j);
        }
    }
}
