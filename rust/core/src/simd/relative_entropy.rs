//! `p log(p / q) - p + q`: the term of a relative entropy, never negative, with its digits near p = q.
//!
//! The simple function cancels where p is near q: the terms are of size |p - q|, their sum of size
//! (p - q)^2. With `log(p / q) = k ln 2 + 2 s + s R(s^2)` (`log_ratio.rs`), where p is near q
//! `s = (p - q) / (p + q)`, k = 0 and
//! ```text
//! p log(p / q) - p + q = p (2 s + s R) - s (p + q) = s (p - q) + p s R
//! ```
//! where the first part is of second order and the second of third. Where k is not 0, three bits cancel at
//! most (p / q near 4/3).
//!
//! Of a subnormal p the logarithm is wrong, and the term by 40 p at most.

use fearless_simd::prelude::*;

use super::log::Log;
use super::log_ratio::{LEAST, LogRatio, at_least};

/// `p log(p / q) - p + q` for `q >= LEAST`; `q` where p = 0.
#[inline(always)]
pub fn term_of_large<S: Simd>(simd: S, p: S::f64s, q: S::f64s) -> S::f64s {
    term(simd, p, q, LogRatio::of(simd, p, q))
}

/// `p log(p / q) - p + q`; a q below [`LEAST`] counts as that number in the logarithm.
#[inline(always)]
pub fn term_of_any<S: Simd>(simd: S, p: S::f64s, q: S::f64s) -> S::f64s {
    term(simd, p, q, LogRatio::of(simd, p, at_least(simd, q)))
}

/// `p log(p / q) - p + q`, with q given also as `lifted = LIFT q`, which is used in the logarithm where q is
/// below [`LEAST`].
#[inline(always)]
pub fn term_of_lifted<S: Simd>(simd: S, p: S::f64s, q: S::f64s, lifted: S::f64s) -> S::f64s {
    let low = q.simd_lt(S::f64s::splat(simd, LEAST));
    let ratio = LogRatio::of(simd, p, at_least(simd, low.select(lifted, q)));
    let k = low.select(ratio.k + f64::LIFT_EXPONENT, ratio.k);
    term(simd, p, q, LogRatio { k, ..ratio })
}

#[inline(always)]
fn term<S: Simd>(simd: S, p: S::f64s, q: S::f64s, ratio: LogRatio<S>) -> S::f64s {
    const LN_2: f64 = std::f64::consts::LN_2;
    let LogRatio { k, s } = ratio;
    let difference = p - q;
    let far = p.mul_add(k.mul_add(S::f64s::splat(simd, LN_2), s + s), -difference);
    let near = k.simd_eq(S::f64s::splat(simd, 0.0)).select(s * difference, far);
    (p * s).mul_add(ratio.series(simd), near)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;
    use fearless_simd::dispatch;

    #[fearless_simd_macros::simd]
    fn term<S: Simd>(simd: S, p: f64, q: f64) -> f64 {
        let [p, q, lifted] = [p, q, q * f64::LIFT].map(|x| S::f64s::splat(simd, x));
        term_of_lifted(simd, p, q, lifted)[0]
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
