//! `log(p / q)` of two vectors, of numbers up to 2^1021: neither a quotient that overflows nor a difference
//! of logarithms, which would lose digits where p is near q.
//!
//! The simple function, with k a whole number that brings `p' = p / 2^k` near q:
//! ```text
//! s = (p' - q) / (p' + q)
//! log(p / q) = k ln 2 + log((1 + s) / (1 - s)) = k ln 2 + 2 s + s R(s^2)
//! ```
//! 1. The bits of a positive number, read as an integer, are its logarithm but for what a straight line
//!    between powers of two is off. Their difference, rounded to whole exponents, is k: p' is between
//!    2/3 q and 3/2 q, `|s| <= 1/5`, and k = 0 wherever p is near q, also across a power of two.
//! 2. That k, taken from the bits of p, gives p' exactly: neither significand is taken apart.
//! 3. One division.
//!
//! Before, both numbers were split into exponent and significand, and k mended by one where the quotient
//! left `sqrt(1/2) .. sqrt(2)`: nearly three times the operations before the series.

use fearless_simd::prelude::*;

use super::log::Log;
use crate::Real;

/// `R(z) / z` from the constant term up, for `0 <= z <= 1/25`: minimax by Remez's algorithm in 60 digits,
/// relative to the logarithm. Error 2^-55.9.
const SERIES: [f64; 7] = [
    0.666_666_666_666_726_8,
    0.399_999_999_961_768_6,
    0.285_714_293_928_328_1,
    0.222_221_386_843_646_15,
    0.181_863_491_934_114_66,
    0.152_503_157_969_729_27,
    0.153_672_707_306_959_53,
];

/// What is added to k, so that it is not negative.
const BIAS: f64 = 2048.0;

/// For q from here on p' is normal, and its exponent changed exactly.
pub const LEAST: f64 = 2.0 * f64::MIN_POSITIVE;

/// `log(p / q)` as `k ln 2 + log((1 + s) / (1 - s))` with `|s| <= 1/5`.
#[derive(Clone, Copy)]
pub struct LogRatio<S: Simd> {
    pub(super) k: S::f64s,
    pub(super) s: S::f64s,
}

impl<S: Simd> LogRatio<S> {
    /// Of normal p and of q from [`LEAST`] on, both up to 2^1022. For a p that is subnormal or +0, k and s are
    /// finite and mean nothing.
    #[inline(always)]
    pub fn of(simd: S, p: S::f64s, q: S::f64s) -> Self {
        // The bits of k + BIAS in the places of exponent and sign.
        let bias = S::f64s::splat(simd, -0.0).to_bits();
        let half = S::f64s::splat(simd, f64::from_bits(1 << (f64::SIGNIFICAND_BITS - 1))).to_bits();
        let whole = S::f64s::splat(simd, f64::NEG_INFINITY).to_bits();
        let magic = S::f64s::splat(simd, f64::INDEX_MAGIC).to_bits();
        let distance = p.to_bits() - q.to_bits() + (bias + half);
        let k = S::f64s::from_bits((distance >> f64::SIGNIFICAND_BITS) | magic)
            - (f64::INDEX_MAGIC + BIAS);
        // The bias is the sign here: -p'.
        let minus_p = S::f64s::from_bits(p.to_bits() - (distance & whole));
        Self { k, s: (minus_p + q) / (minus_p - q) }
    }

    /// `R(z)` of `z = s^2`.
    #[inline(always)]
    pub fn series(self, simd: S) -> S::f64s {
        let z = self.s * self.s;
        series_over_z(simd, z) * z
    }

    /// The logarithm, within 2.1 units of its last place.
    #[inline(always)]
    pub fn log(self, simd: S) -> S::f64s {
        let z = self.s * self.s;
        let near = series_over_z(simd, z).mul_add(z, S::f64s::splat(simd, 2.0));
        self.s.mul_add(near, self.k * std::f64::consts::LN_2)
    }
}

/// `R(z) / z`.
#[inline(always)]
fn series_over_z<S: Simd>(simd: S, z: S::f64s) -> S::f64s {
    let mut sum = S::f64s::splat(simd, SERIES[6]);
    for &c in SERIES[..6].iter().rev() {
        sum = sum.mul_add(z, S::f64s::splat(simd, c));
    }
    sum
}

