//! Scaling by powers of two, which costs no digit: what lets a kernel square its input safely.

use crate::Real;

/// The power of two that brings `largest` (not negative, finite) near 1: into [1, 2), but for the ends of
/// the range, where the factor stops at 4 and a quarter of them. 1 for zero.
pub fn power_of_two<T: Real>(largest: T) -> T {
    if largest == T::ZERO {
        return T::ONE;
    }
    let limit = exponent(T::MIN_POSITIVE.to_f64()) + 2;
    let power = (-exponent(largest.to_f64())).clamp(limit, -limit);
    T::from_f64(f64::from_bits(((EXPONENT_BIAS + power) as u64) << MANTISSA_BITS))
}

/// Of the representation of doubles (IEEE 754).
const EXPONENT_BIAS: i64 = 1023;
const MANTISSA_BITS: u32 = 52;

/// `e` with `x` in `[2^e, 2^(e + 1))`; of subnormal doubles that of their largest.
fn exponent(x: f64) -> i64 {
    (x.abs().to_bits() >> MANTISSA_BITS) as i64 - EXPONENT_BIAS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaled_numbers_are_near_one_and_come_back() {
        for x in [1.0, 1.999, 0.75, 3e200, 7e-200, f64::MAX, f64::MIN_POSITIVE, 5e-324] {
            let factor = power_of_two(x);
            let scaled = x * factor;
            assert!((1e-30..=16.0).contains(&scaled), "{x}: {scaled}");
            assert_eq!(scaled * (1.0 / factor), x);
        }
        for x in [1.0, f32::MAX, f32::MIN_POSITIVE, 1e-45] {
            let factor = power_of_two(x);
            assert!((1e-8..=16.0).contains(&(x * factor)), "{x}");
            assert_eq!(x * factor * (1.0 / factor), x);
        }
        assert_eq!(power_of_two(0.0), 1.0);
    }
}
