//! The two sweeps over a block of p and q: sums, then terms (`divergence.rs` has the formulas).
//!
//! Nearly every block is good as it is. One whose sums are close to the ends of the range, or that has a
//! number with a sign, is looked at again with care: every number is tested, and scaled before it is summed.
//! That makes no difference to its results, for powers of two are exact.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::both::{Both, Pair, Row};
use super::domain::outside;
use crate::Real;
use crate::simd::log::Log;
use crate::simd::log_ratio::LEAST;
use crate::simd::relative_entropy::{term_of_large, term_of_lifted};

/// Sums in this range have neither overflowed nor lost subnormal digits that count.
const SAFE: Range<f64> = 1e-250..1e300;

/// A piece of a pair of slices: sums `p / p_scale` and `q / q_scale`, divergence in nats (0 without p).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub p_scale: f64,
    pub p: f64,
    pub q_scale: f64,
    pub q: f64,
    pub divergence: f64,
}

/// The parts of rows: of each lane, or of `ONE_SLICE` the one part of them all. `rows` is gone through once
/// or more, `last` once at most, at the end. `None` when a value is negative, NaN or infinite.
#[inline(always)]
pub(super) fn parts_of_rows<'a, S: Simd, T: Real, const ONE_SLICE: bool>(
    simd: S,
    rows: impl Iterator<Item = Row<'a, T>> + Clone,
    last: impl Iterator<Item = Row<'a, T>>,
    parts: &mut [Part],
) -> Option<()> {
    let Some(sums) = sums::<S, T, ONE_SLICE>(simd, rows.clone(), None) else {
        return parts_with_care::<S, T, _, ONE_SLICE>(simd, rows, parts);
    };
    of_sums::<S, T, ONE_SLICE>(simd, sums, last, None, parts);
    Some(())
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
    R: Iterator<Item = Row<'a, T>> + Clone,
{
    let scales = Some(largest::<S, T, ONE_SLICE>(simd, rows.clone())?.scales(simd));
    // Valid values near 1 have sums.
    let sums = sums::<S, T, ONE_SLICE>(simd, rows.clone(), scales)?;
    of_sums::<S, T, ONE_SLICE>(simd, sums, rows, scales, parts);
    Some(())
}

/// Sums of each lane, of `ONE_SLICE` the total in every lane; `None` where a value has a sign or is NaN, and
/// where a sum is not safe.
#[inline(always)]
fn sums<'a, S: Simd, T: Real, const ONE_SLICE: bool>(
    simd: S,
    rows: impl Iterator<Item = Row<'a, T>>,
    scales: Option<Both<S>>,
) -> Option<Both<S>> {
    let zero = S::f64s::splat(simd, 0.0);
    let sign = S::f64s::splat(simd, -0.0).to_bits();
    let mut sums = Both::splat(simd, 0.0);
    let mut bits = zero.to_bits();
    for row in rows {
        let Both { p, q } = Both::load(simd, row).scaled(scales);
        for i in 0..2 {
            bits |= p[i].to_bits() | q[i].to_bits();
            sums.p[i] += p[i];
            sums.q[i] += q[i];
        }
    }
    if ONE_SLICE {
        sums = Both { p: total(simd, sums.p), q: total(simd, sums.q) };
    }
    let mut good = bits.simd_lt(sign).all_true();
    for sum in [sums.p, sums.q].as_flattened() {
        let safe = sum.simd_ge(S::f64s::splat(simd, SAFE.start))
            & sum.simd_lt(S::f64s::splat(simd, SAFE.end));
        good &= (safe | sum.simd_eq(zero)).all_true();
    }
    good.then_some(sums)
}

