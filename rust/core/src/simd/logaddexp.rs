//! `log(e^a + e^b)`, of whole vectors.
//!
//! ```text
//! max(a, b) + log1p(exp(-|a - b|))
//! ```
//! Nothing overflows. Within 2 ulp where the two terms do not cancel (the larger of a and b is not
//! between -0.7 and 0); there the error is 2 ulp of the larger, as of any formula in working precision.

use fearless_simd::prelude::*;

use super::exp::{ExpReal, exp};
use super::log::Log;
use super::log1p::log1p_ordinary;

/// The vector of `T` at level `S`.
type V<S, T> = <T as SimdFloatElement>::Native<S>;

/// `log(e^a + e^b)`, lane by lane; NaN where either is.
#[inline(always)]
pub fn logaddexp<S: Simd, T: ExpReal + Log>(simd: S, a: V<S, T>, b: V<S, T>) -> V<S, T> {
    // Two equal infinities have no difference, but are equal.
    let gap = a.simd_eq(b).select(V::<S, T>::splat(simd, T::ZERO), (a - b).abs());
    let larger = a.simd_gt(b).select(a, b);
    larger + log1p_ordinary::<S, T>(simd, exp::<S, T>(simd, -gap))
}
