//! `p log(p / q) - p + q`: the term of a relative entropy, never negative, with its digits near p = q.
//!
//! The simple function cancels where p is near q: the terms are of size |p - q|, their sum of size
//! (p - q)^2. With `s = (p - q) / (p + q)`, `log(p / q) = 2 s + s R(s^2)` (see `log.rs`), and
//! ```text
//! p log(p / q) - p + q = p (2 s + s R) - s (p + q) = s (p - q) + p s R
//! ```
//! where the first part is of second order and the second of third. Where k = 0 in `p / q = 2^k r` nothing
//! else is added, where it is not nothing cancels and `k ln 2` is. One division a term.
//!
//! 1. The bits of a positive number, read as an integer, are a logarithm to base 2, at most 0.0861 below it.
//!    The difference of the bits of p and q, rounded, is k; the rest of it is laid on the significand of q, for
//!    r within 2^0.5861 of 1. Neither number is taken apart by itself.

use fearless_simd::prelude::*;

use super::log::Log;
use crate::Real;

/// `R(z) / z` from the constant term up, for r within `2^0.5861` of 1: minimax by Remez's algorithm in 60
/// digits, within 2^-55.8 of the logarithm.
const SERIES: [f64; 7] = [
    0.666_666_666_666_728_4,
    0.399_999_999_960_890_53,
    0.285_714_294_085_845_87,
    0.222_221_373_980_971_44,
    0.181_864_018_607_461,
    0.152_492_622_998_524_1,
    0.153_754_617_994_807_22,
];

/// A normal positive number, and where exponents of quotients by it begin.
#[derive(Clone, Copy)]
pub struct Parts<S: Simd> {
    x: S::f64s,
    origin: S::f64s,
}

impl<S: Simd> Parts<S> {
    /// What is added to exponents, so that none is negative.
    const BIAS: u64 = 2047;

    /// Of `x >= 0`; less than the smallest normal number counts as that number.
    #[inline(always)]
    pub fn at_least_normal(simd: S, x: S::f64s) -> Self {
        let x = x.max(S::f64s::splat(simd, f64::MIN_POSITIVE));
        Self { x, origin: S::f64s::splat(simd, f64::INDEX_MAGIC + Self::BIAS as f64) }
    }

    /// Of `x >= 0` given also as `lifted = LIFT x`, which is used where `x` is not normal.
    #[inline(always)]
    pub fn of_lifted(simd: S, x: S::f64s, lifted: S::f64s) -> Self {
        let low = x.simd_lt(S::f64s::splat(simd, f64::MIN_POSITIVE));
        let Self { x, origin } = Self::at_least_normal(simd, low.select(lifted, x));
        Self { x, origin: low.select(origin - f64::LIFT_EXPONENT, origin) }
    }
}

/// `(k, s)` with `log(p / q) = k ln 2 + log((1 + s) / (1 - s))` and the last part within `0.5861 log(2)`;
/// `p` is at least normal.
#[inline(always)]
pub(super) fn ratio<S: Simd>(simd: S, p: S::f64s, q: Parts<S>) -> (S::f64s, S::f64s) {
    let bits = |x: f64| S::f64s::splat(simd, x).to_bits();
    const BIT: u64 = 1 << f64::SIGNIFICAND_BITS;
    let half = bits(f64::from_bits(BIT / 2));
    let rounded = bits(f64::from_bits(Parts::<S>::BIAS * BIT + BIT / 2));
    let (mask, magic) = (bits(f64::SIGNIFICAND_MASK), bits(f64::INDEX_MAGIC));
    let difference = p.to_bits() - q.x.to_bits() + rounded;
    let k = S::f64s::from_bits((difference >> f64::SIGNIFICAND_BITS) | magic) - q.origin;
    let low = (q.x.to_bits() & mask) + bits(f64::from_bits(BIT * 1023 - BIT / 2));
    let mp = S::f64s::from_bits(low + (difference & mask));
    let mq = S::f64s::from_bits(low + half);
    (k, (mp - mq) / (mp + mq))
}

/// `R(s^2) = (log((1 + s) / (1 - s)) - 2 s) / s`.
#[inline(always)]
pub(super) fn series<S: Simd>(simd: S, s: S::f64s) -> S::f64s {
    let z = s * s;
    let [lower @ .., last] = SERIES;
    let sum = lower
        .iter()
        .rev()
        .fold(S::f64s::splat(simd, last), |sum, &c| sum.mul_add(z, S::f64s::splat(simd, c)));
    sum * z
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
    let (k, s) = ratio(simd, p.max(S::f64s::splat(simd, f64::MIN_POSITIVE)), q_parts);
    let difference = p - q;
    let far = p.mul_add(k.mul_add(S::f64s::splat(simd, LN_2), s + s), -difference);
    let near = k.simd_eq(S::f64s::splat(simd, 0.0)).select(s * difference, far);
    (p * s).mul_add(series(simd, s), near)
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
