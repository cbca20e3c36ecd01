//! When to stop, and the part of the objective that is not the distance.

use fearless_simd::dispatch;

use super::{NmfEnd, Options, Rule};
use crate::simd::{dot, sum};
use crate::{Exec, Real};

/// Iterations over which the loss must fall for multiplicative updates to go on, as in scikit-learn: one
/// alone moves little.
const BACK: usize = 10;

/// `l1 (sum W + sum H) + l2/2 (|W|^2 + |H|^2)`.
pub(super) fn penalty<T: Real>(exec: &Exec, options: &Options, factors: [&[T]; 2]) -> f64 {
    let mut total = 0.0;
    for factor in factors {
        if options.l1 > 0.0 {
            total += options.l1 * dispatch!(exec.level(), simd => sum(simd, factor));
        }
        if options.l2 > 0.0 {
            total += 0.5 * options.l2 * dispatch!(exec.level(), simd => dot(simd, factor, factor));
        }
    }
    total
}

/// What the stopping rule has seen: the loss at the start and after each iteration, and the first sum of
/// projected gradients.
#[derive(Debug, Default)]
pub(super) struct History {
    pub losses: Vec<f64>,
    distance: f64,
    first_violation: Option<f64>,
}

impl History {
    /// One more. Rounding may make a distance negative; NaN stays.
    pub fn push(&mut self, distance: f64, penalty: f64) {
        self.distance = if distance < 0.0 { 0.0 } else { distance };
        self.losses.push(self.distance + penalty);
    }

    /// What to tell: of the last `n_iter` losses.
    pub fn end(mut self, n_iter: usize, converged: bool) -> NmfEnd {
        let losses = self.losses.split_off(self.losses.len() - n_iter);
        NmfEnd { losses, distance: self.distance, converged }
    }

    /// Whether the last iteration, which met this sum of projected gradients, was enough.
    pub fn met(&mut self, options: &Options, violation: f64) -> bool {
        match options.rule {
            Rule::Descent => {
                violation <= options.tol * *self.first_violation.get_or_insert(violation)
            }
            Rule::Multiplicative => {
                let last = self.losses.len() - 1;
                last >= BACK
                    && self.losses[last - BACK] - self.losses[last] <= options.tol * self.losses[0]
            }
        }
    }
}
