//! The places of the smallest and the largest value.
//!
//! The simple loop keeps value and index. Here the value alone, block by block, in four vectors; the
//! index is looked for in the block that had it. Ties: the first. The first NaN wins, as in NumPy.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::map::load_or;
use crate::Real;

/// The vector of `T` at level `S`.
type V<S, T> = <T as SimdFloatElement>::Native<S>;

/// Values of a block.
const BLOCK: usize = 1024;

/// Vectors compared side by side.
const UNROLL: usize = 4;

/// The first index of the smallest value, `None` of nothing.
#[simd]
pub fn argmin<S: Simd, T: Real>(simd: S, x: &[T]) -> Option<usize> {
    first_extreme::<S, T>(simd, x, T::ONE)
}

/// The first index of the largest value, `None` of nothing.
#[simd]
pub fn argmax<S: Simd, T: Real>(simd: S, x: &[T]) -> Option<usize> {
    first_extreme::<S, T>(simd, x, -T::ONE)
}

/// The first index of the smallest `sign x`.
#[inline(always)]
fn first_extreme<S: Simd, T: Real>(simd: S, x: &[T], sign: T) -> Option<usize> {
    let (mut best, mut place) = (T::INFINITY, 0);
    for (i, block) in x.chunks(BLOCK).enumerate() {
        let smallest = smallest::<S, T>(simd, block, sign);
        if smallest.is_nan() || smallest < best {
            (best, place) = (smallest, i * BLOCK);
        }
        if smallest.is_nan() {
            break;
        }
    }
    let is_it = |&x: &T| if best.is_nan() { x.is_nan() } else { sign * x == best };
    x[place..].iter().position(is_it).map(|offset| place + offset)
}

/// The smallest `sign x`; NaN where there is one.
#[inline(always)]
fn smallest<S: Simd, T: Real>(simd: S, x: &[T], sign: T) -> T {
    let (len, sign) = (V::<S, T>::LEN, V::<S, T>::splat(simd, sign));
    let infinite = sign * V::<S, T>::splat(simd, T::INFINITY);
    let mut best = [V::<S, T>::splat(simd, T::INFINITY); UNROLL];
    let mut nan = sign.is_nan();
    for four in x.chunks(UNROLL * len) {
        for (best, x) in best.iter_mut().zip(four.chunks(len)) {
            let x = load_or::<S, T>(simd, x, infinite[0]);
            nan |= x.is_nan();
            *best = best.min(sign * x);
        }
    }
    if nan.any_true() {
        return T::NAN;
    }
    best[0].min(best[1]).min(best[2].min(best[3])).reduce_min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;
    use fearless_simd::dispatch;

    fn check<T: Real>() {
        for level in available_levels() {
            let of = |x: &[T]| dispatch!(level, simd => (argmin(simd, x), argmax(simd, x)));
            assert_eq!(of(&[]), (None, None));
            for n in (1..70).chain([1023, 1024, 1025, 3000]) {
                let mut x: Vec<T> =
                    (0..n).map(|i| T::from_f64(((i * 7919) % 101) as f64 - 50.0)).collect();
                // The first of equals.
                let of_value = |value: fn(f64, f64) -> bool| {
                    let all = x.iter().map(|x| x.to_f64()).enumerate();
                    all.reduce(|a, b| if value(b.1, a.1) { b } else { a }).map(|place| place.0)
                };
                assert_eq!(of(&x), (of_value(|a, b| a < b), of_value(|a, b| a > b)));
                for at in [n - 1, n / 2, 0] {
                    x[at] = T::NAN;
                    assert_eq!(of(&x), (Some(at), Some(at)));
                }
                let infinite = vec![T::INFINITY; n];
                assert_eq!(of(&infinite), (Some(0), Some(0)));
                assert_eq!(
                    of(&infinite.iter().map(|&x| -x).collect::<Vec<T>>()),
                    (Some(0), Some(0))
                );
            }
        }
    }

    #[test]
    fn the_first_of_equals_and_the_first_nan() {
        check::<f32>();
        check::<f64>();
    }
}
