//! The natural logarithm of a vector, within 1 ulp at every level.
//!
//! The simple function:
//! ```text
//! x = 2^k m,  sqrt(1/2) <= m < sqrt(2);   f = m - 1;   s = f / (2 + f)
//! log x = k ln 2 + log((1 + s) / (1 - s)) = k ln 2 + 2 s + s R(s^2)
//! ```
//! 1. `2 s = f - s f` is exact in its large part: `f - (f^2/2 - s (f^2/2 + R))` rounds only terms
//!    that are small beside `f` (the idea of fdlibm's `e_log.c`, Sun Microsystems, 1993).
//! 2. `ln 2` in two parts, the first short enough that `k` times it is exact: nothing then depends
//!    on whether `mul_add` is fused, and SSE2 meets the same bound.
//! 3. The exponent becomes a float by or-ing it into the bits of `2^52`: no level has to convert
//!    integers.
//! 4. Zero, negative, infinite, NaN and subnormal lanes are put right by selects, behind a branch that
//!    asks whether there are any; who knows that there are none calls [`log_normal`].
//!
//! Measured against 80-bit numbers (tests/test_accuracy.py): 0.83 ulp at most, at every level. A double
//! takes `log_normal` 0.6 ns with AVX-512, 1.2 with AVX2, 2.7 with SSE2 on one core, `log` 0.67 with
//! AVX-512. (NumPy's log, which is Intel's SVML there: 0.8.)
//!
//! Rejected: a table in place of the division, because gathers are not portable; the division runs
//! beside the polynomial. One term less: the series alone is then 2^-52 off. Even and odd terms apart:
//! no gain. Four vectors in lock step: 25 % with AVX2, 4 % with AVX-512, at the price of a second
//! interface.

use fearless_simd::prelude::*;

use crate::Real;

/// The vector of `T` at level `S`.
type V<S, T> = <T as SimdFloatElement>::Native<S>;

/// What the logarithm needs to know of an element type.
pub trait Log: Real {
    /// Explicit bits of the significand.
    const SIGNIFICAND_BITS: u32;
    /// The number whose bits are the mask of the significand: the largest subnormal.
    const SIGNIFICAND_MASK: Self;
    /// What must be taken from an exponent that was or-ed into `INDEX_MAGIC`.
    const EXPONENT_ORIGIN: Self;
    /// `sqrt(1/2)`.
    const SQRT_HALF: Self;
    /// `ln 2`, short enough for exact products with exponents.
    const LN2_HIGH: Self;
    /// `ln 2 - LN2_HIGH`.
    const LN2_LOW: Self;
    /// `R(z) / z` from the constant term up, for `0 <= z <= ((sqrt(2) - 1) / (sqrt(2) + 1))^2`:
    /// minimax by Remez's algorithm in 60 digits, relative to the logarithm.
    const SERIES: &'static [Self];
    /// A power of two that makes every subnormal normal.
    const LIFT: Self;
    /// Its exponent.
    const LIFT_EXPONENT: Self;
    /// A power of two, so large that adding 1 changes no bit, and its inverse is normal.
    const VAST: Self;
}

impl Log for f64 {
    const SIGNIFICAND_BITS: u32 = Self::MANTISSA_DIGITS - 1;
    const SIGNIFICAND_MASK: Self = Self::from_bits((1 << 52) - 1);
    const EXPONENT_ORIGIN: Self = Self::INDEX_MAGIC + 1023.0;
    const SQRT_HALF: Self = std::f64::consts::FRAC_1_SQRT_2;
    const LN2_HIGH: Self = 0.693_147_180_369_123_8;
    const LN2_LOW: Self = 1.908_214_929_270_587_7e-10;
    /// Error 2^-59.
    const SERIES: &'static [Self] = &[
        0.666_666_666_666_673_4,
        0.399_999_999_994_146_8,
        0.285_714_287_423_870_23,
        0.222_221_985_732_609_76,
        0.181_835_643_215_524_53,
        0.153_140_506_808_052_5,
        0.147_959_483_194_871_6,
    ];
    const LIFT: Self = 18_014_398_509_481_984.0;
    const LIFT_EXPONENT: Self = 54.0;
    const VAST: Self = 1.071_508_607_186_267_3e301;
}

impl Log for f32 {
    const SIGNIFICAND_BITS: u32 = Self::MANTISSA_DIGITS - 1;
    const SIGNIFICAND_MASK: Self = Self::from_bits((1 << 23) - 1);
    const EXPONENT_ORIGIN: Self = Self::INDEX_MAGIC + 127.0;
    const SQRT_HALF: Self = std::f32::consts::FRAC_1_SQRT_2;
    const LN2_HIGH: Self = 0.693_145_75;
    const LN2_LOW: Self = 1.428_606_8e-6;
    /// Error 2^-30.
    const SERIES: &'static [Self] = &[0.666_667_76, 0.399_775_42, 0.298_717_3];
    const LIFT: Self = 33_554_432.0;
    const LIFT_EXPONENT: Self = 25.0;
    const VAST: Self = 1.267_650_6e30;
}

