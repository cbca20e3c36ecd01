//! `p log(p / q) - p + q`: the term of a relative entropy, never negative, with its digits near p = q.
//!
//! The simple function cancels where p is near q: the terms are of size |p - q|, their sum of size
//! (p - q)^2. With `s = (p - q) / (p + q)`, `log(p / q) = 2 s + s R(s^2)` (see `log.rs`), and
//! ```text
//! p log(p / q) - p + q = p (2 s + s R) - s (p + q) = s (p - q) + p s R
//! ```
//! where the first part is of second order and the second of third. Where p / q is not within
//! `sqrt(1/2) .. sqrt(2)` nothing cancels and `k ln 2` is added. One division a term.

use fearless_simd::prelude::*;

use super::log::{Log, series, split_exponent};

/// A positive number as `2^exponent * significand`, `sqrt(1/2) <= significand < sqrt(2)`.
#[derive(Clone, Copy)]
pub struct Parts<S: Simd> {
    exponent: S::f64s,
    significand: S::f64s,
}

impl<S: Simd> Parts<S> {
    /// Of normal `x > 0`.
    #[inline(always)]
    pub fn of_normal(simd: S, x: S::f64s) -> Self {
        let (exponent, significand) = split_exponent::<S, f64>(simd, x);
        Self { exponent, significand }
    }

    /// Of `x >= 0`; less than the smallest normal number counts as that number.
    #[inline(always)]
    pub fn at_least_normal(simd: S, x: S::f64s) -> Self {
        Self::of_normal(simd, x.max(S::f64s::splat(simd, f64::MIN_POSITIVE)))
    }

    /// Of `x >= 0` given also as `lifted = LIFT x`, which is used where `x` is not normal.
    #[inline(always)]
    pub fn of_lifted(simd: S, x: S::f64s, lifted: S::f64s) -> Self {
        let low = x.simd_lt(S::f64s::splat(simd, f64::MIN_POSITIVE));
        let parts = Self::at_least_normal(simd, low.select(lifted, x));
        let exponent = low.select(parts.exponent - f64::LIFT_EXPONENT, parts.exponent);
        Self { exponent, ..parts }
    }
}

/// `(k, s)` with `log(p / q) = k ln 2 + log((1 + s) / (1 - s))` and the last part within `log(2) / 2`.
#[inline(always)]
pub(super) fn ratio<S: Simd>(simd: S, p: Parts<S>, q: Parts<S>) -> (S::f64s, S::f64s) {
    let sqrt_two = S::f64s::splat(simd, std::f64::consts::SQRT_2);
    let (mp, mq) = (p.significand, q.significand);
    // Bring mp / mq within sqrt(1/2) .. sqrt(2) by doubling the smaller.
    let p_is_larger = mp.simd_gt(mq * sqrt_two);
    let q_is_larger = mq.simd_gt(mp * sqrt_two);
    let k = p.exponent - q.exponent;
    let k = p_is_larger.select(k + 1.0, q_is_larger.select(k - 1.0, k));
    let mp = q_is_larger.select(mp + mp, mp);
    let mq = p_is_larger.select(mq + mq, mq);
    (k, (mp - mq) / (mp + mq))
}

/// `p log(p / q) - p + q`, with `q_parts` the parts of `q`; `q` where p = 0.
#[inline(always)]
pub fn relative_entropy_term<S: Simd>(
    simd: S,
    p: S::f64s,
    q: S::f64s,
    q_parts: Parts<S>,
) -> S::f64s {
    const LN_2: f64 = std::f64::consts::LN_2;
    let p_parts = Parts::at_least_normal(simd, p);
    let (k, s) = ratio(simd, p_parts, q_parts);
    let difference = p - q;
    let far = p.mul_add(k.mul_add(S::f64s::splat(simd, LN_2), s + s), -difference);
    let near = k.simd_eq(S::f64s::splat(simd, 0.0)).select(s * difference, far);
    (p * s).mul_add(series::<S, f64>(simd, s), near)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;
    use fearless_simd::dispatch;

    #[fearless_simd_macros::simd]
    fn term<S: Simd>(simd: S, p: f64, q: f64) -> f64 {
        let [p, q, lifted] = [p, q, q * f64::LIFT].map(|x| S::f64s::splat(simd, x));
        relative_entropy_term(simd, p, q, Parts::of_lifted(simd, q, lifted))[0]
    }

    #[test]
    fn terms_keep_their_digits() {
        let cases = [
            (1.0, 1.0, 0.0),
            (0.0, 0.5, 0.5),
            (1.0, 0.25, 2.0 * std::f64::consts::LN_2 - 0.75),
            (0.5, 1.0, 0.5 - 0.5 * std::f64::consts::LN_2),
            // x = 1e-8: p ((1 + x) log(1 + x) - x) = x^2 / 2 - x^3 / 6 + ...
            (1.0 + 1.0 / 67_108_864.0, 1.0, 1.110_223_019_110_619_2e-16),
            (1.0, 1e-310, 310.0 * std::f64::consts::LN_10 - 1.0),
            (1e-310, 1.0, 1.0),
        ];
        for level in available_levels() {
            for (p, q, want) in cases {
                let got = dispatch!(level, simd => term(simd, p, q));
                assert!((got - want).abs() <= 4.0 * f64::EPSILON * want, "{p:e}, {q:e}: {got:e}");
            }
        }
    }
}