/// The parts of the first lanes, from the sums and from the terms `p log(p / (c q)) - p + c q` with c = P / Q.
#[inline(always)]
fn of_sums<'a, S: Simd, T: Real, const ONE_SLICE: bool>(
    simd: S,
    sums: Both<S>,
    rows: impl Iterator<Item = Row<'a, T>>,
    scales: Option<Both<S>>,
    out: &mut [Part],
) {
    let zero = S::f64s::splat(simd, 0.0);
    let infinity = S::f64s::splat(simd, f64::INFINITY);
    let least = S::f64s::splat(simd, LEAST);
    let near_one = sums.scales(simd);
    let sums = sums.scaled(Some(near_one));
    let mut terms = [zero; 2];
    // From q to c q.
    let q_factors = [sums.p[0] / sums.q[0] * near_one.q[0], sums.p[1] / sums.q[1] * near_one.q[1]];
    for row in rows {
        let raw = Both::load(simd, row);
        let Both { p, q } = raw.scaled(scales);
        for i in 0..2 {
            let (p, cq) = (p[i] * near_one.p[i], q[i] * q_factors[i]);
            if cq.simd_ge(least).all_true() {
                terms[i] += term_of_large(simd, p, cq);
                continue;
            }
            let term = term_of_lifted(simd, p, cq, q[i] * (q_factors[i] * f64::LIFT));
            let never = raw.p[i].simd_gt(zero) & raw.q[i].simd_eq(zero);
            terms[i] += never.select(infinity, term);
        }
    }
    if ONE_SLICE {
        terms = total(simd, terms);
    }
    // Of nothing any scale will do, but for infinity.
    let Both { p: p_scale, q: q_scale } = near_one.scaled(scales);
    let finite_scale = S::f64s::splat(simd, f64::MAX);
    for (i, out) in out.chunks_mut(S::f64s::LEN).enumerate() {
        let finite = (terms[i] / sums.p[i]).max(zero);
        let divergence = sums.q[i].simd_gt(zero).select(finite, infinity);
        let divergence = sums.p[i].simd_gt(zero).select(divergence, zero);
        for (lane, part) in out.iter_mut().enumerate() {
            *part = Part {
                p_scale: p_scale[i].min(finite_scale)[lane],
                p: sums.p[i][lane],
                q_scale: q_scale[i].min(finite_scale)[lane],
                q: sums.q[i][lane],
                divergence: divergence[lane],
            };
        }
    }
}

/// The sum of all lanes, in every lane.
#[inline(always)]
fn total<S: Simd>(simd: S, [low, high]: Pair<S>) -> Pair<S> {
    [S::f64s::splat(simd, (low + high).reduce_sum()); 2]
}

/// The largest values; `None` when one is negative, NaN or infinite.
#[inline(always)]
fn largest<'a, S: Simd, T: Real, const ONE_SLICE: bool>(
    simd: S,
    rows: impl Iterator<Item = Row<'a, T>>,
) -> Option<Both<S>> {
    let infinity = S::f64s::splat(simd, f64::INFINITY);
    let mut largest = Both::splat(simd, 0.0);
    let mut invalid = outside(simd, infinity);
    for row in rows {
        let Both { p, q } = Both::load(simd, row);
        for i in 0..2 {
            invalid |= outside(simd, p[i]) | p[i].simd_eq(infinity);
            invalid |= outside(simd, q[i]) | q[i].simd_eq(infinity);
            largest.p[i] = largest.p[i].max(p[i]);
            largest.q[i] = largest.q[i].max(q[i]);
        }
    }
    if ONE_SLICE {
        for lanes in [&mut largest.p, &mut largest.q] {
            *lanes = [S::f64s::splat(simd, lanes[0].max(lanes[1]).reduce_max()); 2];
        }
    }
    invalid.all_false().then_some(largest)
}

#[cfg(test)]
mod tests {
    use super::super::divergence::{kl_divergence, tests::of};
    use crate::Exec;
    use crate::simd::available_levels;

