//! The two sweeps over a block of p and q: sums, then terms (`divergence.rs` has the formulas).

use std::ops::Range;

use fearless_simd::prelude::*;

use super::domain::outside;
use crate::Real;
use crate::simd::log::Log;
use crate::simd::relative_entropy::{Parts, relative_entropy_term};
use crate::simd::scale::scale_near_one;
use crate::simd::wide::load_pair;

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

pub(super) type Pair<S> = [<S as Simd>::f64s; 2];

/// Sums of the scaled values of each lane.
#[derive(Clone, Copy)]
pub(super) struct Sums<S: Simd> {
    p_scale: Pair<S>,
    p: Pair<S>,
    q_scale: Pair<S>,
    q: Pair<S>,
}

impl<S: Simd> Sums<S> {
    /// `None` when a value is negative, NaN or infinite. Of `ONE_SLICE` every lane gets the total.
    #[inline(always)]
    pub fn of_rows<'a, T: Real, const ONE_SLICE: bool>(
        simd: S,
        rows: impl Iterator<Item = (&'a [T], &'a [T])> + Clone,
    ) -> Option<Self> {
        let unscaled = [S::f64s::splat(simd, 1.0); 2];
        let [mut p, mut q] = sums(simd, rows.clone(), unscaled, unscaled)?;
        if ONE_SLICE {
            (p, q) = (total(simd, p), total(simd, q));
        }
        if is_safe(simd, p) && is_safe(simd, q) {
            let (p_scale, q_scale) = (scales(simd, p), scales(simd, q));
            let p = [p[0] * p_scale[0], p[1] * p_scale[1]];
            let q = [q[0] * q_scale[0], q[1] * q_scale[1]];
            return Some(Self { p_scale, p, q_scale, q });
        }
        let [p, q] = largest::<_, _, ONE_SLICE>(simd, rows.clone())?;
        let (p_scale, q_scale) = (scales(simd, p), scales(simd, q));
        let [mut p, mut q] = sums(simd, rows, p_scale, q_scale)?;
        if ONE_SLICE {
            (p, q) = (total(simd, p), total(simd, q));
        }
        Some(Self { p_scale, p, q_scale, q })
    }

    /// The sum of `p log(p / (c q)) - p + c q` of each lane.
    #[inline(always)]
    pub fn divergence<'a, T: Real>(
        self,
        simd: S,
        rows: impl Iterator<Item = (&'a [T], &'a [T])>,
    ) -> Pair<S> {
        let zero = S::f64s::splat(simd, 0.0);
        let infinity = S::f64s::splat(simd, f64::INFINITY);
        let least = S::f64s::splat(simd, f64::MIN_POSITIVE);
        let c = [self.p[0] / self.q[0], self.p[1] / self.q[1]];
        let c_lifted = [c[0] * f64::LIFT, c[1] * f64::LIFT];
        let mut sums = [zero; 2];
        for (p, q) in rows {
            let (p, q) = (load_pair(simd, p), load_pair(simd, q));
            for i in 0..2 {
                let (scaled_p, scaled_q) = (p[i] * self.p_scale[i], q[i] * self.q_scale[i]);
                let cq = scaled_q * c[i];
                if cq.simd_ge(least).all_true() {
                    let parts = Parts::of_normal(simd, cq);
                    sums[i] += relative_entropy_term(simd, scaled_p, cq, parts);
                    continue;
                }
                let never = p[i].simd_gt(zero) & q[i].simd_eq(zero);
                let parts = Parts::of_lifted(simd, cq, scaled_q * c_lifted[i]);
                let term = relative_entropy_term(simd, scaled_p, cq, parts);
                sums[i] += never.select(infinity, term);
            }
        }
        sums
    }

    /// The parts of the first lanes.
    #[inline(always)]
    pub fn store(self, simd: S, sums: Pair<S>, parts: &mut [Part]) {
        let zero = S::f64s::splat(simd, 0.0);
        let infinity = S::f64s::splat(simd, f64::INFINITY);
        for (i, parts) in parts.chunks_mut(S::f64s::LEN).enumerate() {
            let finite = (sums[i] / self.p[i]).max(zero);
            let divergence = self.q[i].simd_gt(zero).select(finite, infinity);
            let divergence = self.p[i].simd_gt(zero).select(divergence, zero);
            for (lane, part) in parts.iter_mut().enumerate() {
                *part = Part {
                    p_scale: self.p_scale[i][lane],
                    p: self.p[i][lane],
                    q_scale: self.q_scale[i][lane],
                    q: self.q[i][lane],
                    divergence: divergence[lane],
                };
            }
        }
    }
}

/// The sum of all lanes, in every lane.
#[inline(always)]
pub(super) fn total<S: Simd>(simd: S, [low, high]: Pair<S>) -> Pair<S> {
    [S::f64s::splat(simd, (low + high).reduce_sum()); 2]
}

#[inline(always)]
fn scales<S: Simd>(simd: S, [low, high]: Pair<S>) -> Pair<S> {
    [scale_near_one(simd, low), scale_near_one(simd, high)]
}

#[inline(always)]
fn is_safe<S: Simd>(simd: S, sums: Pair<S>) -> bool {
    let mut safe = true;
    for sum in sums {
        let in_range = sum.simd_ge(S::f64s::splat(simd, SAFE.start))
            & sum.simd_lt(S::f64s::splat(simd, SAFE.end));
        safe &= (in_range | sum.simd_eq(S::f64s::splat(simd, 0.0))).all_true();
    }
    safe
}

/// Sums of the values times their scales; `None` when a value is negative or NaN.
#[inline(always)]
fn sums<'a, S: Simd, T: Real>(
    simd: S,
    rows: impl Iterator<Item = (&'a [T], &'a [T])>,
    p_scale: Pair<S>,
    q_scale: Pair<S>,
) -> Option<[Pair<S>; 2]> {
    let zero = S::f64s::splat(simd, 0.0);
    let mut invalid = outside(simd, zero);
    let [mut p_sum, mut q_sum] = [[zero; 2]; 2];
    for (p, q) in rows {
        let (p, q) = (load_pair(simd, p), load_pair(simd, q));
        for i in 0..2 {
            invalid |= outside(simd, p[i]) | outside(simd, q[i]);
            p_sum[i] = p[i].mul_add(p_scale[i], p_sum[i]);
            q_sum[i] = q[i].mul_add(q_scale[i], q_sum[i]);
        }
    }
    invalid.all_false().then_some([p_sum, q_sum])
}

/// The largest values; `None` when one is infinite.
#[inline(always)]
fn largest<'a, S: Simd, T: Real, const ONE_SLICE: bool>(
    simd: S,
    rows: impl Iterator<Item = (&'a [T], &'a [T])>,
) -> Option<[Pair<S>; 2]> {
    let [mut p_max, mut q_max] = [[S::f64s::splat(simd, 0.0); 2]; 2];
    for (p, q) in rows {
        let (p, q) = (load_pair(simd, p), load_pair(simd, q));
        for i in 0..2 {
            p_max[i] = p_max[i].max(p[i]);
            q_max[i] = q_max[i].max(q[i]);
        }
    }
    if ONE_SLICE {
        for lanes in [&mut p_max, &mut q_max] {
            *lanes = [S::f64s::splat(simd, lanes[0].max(lanes[1]).reduce_max()); 2];
        }
    }
    let all = p_max[0].max(p_max[1]).max(q_max[0].max(q_max[1]));
    all.simd_lt(S::f64s::splat(simd, f64::INFINITY)).all_true().then_some([p_max, q_max])
}
