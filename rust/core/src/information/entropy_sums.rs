//! The two sweeps over a block: largest value, then terms (`entropy.rs` has the formulas).
//!
//! Nearly every block is good as it is. One that has a number with a sign, which may be -0, or a NaN is looked
//! at again with care.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::both::Pair;
use super::domain::outside;
use crate::Real;
use crate::simd::log::log_normal;
use crate::simd::log_ratio::{LogRatio, at_least};
use crate::simd::scale::scale_near_one;
use crate::simd::wide::load_pair;

/// A piece of a slice: its sum is `mass / scale`, its entropy in nats (0 without mass).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub scale: f64,
    pub mass: f64,
    pub entropy: f64,
}

/// Sums over the values `x` of each lane, scaled, with largest value `m`.
struct Terms<S: Simd> {
    scale: Pair<S>,
    /// `m`.
    largest: Pair<S>,
    all: Pair<S>,
    /// The sum of what is less than `m`.
    rest: Pair<S>,
    /// The sum of `x log(x / m)`.
    sum: Pair<S>,
}

/// The parts of rows: of each lane, or of `ONE_SLICE` the one part of them all. `rows` is gone through once
/// or more, `last` once at most, at the end. `None` when a value is negative, NaN or infinite.
#[inline(always)]
pub(super) fn parts_of_rows<'a, S: Simd, T: Real, const ONE_SLICE: bool>(
    simd: S,
    rows: impl Iterator<Item = &'a [T]> + Clone,
    last: impl Iterator<Item = &'a [T]>,
    parts: &mut [Part],
) -> Option<()> {
    if let Some(largest) = largest::<S, T, ONE_SLICE>(simd, rows.clone())
        && let Some(terms) = terms::<S, T, ONE_SLICE, false>(simd, largest, last)
    {
        store(simd, terms, parts);
        return Some(());
    }
    parts_with_care::<S, T, _, ONE_SLICE>(simd, rows, parts)
}

#[cold]
#[simd]
fn parts_with_care<'a, S, T, R, const ONE_SLICE: bool>(
    simd: S,
    rows: R,
    parts: &mut [Part],
) -> Option<()>
where
    S: Simd,
    T: Real,
    R: Iterator<Item = &'a [T]> + Clone,
{
    let largest = largest_of_valid::<S, T, ONE_SLICE>(simd, rows.clone())?;
    store(simd, terms::<S, T, ONE_SLICE, true>(simd, largest, rows)?, parts);
    Some(())
}

/// The largest value of each lane, of `ONE_SLICE` of all, in every lane; `None` where it is infinite, and
/// where a value has a sign. A NaN may go unseen.
#[inline(always)]
fn largest<'a, S: Simd, T: Real, const ONE_SLICE: bool>(
    simd: S,
    rows: impl Iterator<Item = &'a [T]>,
) -> Option<Pair<S>> {
    let zero = S::f64s::splat(simd, 0.0);
    let mut largest = [zero; 2];
    let mut bits = [zero.to_bits(); 2];
    for row in rows {
        let x = load_pair(simd, row);
        for i in 0..2 {
            bits[i] |= x[i].to_bits();
            largest[i] = largest[i].max(x[i]);
        }
    }
    let unsigned = (bits[0] | bits[1]).simd_lt(S::f64s::splat(simd, -0.0).to_bits());
    let infinity = S::f64s::splat(simd, f64::INFINITY);
    let finite = largest[0].simd_lt(infinity) & largest[1].simd_lt(infinity);
    if !(unsigned.all_true() && finite.all_true()) {
        return None;
    }
    Some(if ONE_SLICE { over_lanes(simd, largest) } else { largest })
}

/// The same of any values; `None` when one is negative, NaN or infinite.
#[inline(always)]
fn largest_of_valid<'a, S: Simd, T: Real, const ONE_SLICE: bool>(
    simd: S,
    rows: impl Iterator<Item = &'a [T]>,
) -> Option<Pair<S>> {
    let infinity = S::f64s::splat(simd, f64::INFINITY);
    let mut largest = [S::f64s::splat(simd, 0.0); 2];
    let mut invalid = outside(simd, infinity);
    for row in rows {
        for (largest, x) in largest.iter_mut().zip(load_pair(simd, row)) {
            invalid |= outside(simd, x) | x.simd_eq(infinity);
            *largest = largest.max(x.abs());
        }
    }
    if !invalid.all_false() {
        return None;
    }
    Some(if ONE_SLICE { over_lanes(simd, largest) } else { largest })
}

#[inline(always)]
fn over_lanes<S: Simd>(simd: S, [low, high]: Pair<S>) -> Pair<S> {
    [S::f64s::splat(simd, low.max(high).reduce_max()); 2]
}

