//! The two sweeps over a block: largest value, then terms (`entropy.rs` has the formulas).

use fearless_simd::prelude::*;

use super::domain::outside;
use crate::Real;
use crate::simd::log::{log_factor, log_normal};
use crate::simd::scale::scale_near_one;
use crate::simd::wide::load_pair;

/// A piece of a slice: its sum is `mass / scale`, its entropy in nats (0 without mass).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Part {
    pub scale: f64,
    pub mass: f64,
    pub entropy: f64,
}

/// The largest value of each lane; `None` when one is negative, NaN or infinite.
#[inline(always)]
pub(super) fn largest<'a, S: Simd, T: Real>(
    simd: S,
    rows: impl Iterator<Item = &'a [T]>,
) -> Option<[S::f64s; 2]> {
    let zero = S::f64s::splat(simd, 0.0);
    let mut largest = [zero; 2];
    let mut invalid = outside(simd, zero);
    for row in rows {
        let x = load_pair(simd, row);
        for (largest, x) in largest.iter_mut().zip(x) {
            invalid |= outside(simd, x);
            *largest = largest.max(x);
        }
    }
    let finite = largest[0].max(largest[1]).simd_lt(S::f64s::splat(simd, f64::INFINITY));
    (invalid.all_false() && finite.all_true()).then_some(largest)
}

/// Sums over the values `x` of a lane, scaled, with largest value `m`.
#[derive(Clone, Copy)]
pub(super) struct Terms<S: Simd> {
    scale: S::f64s,
    /// `m`.
    largest: S::f64s,
    /// How many values equal `m`.
    ties: S::f64s,
    /// The sum of the others.
    rest: S::f64s,
    /// The sum of `x (log m - log x)`.
    sum: S::f64s,
}

#[inline(always)]
pub(super) fn terms<'a, S: Simd, T: Real>(
    simd: S,
    rows: impl Iterator<Item = &'a [T]>,
    largest: [S::f64s; 2],
) -> [Terms<S>; 2] {
    let zero = S::f64s::splat(simd, 0.0);
    let one = S::f64s::splat(simd, 1.0);
    let tiniest = S::f64s::splat(simd, f64::MIN_POSITIVE);
    let mut terms = [Terms::new(simd, largest[0]), Terms::new(simd, largest[1])];
    let log_largest = [
        log_factor(simd, terms[0].largest.max(tiniest)),
        log_factor(simd, terms[1].largest.max(tiniest)),
    ];
    for row in rows {
        let x = load_pair(simd, row);
        for ((terms, x), log_largest) in terms.iter_mut().zip(x).zip(log_largest) {
            let x = x * terms.scale;
            let smaller = x.simd_lt(terms.largest);
            terms.ties += smaller.select(zero, one);
            terms.rest += smaller.select(x, zero);
            let log = log_factor(simd, x.max(tiniest));
            terms.sum = x.mul_add(log_largest - log, terms.sum);
        }
    }
    terms
}

impl<S: Simd> Terms<S> {
    /// Of no values yet.
    #[inline(always)]
    fn new(simd: S, largest: S::f64s) -> Self {
        let zero = S::f64s::splat(simd, 0.0);
        let scale = scale_near_one(simd, largest);
        Self { scale, largest: largest * scale, ties: zero, rest: zero, sum: zero }
    }

    /// The totals of lanes with one largest value between them.
    #[inline(always)]
    pub fn of_one_slice(simd: S, low: Self, high: Self) -> Self {
        Self {
            ties: S::f64s::splat(simd, (low.ties + high.ties).reduce_sum()),
            rest: S::f64s::splat(simd, (low.rest + high.rest).reduce_sum()),
            sum: S::f64s::splat(simd, (low.sum + high.sum).reduce_sum()),
            ..low
        }
    }

    /// The parts of the first lanes.
    #[inline(always)]
    pub fn store(self, simd: S, parts: &mut [Part]) {
        let zero = S::f64s::splat(simd, 0.0);
        let mass = self.ties.mul_add(self.largest, self.rest);
        let others = self.rest / self.largest;
        let sum = self.ties + others;
        // log(ties + others) with what the sum rounded off: exact for a lonely large value.
        let lost = others - (sum - self.ties);
        let entropy = log_normal::<S, f64>(simd, sum) + lost / sum + self.sum / mass;
        let entropy = mass.simd_gt(zero).select(entropy.max(zero), zero);
        for (lane, part) in parts.iter_mut().enumerate() {
            *part = Part { scale: self.scale[lane], mass: mass[lane], entropy: entropy[lane] };
        }
    }
}
