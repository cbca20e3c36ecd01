//! `e^x - 1`, within 1 ulp, of a whole vector.
//!
//! ```text
//! x = n ln 2 + r as in `exp.rs`;  e^x - 1 = (2^n - 1) + 2^n r + 2^n (e^r - 1 - r)
//! ```
//! The first two terms cancel where n = 1. Their sum is kept with what rounding takes from it (the first
//! is never smaller, unless n = 0: then it is 0, and a tiny x keeps all its digits).

use fearless_simd::prelude::*;

use super::exp::{ExpReal, Reduced, exp_any, is_ordinary, power_of_two};

/// The vector of `T` at level `S`.
type V<S, T> = <T as SimdFloatElement>::Native<S>;

/// `e^x - 1`, lane by lane; NaN stays NaN, -0 stays -0.
#[inline(always)]
pub fn expm1<S: Simd, T: ExpReal>(simd: S, x: V<S, T>) -> V<S, T> {
    let ordinary = is_ordinary::<S, T>(simd, x);
    let y = expm1_ordinary::<S, T>(simd, x);
    if ordinary.all_true() {
        y
    } else {
        let far = exp_any::<S, T>(simd, x) - T::ONE;
        ordinary.select(y, far)
    }
}

/// For lanes of at most `EXP_ORDINARY`; NaN stays NaN.
#[inline(always)]
pub(super) fn expm1_ordinary<S: Simd, T: ExpReal>(simd: S, x: V<S, T>) -> V<S, T> {
    let reduced = Reduced::<S, T>::new(simd, x);
    let scale = power_of_two::<S, T>(simd, reduced.shifted);
    let first = scale - T::ONE;
    let lost_of_first = (scale - first) - T::ONE;
    let second = reduced.r * scale;
    let sum = first + second;
    let lost = (second - (sum - first)) + lost_of_first;
    // What rounding takes from r counts e^r times, which is 1 + r to two digits.
    let reduced = Reduced { lost: reduced.lost.mul_add(reduced.r, reduced.lost), ..reduced };
    (sum + reduced.small(simd, T::EXPM1_SERIES).mul_add(scale, lost)).copysign(x)
}

#[cfg(test)]
mod tests {
    use crate::simd::available_levels;
    use crate::simd::function::{Expm1, values};

    #[test]
    fn the_ends_of_the_range() {
        for level in available_levels() {
            let of = |x: f64| values::<Expm1, f64>(level, &[x])[0];
            for tiny in [0.0, -0.0, 5e-324, -5e-324, 1e-300, 1e-20] {
                assert_eq!(of(tiny).to_bits(), f64::to_bits(tiny));
            }
            assert_eq!(of(f64::INFINITY), f64::INFINITY);
            assert_eq!(of(f64::NEG_INFINITY), -1.0);
            assert_eq!(of(-800.0), -1.0);
            assert_eq!(of(709.79), f64::INFINITY);
            assert!(of(709.78).is_finite());
            assert!(of(f64::NAN).is_nan());
        }
    }
}