/// The sums of each lane, of `ONE_SLICE` the totals in every lane; `None` where a value is NaN. `SIGNED`
/// zeros lose their signs.
#[inline(always)]
fn terms<'a, S: Simd, T: Real, const ONE_SLICE: bool, const SIGNED: bool>(
    simd: S,
    largest: Pair<S>,
    rows: impl Iterator<Item = &'a [T]>,
) -> Option<Terms<S>> {
    let zero = S::f64s::splat(simd, 0.0);
    let [mut all, mut rest, mut sum] = [[zero; 2]; 3];
    let scale = [scale_near_one(simd, largest[0]), scale_near_one(simd, largest[1])];
    let largest = [largest[0] * scale[0], largest[1] * scale[1]];
    let divisor = [at_least(simd, largest[0]), at_least(simd, largest[1])];
    for row in rows {
        let x = load_pair(simd, row);
        for i in 0..2 {
            let x = if SIGNED { x[i].abs() } else { x[i] } * scale[i];
            all[i] += x;
            rest[i] = x.simd_lt(largest[i]).select(rest[i] + x, rest[i]);
            sum[i] = x.mul_add(LogRatio::of(simd, x, divisor[i]).log(simd), sum[i]);
        }
    }
    if ONE_SLICE {
        for lanes in [&mut all, &mut rest, &mut sum] {
            *lanes = [S::f64s::splat(simd, (lanes[0] + lanes[1]).reduce_sum()); 2];
        }
    }
    let valid = all[0].simd_eq(all[0]) & all[1].simd_eq(all[1]);
    valid.all_true().then_some(Terms { scale, largest, all, rest, sum })
}

/// The parts of the first lanes.
#[inline(always)]
fn store<S: Simd>(simd: S, terms: Terms<S>, out: &mut [Part]) {
    let zero = S::f64s::splat(simd, 0.0);
    for (i, out) in out.chunks_mut(S::f64s::LEN).enumerate() {
        let (largest, rest) = (terms.largest[i], terms.rest[i]);
        // How many values are the largest. What the sums have rounded off is far from a half of it.
        let ties = ((terms.all[i] - rest) / largest).round_ties_even();
        let mass = ties.mul_add(largest, rest);
        // N / M and what it has rounded off: exact for a lonely large value.
        let others = rest / largest;
        let in_largest = ties + others;
        let lost = others - (in_largest - ties);
        let entropy =
            log_normal::<S, f64>(simd, in_largest) + lost / in_largest - terms.sum[i] / mass;
        let entropy = mass.simd_gt(zero).select(entropy.max(zero), zero);
        let mass = largest.simd_gt(zero).select(mass, zero);
        for (lane, part) in out.iter_mut().enumerate() {
            *part = Part { scale: terms.scale[i][lane], mass: mass[lane], entropy: entropy[lane] };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::entropy::{entropy, tests::of};
    use crate::Exec;
    use crate::simd::available_levels;

    #[test]
    fn any_place_of_an_invalid_value_is_seen() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            for at in [0, 7, 15, 16, 2047, 2048, 4095, 4999] {
                for value in [f64::NAN, -f64::NAN, f64::INFINITY, -1e-320, -1.0] {
                    let mut p = vec![0.5; 5000];
                    p[at] = value;
                    let result = entropy(&exec, &p, &[5000], None, None, &mut [0.0]);
                    assert!(result.is_err(), "{value} at {at}");
                }
            }
        }
    }

    #[test]
    fn minus_zero_is_zero_and_blocks_of_any_scale_go_together() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            let p: Vec<f64> = (0..9000).map(|i| f64::from(i % 3)).collect();
            let signed: Vec<f64> = p.iter().map(|&x| if x == 0.0 { -0.0 } else { x }).collect();
            assert_eq!(of(&exec, &signed), of(&exec, &p));
            // The last blocks have next to no mass beside the first.
            let scaled = p.iter().enumerate().map(|(i, x)| if i < 4096 { *x } else { x * 1e-200 });
            let (got, want) = (of(&exec, &scaled.collect::<Vec<_>>()), of(&exec, &p[..4096]));
            assert!((got - want).abs() <= 1e-14 * want, "{got} {want}");
        }
    }

    #[test]
    fn blocks_without_mass_take_no_digits() {
        for level in available_levels() {
            let mut p = vec![0.0; 4096];
            p[3000..3002].fill(5e-324);
            let got = of(&Exec::serial(level), &p);
            assert!((got - std::f64::consts::LN_2).abs() <= 1e-15, "{got}");
        }
    }

    #[test]
    fn a_slice_beside_one_that_needs_care_keeps_its_bits() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            let slice = [1e-139, 1e-310, 0.0];
            for other in [[-0.0, 1.0, 2.0], [1e-300, 1e-320, 1e-310], [1e300, 1.0, 0.0]] {
                let mut out = [0.0; 2];
                let both = [slice, other].concat();
                entropy(&exec, &both, &[2, 3], Some(1), None, &mut out).unwrap();
                assert_eq!(out, [of(&exec, &slice), of(&exec, &other)], "{other:?}");
            }
        }
    }
}
