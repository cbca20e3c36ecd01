//! A function of vectors over whole slices.

use fearless_simd::prelude::*;

use crate::Real;

/// The vector of `T` at level `S`.
type V<S, T> = <T as SimdFloatElement>::Native<S>;

/// `out[i] = f(x[i])`; the tail is a padded vector, so that a value has the same bits at every place.
/// There is one call of `f`: it must be inlined to keep its vector instructions, and of two it is not.
#[inline(always)]
pub(super) fn map<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    out: &mut [T],
    f: impl Fn(V<S, T>) -> V<S, T>,
) {
    for (x, out) in x.chunks(V::<S, T>::LEN).zip(out.chunks_mut(V::<S, T>::LEN)) {
        store(f(load(simd, x)), out);
    }
}

/// `out[i] = f(x[i], y[i])`, as [`map`].
#[inline(always)]
pub(super) fn map2<S: Simd, T: Real>(
    simd: S,
    (x, y): (&[T], &[T]),
    out: &mut [T],
    f: impl Fn(V<S, T>, V<S, T>) -> V<S, T>,
) {
    let len = V::<S, T>::LEN;
    for ((x, y), out) in x.chunks(len).zip(y.chunks(len)).zip(out.chunks_mut(len)) {
        store(f(load(simd, x), load(simd, y)), out);
    }
}

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
