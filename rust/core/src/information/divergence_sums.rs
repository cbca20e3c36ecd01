//! The two sweeps over a block of p and q: sums, then terms (`divergence.rs` has the formulas).
//!
//! Nearly every block is good as it is. One whose sums are close to the ends of the range, or that has a
//! number with a sign, is looked at again with care: every number is tested and scaled.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::domain::outside;
use crate::Real;
use crate::simd::log::Log;
use crate::simd::relative_entropy::{term_of_lifted, term_of_normal};
use crate::simd::scale::scale_near_one;
use crate::simd::wide::load_pair;

/// Sums in this range have neither overflowed nor lost subnormal digits that count, and quotients of two
/// are far from doing so.
const SAFE: Range<f64> = 1e-140..1e140;

/// A piece of a pair of slices: sums `p / p_scale` and `q / q_scale`, divergence in nats (0 without p).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub p_scale: f64,
    pub p: f64,
    pub q_scale: f64,
    pub q: f64,
    pub divergence: f64,
}

/// Values of p and q, up to a pair of vectors of each.
type Row<'a, T> = (&'a [T], &'a [T]);

type Pair<S> = [<S as Simd>::f64s; 2];

/// A value for each lane of p and of q.
#[derive(Clone, Copy)]
struct Both<S: Simd> {
    p: Pair<S>,
    q: Pair<S>,
}

impl<S: Simd> Both<S> {
    #[inline(always)]
    fn load<T: Real>(simd: S, (p, q): Row<T>) -> Self {
        Self { p: load_pair(simd, p), q: load_pair(simd, q) }
    }

    /// With scales, of values that are not negative but for zeros.
    #[inline(always)]
    fn scaled<T: Real>(simd: S, row: Row<T>, scales: Option<Self>) -> Self {
        let Self { p, q } = Self::load(simd, row);
        match scales {
            None => Self { p, q },
            Some(scales) => {
                let [p, q] = [[p[0].abs(), p[1].abs()], [q[0].abs(), q[1].abs()]];
                Self { p, q }.times(scales)
            }
        }
    }

    #[inline(always)]
    fn splat(simd: S, x: f64) -> Self {
        let pair = [S::f64s::splat(simd, x); 2];
        Self { p: pair, q: pair }
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        let p = [self.p[0] * other.p[0], self.p[1] * other.p[1]];
        let q = [self.q[0] * other.q[0], self.q[1] * other.q[1]];
        Self { p, q }
    }
}

/// The parts of rows: of each lane, or of `ONE_SLICE` the one part of them all. `rows` is gone through once
/// or more, `last` once, at the end. `None` when a value is negative, NaN or infinite.
#[inline(always)]
pub(super) fn parts_of_rows<'a, S: Simd, T: Real, const ONE_SLICE: bool>(
    simd: S,
    rows: impl Iterator<Item = Row<'a, T>> + Clone,
    last: impl Iterator<Item = Row<'a, T>>,
    parts: &mut [Part],
) -> Option<()> {
    match sums::<S, T, ONE_SLICE>(simd, rows.clone(), None) {
        Some(sums) => {
            let divergence = divergence::<S, T, ONE_SLICE>(simd, sums, last, None);
            store(simd, Both::splat(simd, 1.0), sums, divergence, parts);
            Some(())
        }
        None => parts_with_care::<S, T, _, ONE_SLICE>(simd, rows, parts),
    }
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
    let largest = largest::<S, T, ONE_SLICE>(simd, rows.clone())?;
    let scales = Both { p: scales(simd, largest.p), q: scales(simd, largest.q) };
    let sums = sums::<S, T, ONE_SLICE>(simd, rows.clone(), Some(scales))?;
    let divergence = divergence::<S, T, ONE_SLICE>(simd, sums, rows, Some(scales));
    store(simd, scales, sums, divergence, parts);
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
        let Both { p, q } = Both::scaled(simd, row, scales);
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

/// The sum of `p log(p / (c q)) - p + c q` of each lane, of `ONE_SLICE` the total in every lane.
#[inline(always)]
fn divergence<'a, S: Simd, T: Real, const ONE_SLICE: bool>(
    simd: S,
    sums: Both<S>,
    rows: impl Iterator<Item = Row<'a, T>>,
    scales: Option<Both<S>>,
) -> Pair<S> {
    let zero = S::f64s::splat(simd, 0.0);
    let infinity = S::f64s::splat(simd, f64::INFINITY);
    let least = S::f64s::splat(simd, f64::MIN_POSITIVE);
    let c = [sums.p[0] / sums.q[0], sums.p[1] / sums.q[1]];
    let mut terms = [zero; 2];
    for row in rows {
        let Both { p, q } = Both::scaled(simd, row, scales);
        for i in 0..2 {
            let cq = q[i] * c[i];
            if cq.simd_ge(least).all_true() {
                terms[i] += term_of_normal(simd, p[i], cq);
                continue;
            }
            let never = p[i].simd_gt(zero) & q[i].simd_eq(zero);
            let term = term_of_lifted(simd, p[i], cq, q[i] * (c[i] * f64::LIFT));
            terms[i] += never.select(infinity, term);
        }
    }
    if ONE_SLICE { total(simd, terms) } else { terms }
}

/// The parts of the first lanes.
#[inline(always)]
fn store<S: Simd>(simd: S, scales: Both<S>, sums: Both<S>, divergence: Pair<S>, out: &mut [Part]) {
    let zero = S::f64s::splat(simd, 0.0);
    let infinity = S::f64s::splat(simd, f64::INFINITY);
    for (i, out) in out.chunks_mut(S::f64s::LEN).enumerate() {
        let finite = (divergence[i] / sums.p[i]).max(zero);
        let divergence = sums.q[i].simd_gt(zero).select(finite, infinity);
        let divergence = sums.p[i].simd_gt(zero).select(divergence, zero);
        for (lane, part) in out.iter_mut().enumerate() {
            *part = Part {
                p_scale: scales.p[i][lane],
                p: sums.p[i][lane],
                q_scale: scales.q[i][lane],
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

#[inline(always)]
fn scales<S: Simd>(simd: S, [low, high]: Pair<S>) -> Pair<S> {
    [scale_near_one(simd, low), scale_near_one(simd, high)]
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
    use super::super::divergence::kl_divergence;
    use crate::Exec;
    use crate::simd::available_levels;

    fn of(exec: &Exec, p: &[f64], q: &[f64]) -> f64 {
        let mut out = [0.0];
        kl_divergence(exec, p, q, [&[p.len()], &[q.len()]], None, None, &mut out).unwrap();
        out[0]
    }

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
}
