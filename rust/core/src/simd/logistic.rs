//! The logistic loss of one vector of margins, with its two derivatives, from a single exponential.

use fearless_simd::prelude::*;

use super::exp::exp;
use super::log1p_unit::log1p_unit;

/// `log(1 + e^z) - y z` and its first and second derivative in `z`.
#[derive(Clone, Copy, Debug)]
pub struct LogisticTerms<V> {
    /// The loss.
    pub loss: V,
    /// `sigma(z) - y`.
    pub residual: V,
    /// `sigma(z) (1 - sigma(z))`.
    pub curvature: V,
}

/// The terms at margins `z` with labels `y` in `[0, 1]`; stable for any finite margin.
///
/// With `e = exp(-|z|)` and `wrong` the part of the label on the other side of 0 than `z`:
/// loss `|z| wrong + log1p(e)`, residual `sign(z) (wrong - (1 - wrong) e) / (1 + e)`, curvature
/// `e / (1 + e)^2`. No term cancels, none overflows.
#[inline(always)]
pub fn logistic_terms<S: Simd>(simd: S, z: S::f64s, y: S::f64s) -> LogisticTerms<S::f64s> {
    let (zero, one) = (S::f64s::splat(simd, 0.0), S::f64s::splat(simd, 1.0));
    let size = z.abs();
    let e = exp::<S, f64>(simd, -size);
    let negative = z.simd_lt(zero);
    let (wrong, right) = (negative.select(y, one - y), negative.select(one - y, y));
    let (log1p, share) = log1p_unit(simd, e);
    let residual = (wrong - right * e) * share;
    LogisticTerms {
        loss: size.mul_add(wrong, log1p),
        residual: negative.select(-residual, residual),
        curvature: e * share * share,
    }
}