    #[test]
    fn any_place_of_an_invalid_value_is_seen() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            let n = 3000;
            for at in [0, 7, 15, 16, 1023, 1024, 2047, 2999] {
                for value in [f64::NAN, -f64::NAN, f64::INFINITY, -1e-320, -1.0] {
                    let good = vec![0.5; n];
                    let mut bad = good.clone();
                    bad[at] = value;
                    for [p, q] in [[&bad, &good], [&good, &bad]] {
                        let mut out = [0.0];
                        let result = kl_divergence(&exec, p, q, [&[n]; 2], None, None, &mut out);
                        assert!(result.is_err(), "{value} at {at}");
                    }
                }
            }
        }
    }

    #[test]
    fn minus_zero_is_zero_and_blocks_of_any_scale_go_together() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            let p: Vec<f64> = (0..5000).map(|i| f64::from(i % 3)).collect();
            let q: Vec<f64> = (0..5000).map(|i| f64::from(i % 3) * f64::from(1 + i % 2)).collect();
            let signed = |x: &[f64]| x.iter().map(|&x| if x == 0.0 { -0.0 } else { x }).collect();
            let (p_signed, q_signed): (Vec<f64>, Vec<f64>) = (signed(&p), signed(&q));
            assert_eq!(of(&exec, &p_signed, &q_signed), of(&exec, &p, &q));
            // The last blocks have next to no mass beside the first.
            let small = |x: &[f64]| -> Vec<f64> {
                x.iter().enumerate().map(|(i, x)| if i < 2048 { *x } else { x * 1e-200 }).collect()
            };
            let (got, want) =
                (of(&exec, &small(&p), &small(&q)), of(&exec, &p[..2048], &q[..2048]));
            assert!((got - want).abs() <= 1e-14 * want, "{got} {want}");
        }
    }

    #[test]
    fn blocks_without_mass_take_no_digits() {
        for level in available_levels() {
            let mut p = vec![0.0; 2048];
            p[1500] = 5e-324;
            let got = of(&Exec::serial(level), &p, &[1.0; 2048]);
            assert!((got - 2048_f64.ln()).abs() <= 1e-14, "{got}");
        }
    }

    #[test]
    fn a_slice_beside_one_that_needs_care_keeps_its_bits() {
        let slices = [
            [[0.5, 0.5], [1e139, 1e-200]],
            [[1e-139, 1e-139], [1e139, 1e-60]],
            [[1e-139, 1e-310], [1e-139, 2e-310]],
        ];
        let others = [[[-0.0, 1.0], [1.0, 1.0]], [[1e-300, 1e-310], [1e300, 1e-320]]];
        for level in available_levels() {
            let exec = Exec::serial(level);
            for (slice, other) in slices.iter().flat_map(|s| others.map(|other| (s, other))) {
                let [p, q] = [0, 1].map(|i| [slice[i], other[i]].concat());
                let (mut out, shape) = ([0.0; 2], [2, 2]);
                kl_divergence(&exec, &p, &q, [&shape; 2], Some(1), None, &mut out).unwrap();
                let alone = [of(&exec, &slice[0], &slice[1]), of(&exec, &other[0], &other[1])];
                assert_eq!(out, alone, "{slice:?} {other:?}");
            }
        }
    }

    #[test]
    fn infinity_is_decided_on_the_values_as_they_are() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            for tiny in [1e-20, 1e-200, 5e-324] {
                for (huge, one) in [(1e308, 1.0), (1e160, 1e-160), (1.0, 1e308)] {
                    assert_eq!(of(&exec, &[huge, tiny], &[one, 0.0]), f64::INFINITY);
                    assert!(of(&exec, &[one, one], &[huge, tiny]).is_finite());
                }
            }
        }
    }

    #[test]
    fn digits_near_the_ends_of_the_range() {
        // Wants in 800 digits.
        let least = f64::MIN_POSITIVE;
        let cases = [
            ([1.5, 0.5], [least, 2.0], 531.254_839_139_999_2),
            ([1.75, 0.25], [least, 2.0], 620.076_599_837_464_6),
            ([1e-100, 1e-100], [1.0, 1e-260], 298.642_914_908_666),
            ([1e-140, 1e-140], [1e139, 1e-60], 228.414_069_572_347_6),
            ([0.5, 0.5], [1e139, 1e-160], 343.543_324_222_049_9),
        ];
        for level in available_levels() {
            for (p, q, want) in cases {
                let got = of(&Exec::serial(level), &p, &q);
                assert!((got - want).abs() <= 1e-15 * want, "{p:?} {q:?}: {got}");
            }
        }
    }
}
