//! `log(p / q)` of two vectors, of any two numbers: neither a quotient that overflows nor a difference of
//! logarithms, which would lose digits where p is near q.
//!
//! With p and q as `2^exponent * significand`, `log(p / q) = k ln 2 + 2 s + s R(s^2)`, where s is
//! `(p - q) / (p + q)` of the significands (`relative_entropy.rs`). One division.

use fearless_simd::prelude::*;

use super::log::series;
use super::relative_entropy::{Parts, ratio};

/// `log(p / q)`; less than the smallest normal number counts as that number.
#[inline(always)]
pub fn log_ratio<S: Simd>(simd: S, p: S::f64s, q: S::f64s) -> S::f64s {
    let [p, q] = [Parts::at_least_normal(simd, p), Parts::at_least_normal(simd, q)];
    let (k, s) = ratio(simd, p, q);
    let near = s.mul_add(series::<S, f64>(simd, s), s + s);
    k.mul_add(S::f64s::splat(simd, std::f64::consts::LN_2), near)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;
    use fearless_simd::dispatch;

    #[fearless_simd_macros::simd]
    fn of<S: Simd>(simd: S, p: f64, q: f64) -> f64 {
        log_ratio(simd, S::f64s::splat(simd, p), S::f64s::splat(simd, q))[0]
    }

    #[test]
    fn ratios_keep_their_digits() {
        let cases = [
            (1.0, 1.0, 0.0),
            (3.0, 1.5, std::f64::consts::LN_2),
            (1.0 + 1.0 / 1024.0, 1.0, (1.0_f64 / 1024.0).ln_1p()),
            (1e300, 1e-300, 600.0 * std::f64::consts::LN_10),
            (1e-300, 1e300, -600.0 * std::f64::consts::LN_10),
            (0.0, 1.0, f64::MIN_POSITIVE.ln()),
        ];
        for level in available_levels() {
            for (p, q, want) in cases {
                let got = dispatch!(level, simd => of(simd, p, q));
                assert!(
                    (got - want).abs() <= 2.0 * f64::EPSILON * want.abs(),
                    "{p:e}, {q:e}: {got}"
                );
            }
        }
    }
}
