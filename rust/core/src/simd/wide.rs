//! Values of either type as doubles, two vectors at a time: long sums of float32 data are double.

use fearless_simd::prelude::*;

use crate::Real;

/// Doubles of a pair of the longest vectors.
pub const PAIR_MAX: usize = 16;

/// The values of one load at level `S`.
#[inline(always)]
pub const fn pair_len<S: Simd>() -> usize {
    2 * <S::f64s as SimdBase<S>>::LEN
}

/// Up to `pair_len` values as doubles; missing ones are zero.
#[inline(always)]
pub fn load_pair<S: Simd, T: Real>(simd: S, x: &[T]) -> [S::f64s; 2] {
    if x.len() == pair_len::<S>() {
        return T::widen(simd, x);
    }
    let mut padded = [T::ZERO; PAIR_MAX];
    padded[..x.len()].copy_from_slice(x);
    T::widen(simd, &padded[..pair_len::<S>()])
}
