//! Vectors from slices and to slices that may be shorter: tails are padded vectors, so that a value has the
//! same bits at every place.

use fearless_simd::prelude::*;

use crate::Real;

/// The vector of `T` at level `S`.
type V<S, T> = <T as SimdFloatElement>::Native<S>;

/// The longest vector in elements.
pub(super) const LONGEST: usize = 16;

/// A vector that begins with `x`; what is missing is 1.
#[inline(always)]
pub(super) fn load<S: Simd, T: Real>(simd: S, x: &[T]) -> V<S, T> {
    load_or(simd, x, T::ONE)
}

/// A vector that begins with `x`; what is missing is `other`.
#[inline(always)]
pub(super) fn load_or<S: Simd, T: Real>(simd: S, x: &[T], other: T) -> V<S, T> {
    let len = V::<S, T>::LEN;
    if x.len() == len {
        return V::<S, T>::from_slice(simd, x);
    }
    let mut padded = [other; LONGEST];
    padded[..x.len()].copy_from_slice(x);
    V::<S, T>::from_slice(simd, &padded[..len])
}

/// The front of `vector` into `out`.
#[inline(always)]
pub(super) fn store<S: Simd, T: Real>(vector: V<S, T>, out: &mut [T]) {
    if out.len() == V::<S, T>::LEN {
        vector.store_slice(out);
    } else {
        out.copy_from_slice(&vector.as_slice()[..out.len()]);
    }
}