/// `(k, m)` with `x = 2^k m` and `sqrt(1/2) <= m < sqrt(2)`, for positive normal `x`.
#[inline(always)]
pub fn split_exponent<S: Simd, T: Log>(simd: S, x: V<S, T>) -> (V<S, T>, V<S, T>) {
    let sqrt_half = V::<S, T>::splat(simd, T::SQRT_HALF).to_bits();
    let one = V::<S, T>::splat(simd, T::ONE).to_bits();
    let mask = V::<S, T>::splat(simd, T::SIGNIFICAND_MASK).to_bits();
    let magic = V::<S, T>::splat(simd, T::INDEX_MAGIC).to_bits();
    // The exponent field steps up at sqrt(1/2) 2^k instead of at 2^k.
    let shifted = x.to_bits() + (one - sqrt_half);
    let k = V::<S, T>::from_bits((shifted >> T::SIGNIFICAND_BITS) | magic)
        - V::<S, T>::splat(simd, T::EXPONENT_ORIGIN);
    (k, V::<S, T>::from_bits((shifted & mask) + sqrt_half))
}

/// `R(s^2) = (log((1 + s) / (1 - s)) - 2 s) / s` for `sqrt(1/2) <= (1 + s) / (1 - s) <= sqrt(2)`.
#[inline(always)]
pub fn series<S: Simd, T: Log>(simd: S, s: V<S, T>) -> V<S, T> {
    let z = s * s;
    let (&last, lower) = T::SERIES.split_last().unwrap_or((&T::ZERO, &[]));
    let mut sum = V::<S, T>::splat(simd, last);
    for &c in lower.iter().rev() {
        sum = sum.mul_add(z, V::<S, T>::splat(simd, c));
    }
    sum * z
}

/// `log x` for positive normal `x`; anything else gives a finite or infinite number of no meaning.
#[inline(always)]
pub fn log_normal<S: Simd, T: Log>(simd: S, x: V<S, T>) -> V<S, T> {
    let (k, m) = split_exponent::<S, T>(simd, x);
    log_of_parts::<S, T>(simd, k, m)
}

/// `log x` for every `x`: -inf at zero, NaN for negative numbers and NaN, inf at inf.
#[inline(always)]
pub fn log<S: Simd, T: Log>(simd: S, x: V<S, T>) -> V<S, T> {
    let infinity = V::<S, T>::splat(simd, T::INFINITY);
    let normal = x.simd_ge(V::<S, T>::splat(simd, T::MIN_POSITIVE)) & x.simd_lt(infinity);
    if normal.all_true() { log_normal::<S, T>(simd, x) } else { log_any::<S, T>(simd, x) }
}

#[inline(always)]
fn log_any<S: Simd, T: Log>(simd: S, x: V<S, T>) -> V<S, T> {
    let zero = V::<S, T>::splat(simd, T::ZERO);
    let infinity = V::<S, T>::splat(simd, T::INFINITY);
    let subnormal = x.simd_lt(V::<S, T>::splat(simd, T::MIN_POSITIVE));
    let (k, m) = split_exponent::<S, T>(simd, subnormal.select(x * T::LIFT, x));
    let k = subnormal.select(k - T::LIFT_EXPONENT, k);
    let finite = log_of_parts::<S, T>(simd, k, m);
    let or_infinite = x.simd_lt(infinity).select(finite, infinity);
    let or_nan = x.simd_ge(zero).select(or_infinite, V::<S, T>::splat(simd, T::NAN));
    x.simd_eq(zero).select(-infinity, or_nan)
}

#[inline(always)]
fn log_of_parts<S: Simd, T: Log>(simd: S, k: V<S, T>, m: V<S, T>) -> V<S, T> {
    let f = m - T::ONE;
    let s = f / (f + T::from_f64(2.0));
    let half_square = f * T::from_f64(0.5) * f;
    let correction = s.mul_add(half_square + series::<S, T>(simd, s), k * T::LN2_LOW);
    k.mul_add(V::<S, T>::splat(simd, T::LN2_HIGH), f - (half_square - correction))
}

#[cfg(test)]
mod tests {
    use crate::simd::available_levels;
    use crate::simd::function::{Elementary, Ln, values};

    fn logs<T: Elementary>(x: &[T]) -> Vec<Vec<T>> {
        available_levels().into_iter().map(|level| values::<Ln, T>(level, x)).collect()
    }

    #[test]
    fn special_values() {
        let x = [0.0, -0.0, -1.0, f64::NEG_INFINITY, f64::INFINITY, f64::NAN, 1.0];
        for y in logs(&x) {
            assert_eq!(y[..2], [f64::NEG_INFINITY; 2]);
            assert!(y[2].is_nan() && y[3].is_nan() && y[5].is_nan());
            assert_eq!((y[4], y[6].to_bits()), (f64::INFINITY, 0));
        }
        let x = x.map(|x| x as f32);
        for y in logs(&x) {
            assert_eq!(y[..2], [f32::NEG_INFINITY; 2]);
            assert!(y[2].is_nan() && y[3].is_nan() && y[5].is_nan());
            assert_eq!((y[4], y[6].to_bits()), (f32::INFINITY, 0));
        }
    }

    #[test]
    fn ends_of_the_range() {
        let x = [
            f64::MAX,
            f64::MIN_POSITIVE,
            f64::MIN_POSITIVE * 0.3,
            f64::from_bits(1),
            1.0 + f64::EPSILON,
        ];
        for y in logs(&x) {
            for (x, y) in x.iter().zip(y) {
                assert!((y - x.ln()).abs() <= 2.0 * f64::EPSILON * y.abs(), "log {x:e} = {y:e}");
            }
        }
        let x = [
            f32::MAX,
            f32::MIN_POSITIVE,
            f32::MIN_POSITIVE * 0.3,
            f32::from_bits(1),
            1.0 + f32::EPSILON,
        ];
        for y in logs(&x) {
            for (x, y) in x.iter().zip(y) {
                assert!((y - x.ln()).abs() <= 2.0 * f32::EPSILON * y.abs(), "log {x:e} = {y:e}");
            }
        }
    }
}
