//! `log(1 + x)`, within 1 ulp, of a whole vector.
//!
//! ```text
//! u = 1 + x = 2^k m as in `log.rs`;  f = m - 1;  s = f / (2 + f)
//! log(1 + x) = k ln 2 + f - f^2/2 + s (f^2/2 + R(s^2)) + (what rounding took from u) / u
//! ```
//! 1. What rounding took from `u` comes from Knuth's exact sum, without a branch on the size of x: five
//!    additions, which cost nothing beside the multiplications and the division.
//! 2. It is divided by `u` as `2^-k (1 - 2 s)`: it is below half an ulp, so two digits do.
//! 3. Lanes that are not ordinary (x <= -1, NaN, beyond 2^1000) are those of `log(1 + x)` and meet a
//!    branch, as in `exp.rs`.

use fearless_simd::prelude::*;

use super::log::{Log, log, series, split_exponent};

/// The vector of `T` at level `S`.
type V<S, T> = <T as SimdFloatElement>::Native<S>;

/// `log(1 + x)` for every x: -inf at -1, NaN below and at NaN, inf at inf; -0 stays -0.
#[inline(always)]
pub fn log1p<S: Simd, T: Log>(simd: S, x: V<S, T>) -> V<S, T> {
    let above = x.simd_gt(V::<S, T>::splat(simd, -T::ONE));
    let ordinary = above & x.simd_lt(V::<S, T>::splat(simd, T::VAST));
    let y = log1p_ordinary::<S, T>(simd, x);
    if ordinary.all_true() { y } else { ordinary.select(y, log::<S, T>(simd, x + T::ONE)) }
}

/// For lanes above -1 and below [`Log::VAST`]; NaN stays NaN.
#[inline(always)]
pub(super) fn log1p_ordinary<S: Simd, T: Log>(simd: S, x: V<S, T>) -> V<S, T> {
    let one = V::<S, T>::splat(simd, T::ONE);
    let u = x + one;
    let back = u - x;
    let lost = (x - (u - back)) + (one - back);

    let (k, m) = split_exponent::<S, T>(simd, u);
    let f = m - one;
    let s = f / (f + T::from_f64(2.0));
    let lost = lost * inverse_power::<S, T>(simd, u, m);
    let lost = (one - (s + s)).mul_add(lost, k * T::LN2_LOW);
    let half_square = f * T::from_f64(0.5) * f;
    let correction = s.mul_add(half_square + series::<S, T>(simd, s), lost);
    let y = k.mul_add(V::<S, T>::splat(simd, T::LN2_HIGH), f - (half_square - correction));
    y.copysign(x)
}

/// `2^-k` from `u = 2^k m`: the bits of `m` less those of `u` are `-k`, at the exponent's place.
#[inline(always)]
fn inverse_power<S: Simd, T: Log>(simd: S, u: V<S, T>, m: V<S, T>) -> V<S, T> {
    let one = V::<S, T>::splat(simd, T::ONE).to_bits();
    V::<S, T>::from_bits(one + (m.to_bits() - u.to_bits()))
}

#[cfg(test)]
mod tests {
    use crate::simd::available_levels;
    use crate::simd::function::{Log1p, values};

    #[test]
    fn special_values_and_ends_of_the_range() {
        for level in available_levels() {
            let of = |x: f64| values::<Log1p, f64>(level, &[x])[0];
            for tiny in [0.0, -0.0, 5e-324, -5e-324, 1e-300, -1e-20] {
                assert_eq!(of(tiny).to_bits(), f64::to_bits(tiny));
            }
            assert_eq!([of(-1.0), of(f64::INFINITY)], [f64::NEG_INFINITY, f64::INFINITY]);
            for x in [-1.5, f64::NEG_INFINITY, f64::NAN] {
                assert!(of(x).is_nan());
            }
            for x in [f64::MAX, 1e301, 1e18, 3e15, -1.0 + f64::EPSILON] {
                assert!((of(x) - x.ln_1p()).abs() <= f64::EPSILON * of(x).abs(), "{x:e}");
            }
            let of = |x: f32| values::<Log1p, f32>(level, &[x])[0];
            for x in [f32::MAX, 1e31, 1e8, 1e7, -1.0 + f32::EPSILON] {
                assert!((of(x) - x.ln_1p()).abs() <= f32::EPSILON * of(x).abs(), "{x:e}");
            }
        }
    }
}
