//! The logistic function `1 / (1 + e^-x)`, within 2 ulp, of a whole vector.
//!
//! The formula itself is accurate as long as `e^-x` is finite; beyond, for very negative x, the result is
//! `e^x`. One exponential and one division.

use fearless_simd::prelude::*;

use super::exp::{ExpReal, Reduced, exp_any, exp_ordinary, is_ordinary};

/// The vector of `T` at level `S`.
type V<S, T> = <T as SimdFloatElement>::Native<S>;

/// `1 / (1 + e^-x)`, lane by lane; NaN stays NaN.
#[inline(always)]
pub fn sigmoid<S: Simd, T: ExpReal>(simd: S, x: V<S, T>) -> V<S, T> {
    let one = V::<S, T>::splat(simd, T::ONE);
    let of = |e: V<S, T>| one / (e + T::ONE);
    if is_ordinary::<S, T>(simd, x).all_true() {
        of(exp_ordinary(Reduced::<S, T>::new(simd, -x), simd))
    } else {
        let zero = V::<S, T>::splat(simd, T::ZERO);
        let very_negative = x.simd_lt(V::<S, T>::splat(simd, -T::EXP_ORDINARY));
        let far = exp_any::<S, T>(simd, x, zero);
        very_negative.select(far, of(exp_any::<S, T>(simd, -x, zero)))
    }
}

#[cfg(test)]
mod tests {
    use crate::simd::available_levels;
    use crate::simd::function::{Sigmoid, values};

    #[test]
    fn the_ends_of_the_range() {
        for level in available_levels() {
            let of = |x: f64| values::<Sigmoid, f64>(level, &[x])[0];
            assert_eq!([of(0.0), of(40.0), of(800.0), of(f64::INFINITY)], [0.5, 1.0, 1.0, 1.0]);
            assert_eq!([of(-800.0), of(f64::NEG_INFINITY)], [0.0, 0.0]);
            assert_eq!(of(-745.1), f64::from_bits(1));
            assert!(of(f64::NAN).is_nan());
            // Across the seam the function is e^x.
            assert!((of(-707.9) / of(-708.1) - 0.2_f64.exp()).abs() < 1e-12);
        }
    }
}
