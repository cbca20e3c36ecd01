//! `log(1 + x)`, at most 1 ulp off, of a whole vector.
//!
//! ```text
//! u = 1 + x = 2^k m, m in [sqrt(1/2), sqrt(2));  f = m - 1 (x itself where k = 0);  s = f / (2 + f)
//! log(1 + x) = k ln 2 + f - f^2/2 + s (f^2/2 + R(s^2)) + what rounding took from u, over u
//! ```
//! Polynomials and splitting are fdlibm's (Sun Microsystems 1993; FreeBSD's single-precision ones),
//! here without branches.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::level::Level;
use super::map::map;
use crate::Real;

/// What the logarithm needs to know of an element type.
pub trait Log1pReal: Real {
    /// The bits of 1.
    const ONE_BITS: Self::Bits;
    /// The bits of `sqrt(1/2)`.
    const ROOT_HALF_BITS: Self::Bits;
    /// The bits of [`Real::INDEX_MAGIC`].
    const MAGIC_BITS: Self::Bits;
    /// The fraction's bits, all set.
    const FRACTION_MASK: Self::Bits;
    /// The width of the fraction.
    const FRACTION_BITS: u32;
    /// The bias of the exponent.
    const BIAS: Self;
    /// The head of `ln 2`, exact when multiplied by any exponent.
    const LN2_HEAD: Self;
    /// `ln 2 - LN2_HEAD`.
    const LN2_TAIL: Self;
    /// `R(z) / z`: coefficients from the highest power of `z = s^2` down.
    const SERIES: &'static [Self];
}

impl Log1pReal for f64 {
    const ONE_BITS: u64 = 1.0_f64.to_bits();
    const ROOT_HALF_BITS: u64 = 0x3fe6_a09e_0000_0000;
    const MAGIC_BITS: u64 = Self::INDEX_MAGIC.to_bits();
    const FRACTION_MASK: u64 = (1 << 52) - 1;
    const FRACTION_BITS: u32 = 52;
    const BIAS: Self = 1023.0;
    const LN2_HEAD: Self = 6.931_471_803_691_238_16e-1;
    const LN2_TAIL: Self = 1.908_214_929_270_587_7e-10;
    const SERIES: &'static [Self] = &[
        1.479_819_860_511_658_591e-1,
        1.531_383_769_920_937_332e-1,
        1.818_357_216_161_805_012e-1,
        2.222_219_843_214_978_396e-1,
        2.857_142_874_366_239_149e-1,
        3.999_999_999_940_941_908e-1,
        6.666_666_666_666_735_13e-1,
    ];
}

impl Log1pReal for f32 {
    const ONE_BITS: u32 = 1.0_f32.to_bits();
    const ROOT_HALF_BITS: u32 = 0x3f35_04f3;
    const MAGIC_BITS: u32 = Self::INDEX_MAGIC.to_bits();
    const FRACTION_MASK: u32 = (1 << 23) - 1;
    const FRACTION_BITS: u32 = 23;
    const BIAS: Self = 127.0;
    const LN2_HEAD: Self = 6.931_381_225_6e-1;
    const LN2_TAIL: Self = 9.058_000_614_5e-6;
    const SERIES: &'static [Self] = &[0.242_790_79, 0.284_987_87, 0.400_009_72, 0.666_666_63];
}

/// `log(1 + x)`, lane by lane: NaN below -1, `-inf` at -1.
#[inline(always)]
pub fn log1p<S: Simd, T: Log1pReal>(simd: S, x: T::Native<S>) -> T::Native<S> {
    let constant = |value| T::Native::<S>::splat(simd, value);
    let bits = |value| <T::Native<S> as SimdFloat<S>>::Bits::splat(simd, value);
    let (zero, one, two) = (constant(T::ZERO), constant(T::ONE), constant(T::from_f64(2.0)));

    let u = x + one;
    let above_root_half = u.to_bits() - bits(T::ROOT_HALF_BITS) + bits(T::ONE_BITS);
    let exponent: T::Native<S> =
        ((above_root_half >> T::FRACTION_BITS) | bits(T::MAGIC_BITS)).bitcast();
    let k = exponent - constant(T::INDEX_MAGIC) - constant(T::BIAS);
    let m: T::Native<S> =
        ((above_root_half & bits(T::FRACTION_MASK)) + bits(T::ROOT_HALF_BITS)).bitcast();
    let whole = k.simd_eq(zero);
    let f = whole.select(x, m - one);
    let lost = k.simd_ge(two).select(one - (u - x), x - (u - one)) / u;
    let lost = whole.select(zero, lost);

    let half_square = constant(T::from_f64(0.5)) * f * f;
    let s = f / (two + f);
    let z = s * s;
    let mut series = constant(T::SERIES[0]);
    for &coefficient in &T::SERIES[1..] {
        series = series.mul_add(z, constant(coefficient));
    }
    let tail = k.mul_add(constant(T::LN2_TAIL), lost);
    let small = s.mul_add(z.mul_add(series, half_square), tail) - half_square;
    let y = k * constant(T::LN2_HEAD) + (f + small);

    let infinite = constant(T::INFINITY);
    let y = x.simd_eq(infinite).select(infinite, y);
    let y = u.simd_eq(zero).select(-infinite, y);
    u.simd_lt(zero).select(constant(T::NAN), y)
}

/// [`log1p`] of every element, for the accuracy tests.
pub fn log1p_array<T: Log1pReal>(level: Level, x: &[T], out: &mut [T]) {
    dispatch!(level, simd => log1p_slice(simd, x, out));
}

#[simd]
fn log1p_slice<S: Simd, T: Log1pReal>(simd: S, x: &[T], out: &mut [T]) {
    map(simd, x, out, |x| log1p::<S, T>(simd, x));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;

    fn first<T: Log1pReal>(level: Level, x: T) -> T {
        let mut y = [T::ZERO];
        log1p_array(level, &[x], &mut y);
        y[0]
    }

    #[test]
    fn the_ends_of_the_range() {
        for level in available_levels() {
            let of = |x: f64| first(level, x);
            assert_eq!(of(0.0), 0.0);
            assert_eq!(of(1e-300), 1e-300);
            assert_eq!(of(f64::INFINITY), f64::INFINITY);
            assert_eq!(of(-1.0), f64::NEG_INFINITY);
            assert!(of(-1.5).is_nan() && of(f64::NAN).is_nan());
            assert!((of(f64::MAX) - 1024.0 * std::f64::consts::LN_2).abs() < 1e-12);
            let of = |x: f32| first(level, x);
            assert_eq!(of(1e-30), 1e-30);
            assert_eq!(of(-1.0), f32::NEG_INFINITY);
        }
    }
}
