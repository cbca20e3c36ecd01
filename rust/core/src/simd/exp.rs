//! The exponential, at most 1 ulp off, of a whole vector.
//!
//! ```text
//! n = round(x / ln 2);  r = x - n ln 2;  exp(x) = 2^n (1 + r + r^2 (1/2! + r/3! + ...))
//! ```
//! 1. `n` comes from adding a constant so large that the fraction falls off; with the exponent's bias
//!    in that constant, a shift of the sum's bits is the number `2^n`.
//! 2. `ln 2` is a head, exact when multiplied by `n`, and a tail (Cody and Waite 1980); what rounding
//!    takes from `r` is added back, which leaves 0.78 ulp.
//! 3. `2^n` is applied in two halves, so that results that overflow or are subnormal round once.
//!
//! Rejected: fdlibm's rational form (a division), a table (a gather, which safe code has not).

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::level::Level;
use super::map::map;
use crate::Real;

/// What the exponential needs to know of an element type.
pub trait ExpReal: Real {
    /// `1.5 * 2^52 + 1023` (`1.5 * 2^23 + 127`): the unit place is 1, the low bits are the bias.
    const SHIFTER: Self;
    /// The width of the fraction: where the exponent's bits begin.
    const FRACTION_BITS: u32;
    /// The head of `ln 2`: trailing zeros enough that its product with any `n` is exact.
    const LN2_HEAD: Self;
    /// `ln 2 - LN2_HEAD`.
    const LN2_TAIL: Self;
    /// Beyond this the result is infinite.
    const EXP_MAX: Self;
    /// Below this the result is 0.
    const EXP_MIN: Self;
    /// `1/k!`, the highest `k` first, down to `1/2!`: Taylor's remainder is under 0.1 ulp.
    const TAYLOR: &'static [Self];
}

impl ExpReal for f64 {
    const SHIFTER: Self = 6_755_399_441_055_744.0 + 1023.0;
    const FRACTION_BITS: u32 = 52;
    // The split of fdlibm (Sun Microsystems 1993): 32 bits of head.
    const LN2_HEAD: Self = 6.931_471_803_691_238e-1;
    const LN2_TAIL: Self = 1.908_214_929_270_587_7e-10;
    const EXP_MAX: Self = 710.0;
    const EXP_MIN: Self = -746.0;
    const TAYLOR: &'static [Self] = &[
        1.0 / 6_227_020_800.0,
        1.0 / 479_001_600.0,
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        1.0 / 2.0,
    ];
}

impl ExpReal for f32 {
    const SHIFTER: Self = 12_582_912.0 + 127.0;
    const FRACTION_BITS: u32 = 23;
    // The split of Cephes (Moshier 1989): 10 bits of head.
    const LN2_HEAD: Self = 0.693_359_4;
    const LN2_TAIL: Self = -2.121_944_4e-4;
    const EXP_MAX: Self = 90.0;
    const EXP_MIN: Self = -104.0;
    const TAYLOR: &'static [Self] =
        &[1.0 / 5_040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 1.0 / 2.0];
}

/// `e^x`, lane by lane; NaN stays NaN.
#[inline(always)]
pub fn exp<S: Simd, T: ExpReal>(simd: S, x: T::Native<S>) -> T::Native<S> {
    let constant = |value| T::Native::<S>::splat(simd, value);
    let (largest, smallest) = (constant(T::EXP_MAX), constant(T::EXP_MIN));
    let x = x.simd_gt(largest).select(largest, x);
    let x = x.simd_lt(smallest).select(smallest, x);

    let shifter = constant(T::SHIFTER);
    let n = x.mul_add(constant(T::ONE / T::from_f64(std::f64::consts::LN_2)), shifter) - shifter;
    let head = n.mul_add(constant(-T::LN2_HEAD), x);
    let tail = n * constant(T::LN2_TAIL);
    let r = head - tail;
    let lost = (head - r) - tail;

    let mut series = constant(T::TAYLOR[0]);
    for &coefficient in &T::TAYLOR[1..] {
        series = series.mul_add(r, constant(coefficient));
    }
    let y = (r * r).mul_add(series, lost) + r + constant(T::ONE);

    let half = n.mul_add(constant(T::from_f64(0.5)), shifter);
    let other_half = n - (half - shifter) + shifter;
    y * power_of_two::<S, T>(half) * power_of_two::<S, T>(other_half)
}

/// `2^n` from `n + SHIFTER`.
#[inline(always)]
fn power_of_two<S: Simd, T: ExpReal>(shifted: T::Native<S>) -> T::Native<S> {
    (shifted.to_bits() << T::FRACTION_BITS).bitcast()
}

/// [`exp`] of every element, for the accuracy tests.
pub fn exp_array<T: ExpReal>(level: Level, x: &[T], out: &mut [T]) {
    dispatch!(level, simd => exp_slice(simd, x, out));
}

#[simd]
fn exp_slice<S: Simd, T: ExpReal>(simd: S, x: &[T], out: &mut [T]) {
    map(simd, x, out, |x| exp::<S, T>(simd, x));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;

    fn first<T: ExpReal>(level: Level, x: T) -> T {
        let mut y = [T::ZERO];
        exp_array(level, &[x], &mut y);
        y[0]
    }

    #[test]
    fn the_ends_of_the_range() {
        for level in available_levels() {
            let of = |x: f64| first(level, x);
            assert_eq!(of(0.0), 1.0);
            assert_eq!(of(-0.0), 1.0);
            assert_eq!(of(f64::INFINITY), f64::INFINITY);
            assert_eq!(of(f64::NEG_INFINITY), 0.0);
            assert_eq!(of(709.79), f64::INFINITY);
            assert!(of(709.78).is_finite());
            assert_eq!(of(-745.2), 0.0);
            assert_eq!(of(-745.1), f64::from_bits(1));
            assert!(of(f64::NAN).is_nan());
            let of = |x: f32| first(level, x);
            assert_eq!(of(88.8), f32::INFINITY);
            assert!(of(88.7).is_finite());
            assert_eq!(of(-104.0), 0.0);
            assert_eq!(of(-103.2), f32::from_bits(1));
        }
    }
}
