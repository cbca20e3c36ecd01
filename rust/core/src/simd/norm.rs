//! Norms of vectors, in double precision; the 2-norm neither overflows nor underflows.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::dot::dot;
use super::scale::scale_near_one;
use super::sum::sum_of;
use super::wide::{load_pair, pair_len};
use crate::Real;

/// Sums of squares between these have all their digits, and that of no smaller or larger values.
const SAFE: std::ops::Range<f64> = 1e-280..1e300;

/// `sqrt(sum over i of x[i]^2)`: NaN where a value is, else infinite where one is.
///
/// Squares as they are; where their sum leaves the safe range, once more, of the values times a power of
/// two that brings the largest near 1.
#[simd]
pub fn norm2<S: Simd, T: Real>(simd: S, x: &[T]) -> f64 {
    let squares = dot(simd, x, x);
    if SAFE.contains(&squares) {
        return squares.sqrt();
    }
    let largest = norm_inf(simd, x);
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    let scale = scale_near_one(simd, S::f64s::splat(simd, largest));
    let squares = sum_of(simd, x, |sums, x| {
        let [a, b] = x.map(|x| x * scale);
        [a.mul_add(a, sums[0]), b.mul_add(b, sums[1])]
    });
    squares.sqrt() / scale[0]
}

/// `sum over i of |x[i]|`.
#[simd]
pub fn norm1<S: Simd, T: Real>(simd: S, x: &[T]) -> f64 {
    sum_of(simd, x, |sums, x| [sums[0] + x[0].abs(), sums[1] + x[1].abs()])
}

/// The largest `|x[i]|`; NaN where a value is, 0 of nothing.
#[simd]
pub fn norm_inf<S: Simd, T: Real>(simd: S, x: &[T]) -> f64 {
    let zero = S::f64s::splat(simd, 0.0);
    let (mut best, mut nan) = ([zero; 2], zero.is_nan());
    for x in x.chunks(pair_len::<S>()) {
        let x = load_pair(simd, x).map(|x| x.abs());
        best = [best[0].max(x[0]), best[1].max(x[1])];
        nan |= x[0].is_nan() | x[1].is_nan();
    }
    if nan.any_true() { f64::NAN } else { best[0].max(best[1]).reduce_max() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;
    use fearless_simd::dispatch;

    #[test]
    fn three_and_four_are_five_at_every_size() {
        for level in available_levels() {
            for n in [2, 15, 17, 63, 65, 1023, 1025] {
                for scale in [1.0, 1e-310, 5e-324, 1e-200, 1e200, 3e307] {
                    let mut x = vec![0.0; n];
                    (x[0], x[n - 1]) = (3.0 * scale, -4.0 * scale);
                    let got = dispatch!(level, simd => norm2(simd, &x));
                    let want = 5.0 * scale;
                    assert!((got - want).abs() <= f64::EPSILON * want, "{got} of {n} at {scale}");
                    assert_eq!(
                        dispatch!(level, simd => norm1(simd, &x)),
                        3.0 * scale + 4.0 * scale
                    );
                    assert_eq!(dispatch!(level, simd => norm_inf(simd, &x)), 4.0 * scale);
                }
                let mut x = vec![0.0_f32; n];
                (x[0], x[n - 1]) = (3e-40, -4e-40);
                let got = dispatch!(level, simd => norm2(simd, &x));
                assert!((got - 5e-40).abs() <= 1e-44);
            }
        }
    }

    #[test]
    fn nothing_infinities_and_nan() {
        let (inf, nan) = (f64::INFINITY, f64::NAN);
        for level in available_levels() {
            let of = |x: &[f64]| dispatch!(level, simd => [norm2(simd, x), norm1(simd, x), norm_inf(simd, x)]);
            assert_eq!(of(&[]), [0.0; 3]);
            assert_eq!(of(&[1.0, -inf, 2.0]), [inf; 3]);
            assert!(of(&[1.0, inf, nan, 2.0]).iter().all(|norm| norm.is_nan()));
        }
    }
}
