//! The mass of every slice: what makes probabilities of counts.
//!
//! Plain sums first. Only where one overflows, or is of the size of subnormals (rare), are the values
//! scaled by powers of two and summed again.

use std::ops::Range;

use fearless_simd::prelude::*;

use super::domain::outside;
use super::fold::{Fold, Input};
use crate::numerics::{filled, power_of_two};
use crate::{Exec, Real, Result};

/// Sums in this range have neither overflowed nor lost subnormal digits that count.
pub(super) const SAFE: Range<f64> = 1e-250..1e300;

/// Of a slice of p and of q: the sum of the scaled values, and the largest value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mass {
    pub sum: f64,
    pub largest: f64,
}

impl Mass {
    fn is_safe(self) -> bool {
        self.sum == 0.0 || SAFE.contains(&self.sum)
    }
}

/// Of p and q, scaled by what is known of their slice: the sums, and the largest values unscaled.
struct Masses;

impl Fold<2, 4> for Masses {
    #[inline(always)]
    fn add<S: Simd>(
        &self,
        simd: S,
        mut sums: [S::f64s; 4],
        element: [S::f64s; 2],
        scales: [S::f64s; 2],
    ) -> [S::f64s; 4] {
        let nan = S::f64s::splat(simd, f64::NAN);
        for i in 0..2 {
            let x = outside(simd, element[i]).select(nan, element[i]);
            sums[2 * i] = x.mul_add(scales[i], sums[2 * i]);
            sums[2 * i + 1] = sums[2 * i + 1].max(element[i]);
        }
        sums
    }

    fn merge(&self, a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
        [a[0] + b[0], a[1].max(b[1]), a[2] + b[2], a[3].max(b[3])]
    }

    fn is_valid(&self, [p, p_max, q, q_max]: [f64; 4]) -> bool {
        let finite = p_max < f64::INFINITY && q_max < f64::INFINITY;
        finite && !p.is_nan() && !q.is_nan()
    }
}

/// The masses of p and q in every slice, each scaled by its `scales`.
pub(super) fn masses<T: Real>(
    exec: &Exec,
    input: &Input<T>,
    scales: &[[f64; 2]],
) -> Result<Vec<[Mass; 2]>> {
    let sums = input.fold(exec, &Masses, scales)?;
    let pair = |&[p, p_max, q, q_max]: &[f64; 4]| {
        [Mass { sum: p, largest: p_max }, Mass { sum: q, largest: q_max }]
    };
    Ok(sums.iter().map(pair).collect())
}

/// Of p and q: two factors that make probabilities of values, one after the other. The first is a power
/// of two; the second is infinite where there is no mass.
pub(super) type Factors = [f64; 4];

/// Whether the slice has no p or no q, which makes every divergence NaN.
pub(super) fn is_empty(factors: &Factors) -> bool {
    factors[1].is_infinite() || factors[3].is_infinite()
}

/// The factors of every slice.
pub(super) fn normalizers<T: Real>(exec: &Exec, input: &Input<T>) -> Result<Vec<Factors>> {
    let mut scales = filled(input.n_slices()?, [1.0; 2])?;
    let mut sums = masses(exec, input, &scales)?;
    if !sums.iter().flatten().all(|mass| mass.is_safe()) {
        for (scales, masses) in scales.iter_mut().zip(&sums) {
            *scales = masses.map(|mass| power_of_two(mass.largest));
        }
        sums = masses(exec, input, &scales)?;
    }
    let factors = |(scales, masses): (&[f64; 2], &[Mass; 2])| {
        [scales[0], 1.0 / masses[0].sum, scales[1], 1.0 / masses[1].sum]
    };
    Ok(scales.iter().zip(&sums).map(factors).collect())
}

/// The probabilities of elements.
#[inline(always)]
pub(super) fn probabilities<S: Simd>([p, q]: [S::f64s; 2], factors: [S::f64s; 4]) -> [S::f64s; 2] {
    [p * factors[0] * factors[1], q * factors[2] * factors[3]]
}
