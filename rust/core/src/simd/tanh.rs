//! The hyperbolic tangent, within 2 ulp, of a whole vector.
//!
//! ```text
//! m = e^(2 |x|) - 1;  tanh(x) = sign(x) m / (m + 2)
//! ```
//! What rounding takes from `d = m + 2` is given back: `m / (d + lost) = y - y lost / d` with `y = m / d`
//! and `1 / d = (1 - y) / 2`. Without that it is 2.6 ulp. Nothing cancels, near 0 or far from it: `expm1.rs` keeps the digits of a small m. Beyond
//! [`ONE_FROM`] the quotient rounds to 1, so arguments are cut there and no lane needs a branch.
//! The negative side by `e^(-2 |x|) - 1` would double its error where that is near -1.

use fearless_simd::prelude::*;

use super::exp::ExpReal;
use super::expm1::expm1_ordinary;

/// The vector of `T` at level `S`.
type V<S, T> = <T as SimdFloatElement>::Native<S>;

/// tanh(x) is nearer to 1 than to any other double from 19.07 on (9.02 for f32).
const ONE_FROM: f64 = 20.0;

/// `tanh x`, lane by lane; NaN stays NaN, -0 stays -0.
#[inline(always)]
pub fn tanh<S: Simd, T: ExpReal>(simd: S, x: V<S, T>) -> V<S, T> {
    let largest = V::<S, T>::splat(simd, T::from_f64(2.0 * ONE_FROM));
    let size = x.abs() + x.abs();
    let m = expm1_ordinary::<S, T>(simd, size.simd_gt(largest).select(largest, size));
    let two = V::<S, T>::splat(simd, T::from_f64(2.0));
    let d = m + two;
    let back = d - m;
    let lost = (m - (d - back)) + (two - back);
    let y = m / d;
    let inverse = (V::<S, T>::splat(simd, T::ONE) - y) * T::from_f64(0.5);
    (-(y * lost)).mul_add(inverse, y).copysign(x)
}

#[cfg(test)]
mod tests {
    use crate::simd::available_levels;
    use crate::simd::function::{Tanh, values};

    #[test]
    fn the_ends_of_the_range() {
        for level in available_levels() {
            let of = |x: f64| values::<Tanh, f64>(level, &[x])[0];
            for tiny in [0.0, -0.0, 5e-324, -5e-324, 1e-300, -1e-20] {
                assert_eq!(of(tiny).to_bits(), f64::to_bits(tiny));
            }
            assert_eq!([of(19.1), of(1e300), of(f64::INFINITY)], [1.0; 3]);
            assert_eq!([of(-19.1), of(-1e300), of(f64::NEG_INFINITY)], [-1.0; 3]);
            assert!(of(f64::NAN).is_nan());
        }
    }
}
