//! A function of one vector over whole slices.

use fearless_simd::prelude::*;

use crate::Real;

/// `out[i] = f(x[i])`; the tail is a padded vector, so that a value has the same bits at every place.
#[inline(always)]
pub(super) fn map<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    out: &mut [T],
    f: impl Fn(T::Native<S>) -> T::Native<S>,
) {
    let len = <T::Native<S> as SimdBase<S>>::LEN;
    for (x, out) in x.chunks(len).zip(out.chunks_mut(len)) {
        let lanes = T::Native::<S>::from_fn(simd, |i| x.get(i).copied().unwrap_or(T::ZERO));
        out.copy_from_slice(&f(lanes).as_slice()[..x.len()]);
    }
}
