//! Sums, in double precision whatever the values are, with an error that does not grow with their
//! number.
//!
//! The simple loop, `sum += x`, waits for one addition after the other. Here blocks are added in eight
//! vectors side by side, and the sums of blocks with what rounding takes from them (Neumaier 1974). The
//! order is fixed by the number of values and the SIMD level.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::wide::{load_pair, pair_len};
use crate::Real;

/// Values of a block: eight additions a lane with AVX-512, and the sum of a block is nothing beside it.
const BLOCK: usize = 1024;

/// Pairs of vectors added side by side: two units of latency four.
pub(super) const PAIRS: usize = 4;

/// Sums of lanes, before they are added to one.
pub(super) type Partial<S> = [[<S as Simd>::f64s; 2]; PAIRS];

/// `sum over i of x[i]`; overflow and NaN as plain additions have them.
#[simd]
pub fn sum<S: Simd, T: Real>(simd: S, x: &[T]) -> f64 {
    sum_of(simd, x, |sums, x| [sums[0] + x[0], sums[1] + x[1]])
}

/// Sums of what `add(sums, x)` adds for a pair of vectors. (One call of `add`: it must be inlined.)
#[inline(always)]
pub(super) fn sum_of<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    add: impl Fn([S::f64s; 2], [S::f64s; 2]) -> [S::f64s; 2],
) -> f64 {
    in_blocks(x.len(), |range| {
        let mut sums = zeros(simd);
        for some in x[range].chunks(PAIRS * pair_len::<S>()) {
            for (sums, x) in sums.iter_mut().zip(some.chunks(pair_len::<S>())) {
                *sums = add(*sums, load_pair(simd, x));
            }
        }
        collapse::<S>(sums)
    })
}

/// The compensated sum of `part` over ranges of [`BLOCK`].
#[inline(always)]
pub(super) fn in_blocks(n: usize, part: impl Fn(Range<usize>) -> f64) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for start in (0..n).step_by(BLOCK) {
        let x = part(start..n.min(start + BLOCK));
        let next = sum + x;
        lost += if sum.abs() >= x.abs() { (sum - next) + x } else { (x - next) + sum };
        sum = next;
    }
    // Of infinite sums nothing sensible is lost.
    if sum.is_finite() { sum + lost } else { sum }
}

#[inline(always)]
pub(super) fn zeros<S: Simd>(simd: S) -> Partial<S> {
    [[S::f64s::splat(simd, 0.0); 2]; PAIRS]
}

#[inline(always)]
pub(super) fn collapse<S: Simd>([a, b, c, d]: Partial<S>) -> f64 {
    let add = |a: [S::f64s; 2]| a[0] + a[1];
    ((add(a) + add(b)) + (add(c) + add(d))).reduce_sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;
    use fearless_simd::dispatch;

    #[test]
    fn whole_numbers_are_summed_exactly() {
        for level in available_levels() {
            for n in (0..70).chain([1023, 1024, 1025, 5000]) {
                let x: Vec<f64> = (0..n).map(|i| (i * 7 % 31) as f64 - 9.0).collect();
                let single: Vec<f32> = x.iter().map(|&x| x as f32).collect();
                let want: f64 = x.iter().sum();
                assert_eq!(dispatch!(level, simd => sum(simd, &x)), want);
                assert_eq!(dispatch!(level, simd => sum(simd, &single)), want);
            }
        }
    }

    #[test]
    fn small_terms_are_not_lost_beside_a_large_sum() {
        let x: Vec<f64> = (0..1 << 20).map(|i| if i == 0 { 1e17 } else { 1.0 }).collect();
        for level in available_levels() {
            let got = dispatch!(level, simd => sum(simd, &x));
            assert!((got - (1e17 + ((1 << 20) - 1) as f64)).abs() <= 1100.0, "{got}");
        }
    }

    #[test]
    fn infinities_and_nan_are_those_of_additions() {
        for level in available_levels() {
            let of = |x: &[f64]| dispatch!(level, simd => sum(simd, x));
            assert_eq!(of(&[1.0, f64::INFINITY]), f64::INFINITY);
            assert_eq!(of(&[f64::MAX; 2000]), f64::INFINITY);
            assert!(of(&[f64::INFINITY, f64::NEG_INFINITY]).is_nan());
            assert!(of(&[1.0, f64::NAN]).is_nan());
        }
    }
}