/// `x`, or the [`LEAST`] number.
#[inline(always)]
pub fn at_least<S: Simd>(simd: S, x: S::f64s) -> S::f64s {
    x.max(S::f64s::splat(simd, LEAST))
}

/// `x`, or the least normal number.
#[inline(always)]
pub fn at_least_normal<S: Simd>(simd: S, x: S::f64s) -> S::f64s {
    x.max(S::f64s::splat(simd, f64::MIN_POSITIVE))
}

/// `log(p / q)`; less than the smallest normal number counts as that number.
#[inline(always)]
pub fn log_ratio<S: Simd>(simd: S, p: S::f64s, q: S::f64s) -> S::f64s {
    // Twice the least normal number is LEAST.
    let [p, q] = [at_least_normal(simd, p), at_least_normal(simd, q)];
    LogRatio::of(simd, p + p, q + q).log(simd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;
    use fearless_simd::dispatch;

    const LARGEST: f64 = 2.247_116_418_577_895e307;

    #[fearless_simd_macros::simd]
    fn of<S: Simd>(simd: S, p: f64, q: f64) -> f64 {
        log_ratio(simd, S::f64s::splat(simd, p), S::f64s::splat(simd, q))[0]
    }

    #[fearless_simd_macros::simd]
    fn parts<S: Simd>(simd: S, p: f64, q: f64) -> (f64, f64) {
        let LogRatio { k, s } =
            LogRatio::of(simd, S::f64s::splat(simd, p), S::f64s::splat(simd, q));
        (k[0], s[0])
    }

    #[test]
    fn ratios_keep_their_digits() {
        let cases = [
            (1.0, 1.0, 0.0),
            (3.0, 1.5, std::f64::consts::LN_2),
            (1.0 + 1.0 / 1024.0, 1.0, (1.0_f64 / 1024.0).ln_1p()),
            (1e300, 1e-300, 600.0 * std::f64::consts::LN_10),
            (1e-300, 1e300, -600.0 * std::f64::consts::LN_10),
            (LARGEST, LEAST, 2042.0 * std::f64::consts::LN_2),
            (LEAST, LARGEST, -2042.0 * std::f64::consts::LN_2),
            (LARGEST, LARGEST, 0.0),
            (1.75 * f64::MIN_POSITIVE, f64::MIN_POSITIVE, 1.75_f64.ln()),
            (1.75 * LEAST, 1.25 * LEAST, 1.4_f64.ln()),
            (0.5, 1.75 * f64::MIN_POSITIVE, 1021.0 * std::f64::consts::LN_2 - 1.75_f64.ln()),
            (0.0, 1.0, f64::MIN_POSITIVE.ln()),
            (0.0, 5e-324, 0.0),
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

    #[test]
    fn parts_are_small_and_go_together() {
        // Both ends of the range, and significands around where k steps up.
        let scales = [LEAST, 1e-200, 0.5, 1.0, 3e200, LARGEST / 2.0];
        let significands = [1.0, 1.0 + f64::EPSILON, 1.25, 1.5 - f64::EPSILON, 1.5, 1.999_999];
        let numbers = scales.iter().flat_map(|scale| significands.map(|x| x * scale));
        let numbers: Vec<f64> = numbers.collect();
        for level in available_levels() {
            for &q in &numbers {
                for &p in &numbers {
                    let (k, s) = dispatch!(level, simd => parts(simd, p, q));
                    let log = k * std::f64::consts::LN_2 + 2.0 * s.atanh();
                    let want = p.ln() - q.ln();
                    assert!(s.abs() <= 0.2 && (log - want).abs() <= 1e-12, "{p:e} {q:e}: {k} {s}");
                }
                for nothing in [0.0, 5e-324, 1e-310] {
                    let (k, s) = dispatch!(level, simd => parts(simd, nothing, q));
                    assert!(k.abs() <= 2048.0 && s.abs() <= 0.2, "{nothing:e} {q:e}: {k} {s}");
                }
            }
        }
    }
}
