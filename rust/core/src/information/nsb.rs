//! The estimator of Nemenman, Shafee and Bialek: the posterior mean of the entropy of K classes under a
//! mixture of Dirichlet priors that makes the prior of the entropy itself nearly flat.
//!
//! The simple loop, over all concentrations b (a pseudocount a class):
//! ```text
//! weight(b) = [K trigamma(K b + 1) - trigamma(b + 1)] (b)_n1 ... (b)_nK / (K b)_N
//! mean(b)   = digamma(N + K b + 1) - sum (n + b) digamma(n + b + 1) / (N + K b)
//! H = integral of weight mean db / integral of weight db
//! ```
//! with (b)_n = b (b + 1) ... (b + n - 1). Its traps: the weight falls like b to the left and only like
//! 1 / b to the right, its top may be a hundred thousand times narrower, and each of its factors cancels.
//! 1. In s = log b the weight has one top, s0, of width w by its curvature. With s = s0 + w sinh(u) the tails
//!    fall doubly exponentially, and the trapezoidal rule in u converges exponentially. Halving the step
//!    squares the error: some 200 nodes, half of them to find the top.
//! 2. Rising factorials in units of b^n, of which only K^N is left, which cancels; the trigammas less the
//!    1 / b they share (`numerics/gamma.rs`).
//! 3. Equal counts are one term (`tally.rs`).
//!
//! Checked against 200,001 nodes in log b, and R's package entropy.

use super::tally::Tally;
use crate::numerics::{digamma, log_rising_ratio, trigamma_excess};
use crate::{Exec, Result};

/// How far the nodes go in search of the top, beyond what lies in the middle: exp(-45) is nothing.
const REACH: f64 = 45.0;

/// Nodes of that search: less than a factor of 10 apart, and one top.
const COARSE: usize = 64;

/// Steps of the golden section: each keeps 0.618 of the interval, together a millionth.
const GOLDEN: usize = 30;

/// Weights below this part of the top's are nothing.
const NOTHING: f64 = 1e-18;

/// A step of log b across the top for its curvature, wide enough for rounding to be lost in it.
const CURVATURE_STEP: f64 = 1e-2;

/// Halving the step squares the error, so that after a change as small as this all digits are right.
const CHANGE: f64 = 1e-9;

/// The step is halved so often at most: rounding (of totals beyond 1e8) may never let it converge.
const HALVINGS: u32 = 7;

/// The posterior mean, in nats.
pub(super) fn nsb(exec: &Exec, tally: &Tally, n_classes: f64) -> Result<f64> {
    if n_classes == 1.0 {
        return Ok(0.0);
    }
    let posterior =
        Posterior { tally, total: tally.total(), n_classes, n_unseen: n_classes - tally.n_seen() };
    let top = posterior.top(exec)?;
    let log_top = posterior.log_weight(top);
    let around = [-CURVATURE_STEP, CURVATURE_STEP].map(|step| posterior.log_weight(top + step));
    let curvature = (2.0 * log_top - around[0] - around[1]) / CURVATURE_STEP.powi(2);
    let width = if curvature > 1.0 { 1.0 / curvature.sqrt() } else { 1.0 };
    let node = |u: f64| {
        let s = top + width * u.sinh();
        let weight = (posterior.log_weight(s) - log_top).exp() * u.cosh();
        (weight, weight * posterior.mean(s))
    };
    let (mut weights, mut means) = node(0.0);
    let mut add = |first: f64, step: f64| -> Result<f64> {
        for sign in [-1.0, 1.0] {
            let mut u = first;
            loop {
                exec.check()?;
                let (weight, mean) = node(sign * u);
                if weight.is_nan() || weight < NOTHING {
                    break;
                }
                (weights, means) = (weights + weight, means + mean);
                u += step;
            }
        }
        Ok(means / weights)
    };
    let mut step = 1.0;
    let mut estimate = add(step, step)?;
    for _ in 0..HALVINGS {
        step /= 2.0;
        let better = add(step, 2.0 * step)?;
        let change = (better - estimate).abs();
        estimate = better;
        if change <= CHANGE * estimate {
            break;
        }
    }
    Ok(estimate)
}

struct Posterior<'a> {
    tally: &'a Tally,
    total: f64,
    n_classes: f64,
    n_unseen: f64,
}

impl Posterior<'_> {
    /// The logarithm of `weight(b) b`, up to a constant, at `b = exp(s)`.
    fn log_weight(&self, s: f64) -> f64 {
        let b = s.exp();
        let k = self.n_classes;
        let prior = k * trigamma_excess(k * b) - trigamma_excess(b);
        let evidence = self.tally.sum(|n| log_rising_ratio(b, n));
        s + prior.ln() + (evidence - log_rising_ratio(k * b, self.total))
    }

    /// The mean of the entropy at `b = exp(s)`.
    fn mean(&self, s: f64) -> f64 {
        let b = s.exp();
        let all = self.total + self.n_classes * b;
        let seen = self.tally.sum(|n| (n + b) / all * digamma(n + b + 1.0));
        digamma(all + 1.0) - seen - self.n_unseen * b / all * digamma(b + 1.0)
    }

    /// The s of the largest weight, to a millionth or so.
    fn top(&self, exec: &Exec) -> Result<f64> {
        let (low, high) = (-REACH - self.n_classes.ln(), REACH + self.total.ln());
        let step = (high - low) / COARSE as f64;
        let (mut best, mut best_weight) = (low, f64::NEG_INFINITY);
        for i in 0..=COARSE {
            exec.check()?;
            let s = low + step * i as f64;
            let weight = self.log_weight(s);
            if weight > best_weight {
                (best, best_weight) = (s, weight);
            }
        }
        const RATIO: f64 = 0.618_033_988_749_894_9;
        let (mut low, mut high) = (best - step, best + step);
        let mut inner = [high - RATIO * (high - low), low + RATIO * (high - low)];
        let mut weights = inner.map(|s| self.log_weight(s));
        for _ in 0..GOLDEN {
            exec.check()?;
            if weights[0] < weights[1] {
                low = inner[0];
                inner = [inner[1], low + RATIO * (high - low)];
                weights = [weights[1], self.log_weight(inner[1])];
            } else {
                high = inner[1];
                inner = [high - RATIO * (high - low), inner[0]];
                weights = [self.log_weight(inner[0]), weights[0]];
            }
        }
        Ok((low + high) / 2.0)
    }
}
