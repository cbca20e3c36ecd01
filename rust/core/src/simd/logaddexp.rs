//! `log(e^a + e^b)`, of whole vectors.
//!
//! ```text
//! max(a, b) + log1p(exp(-|a - b|))
//! ```
//! Nothing overflows. The exponential gets the digits that the difference loses. Within 2 ulp of the
//! largest of the result and the two terms, which cancel where the result is near 0.

use fearless_simd::prelude::*;

use super::exp::{ExpReal, exp_of_difference};
use super::log::Log;
use super::log1p::log1p_ordinary;

/// The vector of `T` at level `S`.
type V<S, T> = <T as SimdFloatElement>::Native<S>;

/// `log(e^a + e^b)`, lane by lane; NaN where either is.
#[inline(always)]
pub fn logaddexp<S: Simd, T: ExpReal + Log>(simd: S, a: V<S, T>, b: V<S, T>) -> V<S, T> {
    let a_is_larger = a.simd_gt(b);
    let (larger, smaller) = (a_is_larger.select(a, b), a_is_larger.select(b, a));
    let ratio = exp_of_difference::<S, T>(simd, smaller, larger);
    // Two equal infinities have no difference, but are equal.
    let ratio = a.simd_eq(b).select(V::<S, T>::splat(simd, T::ONE), ratio);
    larger + log1p_ordinary::<S, T>(simd, ratio)
}
