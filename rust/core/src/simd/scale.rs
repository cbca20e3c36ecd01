//! Powers of two that bring numbers near 1: exact, so that sums neither overflow nor underflow.

use fearless_simd::prelude::*;

/// The largest power of two.
const LARGEST: f64 = 8.988_465_674_311_58e307;

/// Numbers from here on get the smallest normal scale.
const CLAMP: f64 = LARGEST / 2.0;

/// The power of two `s` with `1 <= s x < 2` for positive normal `x` (`s x < 4` at the upper end of the
/// range, `s = LARGEST` for zero and subnormal numbers).
#[inline(always)]
pub fn scale_near_one<S: Simd>(simd: S, x: S::f64s) -> S::f64s {
    let exponent_mask = S::f64s::splat(simd, f64::INFINITY).to_bits();
    let largest = S::f64s::splat(simd, LARGEST).to_bits();
    let exponent = x.min(S::f64s::splat(simd, CLAMP)).to_bits() & exponent_mask;
    S::f64s::from_bits(largest - exponent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;
    use fearless_simd::dispatch;

    #[test]
    fn scaled_numbers_are_near_one() {
        let cases = [
            (1.0, 1.0),
            (0.75, 2.0),
            (1e308, f64::MIN_POSITIVE),
            (f64::MIN_POSITIVE, LARGEST / 2.0),
            (0.0, LARGEST),
            (1e-310, LARGEST),
        ];
        for level in available_levels() {
            for (x, want) in cases {
                let got = dispatch!(level, simd => scale(simd, x));
                assert_eq!(got, want, "scale of {x:e}");
            }
        }
    }

    #[fearless_simd_macros::simd]
    fn scale<S: Simd>(simd: S, x: f64) -> f64 {
        scale_near_one(simd, S::f64s::splat(simd, x))[0]
    }
}
