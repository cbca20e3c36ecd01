//! Estimators of entropy from counts, each a sum over the counts that occur (`tally.rs`).
//!
//! With N the sum of the counts n, and f1, f2 how many classes were seen once and twice:
//! ```text
//! plugin            H of n / N
//! miller_madow      plugin + (classes seen - 1) / 2N
//! grassberger_1988  sum n/N [log N - digamma(n) - (-1)^n / (n + 1)]
//! grassberger_2003  sum n/N [log N - digamma(n) - (-1)^n (digamma((n + 1) / 2) - digamma(n / 2)) / 2]
//! chao_shen         -sum p log p / (1 - (1 - p)^N),   p = (1 - f1 / N) n / N
//! chao_wang_jost    sum n/N [digamma(N) - digamma(n)] + (f1 / N) (what was not seen)
//! shrinkage         H of w / K + (1 - w) n / N
//! dirichlet         H of n + pseudocount
//! ```
//! nsb has a file of its own.

use super::nsb::nsb;
use super::tally::Tally;
use super::weights::entropy_of_weights;
use crate::numerics::digamma;
use crate::{Error, Exec, Result};

/// How entropy is estimated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Estimator {
    /// Of the relative frequencies.
    Plugin,
    /// With the first term of the bias (Miller 1955).
    MillerMadow,
    /// Grassberger's of 1988.
    Grassberger1988,
    /// Grassberger's of 2003.
    Grassberger2003,
    /// Weighted by how likely a class is seen (Chao and Shen 2003).
    ChaoShen,
    /// By the discovery rate of classes (Chao, Wang and Jost 2013).
    ChaoWangJost,
    /// Frequencies shrunk towards equal ones (Hausser and Strimmer 2009).
    Shrinkage,
    /// Of frequencies with this pseudocount a class.
    Dirichlet(f64),
    /// Nemenman, Shafee and Bialek 2002.
    Nsb,
}

impl Estimator {
    /// The one of this name.
    pub fn named(name: &str, pseudocount: f64) -> Result<Self> {
        if !(pseudocount >= 0.0 && pseudocount.is_finite()) {
            return Err(Error::domain(format!(
                "pseudocount must be finite and not negative, got {pseudocount}"
            )));
        }
        Ok(match name {
            "plugin" => Self::Plugin,
            "miller_madow" => Self::MillerMadow,
            "grassberger_1988" => Self::Grassberger1988,
            "grassberger_2003" => Self::Grassberger2003,
            "chao_shen" => Self::ChaoShen,
            "chao_wang_jost" => Self::ChaoWangJost,
            "shrinkage" => Self::Shrinkage,
            "dirichlet" => Self::Dirichlet(pseudocount),
            "nsb" => Self::Nsb,
            _ => return Err(Error::domain(format!("there is no estimator '{name}'"))),
        })
    }

    /// The estimate in nats, of `n_classes` classes; NaN without counts.
    pub(super) fn nats(self, exec: &Exec, tally: &Tally, n_classes: f64) -> Result<f64> {
        if tally.n_seen() == 0.0 {
            return Ok(f64::NAN);
        }
        Ok(match self {
            Self::Plugin => plugin(tally),
            Self::MillerMadow => plugin(tally) + (tally.n_seen() - 1.0) / (2.0 * tally.total()),
            Self::Grassberger1988 => mean_of_log(tally, |n| digamma(n) + sign(n) / (n + 1.0)),
            Self::Grassberger2003 => mean_of_log(tally, |n| {
                digamma(n) + 0.5 * sign(n) * (digamma((n + 1.0) / 2.0) - digamma(n / 2.0))
            }),
            Self::ChaoShen => chao_shen(tally),
            Self::ChaoWangJost => chao_wang_jost(tally),
            Self::Shrinkage => shrinkage(tally, n_classes),
            Self::Dirichlet(pseudocount) => dirichlet(tally, pseudocount, n_classes),
            Self::Nsb => nsb(exec, tally, n_classes)?,
        } + 0.0)
    }
}

fn plugin(tally: &Tally) -> f64 {
    entropy_of_weights(tally.seen())
}

/// `sum n/N [log N - log_of(n)]`.
fn mean_of_log(tally: &Tally, log_of: impl Fn(f64) -> f64) -> f64 {
    let total = tally.total();
    tally.sum(|n| n / total * (total.ln() - log_of(n)))
}

/// `(-1)^n`.
fn sign(n: f64) -> f64 {
    if n % 2.0 == 0.0 { 1.0 } else { -1.0 }
}

fn chao_shen(tally: &Tally) -> f64 {
    let total = tally.total();
    // Were all classes seen once, nothing would be covered: then one less (Chao and Shen's choice).
    let coverage = 1.0 - tally.times(1).min(total - 1.0) / total;
    tally.sum(|n| {
        let p = coverage * n / total;
        p * p.ln() / (total * (-p).ln_1p()).exp_m1()
    })
}

fn chao_wang_jost(tally: &Tally) -> f64 {
    let (total, once, twice) = (tally.total(), tally.times(1), tally.times(2));
    let of_total = digamma(total);
    let seen = tally.sum(|n| n / total * (of_total - digamma(n)));
    if once == 0.0 {
        return seen;
    }
    let a = if twice > 0.0 {
        2.0 * twice / ((total - 1.0) * once + 2.0 * twice)
    } else {
        2.0 / ((total - 1.0) * (once - 1.0) + 2.0)
    };
    seen + once / total * unseen(total, a)
}

/// `(1 - a)^(1 - n) [-log a - sum_{r < n} (1 - a)^r / r]`, for 0 < a <= 1.
///
/// As printed it cancels, and is 0 times infinity at a = 1. The bracket is the rest of a series, which
/// converges slowly where a is small; with x = 1 - a,
/// ```text
/// sum_{j >= 0} x^(j + 1) / (n + j) = x integral of exp(-t) / (n - n x exp(-t / n)) over t > 0
/// ```
/// of which the trapezoidal rule in log t has all digits: the integrand falls exponentially at both
/// ends, and is analytic in a strip of width pi.
fn unseen(n: f64, a: f64) -> f64 {
    // An error of exp(-pi^2 / STEP), 7e-18.
    const STEP: f64 = 0.25;
    // Below the lower end lies that part of the integral, above the upper one exp(-45).
    const REST: f64 = 1e-18;
    const UPPER: f64 = 45.0;
    let x = 1.0 - a;
    let mut sum = 0.0;
    let mut log_t = (REST * (n * a).min(1.0)).ln();
    while log_t < UPPER.ln() {
        let t = log_t.exp();
        sum += t * (-t).exp() / (n * a - x * n * (-t / n).exp_m1());
        log_t += STEP;
    }
    x * STEP * sum
}

/// The weight of equal probabilities is the variance of frequencies over their squared distance from them
/// (Hausser and Strimmer 2009, equation 6), at most 1.
fn shrinkage(tally: &Tally, n_classes: f64) -> f64 {
    let total = tally.total();
    let n_unseen = n_classes - tally.n_seen();
    let variance = tally.sum(|n| n / total * (1.0 - n / total)) / (total - 1.0);
    let equal = 1.0 / n_classes;
    let distance = tally.sum(|n| (n / total - equal).powi(2)) + n_unseen * equal * equal;
    let weight = variance / distance;
    let weight = if weight < 1.0 { weight } else { 1.0 };
    let shrunk = |(n, times): (f64, f64)| (weight * equal + (1.0 - weight) * (n / total), times);
    entropy_of_weights(tally.seen().chain([(0.0, n_unseen)]).map(shrunk))
}

fn dirichlet(tally: &Tally, pseudocount: f64, n_classes: f64) -> f64 {
    let n_unseen = n_classes - tally.n_seen();
    let all = tally.seen().chain([(0.0, n_unseen)]);
    entropy_of_weights(all.map(|(n, times)| (n + pseudocount, times)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_seen_is_the_rest_of_the_series() {
        for (n, a) in [(2.0, 0.3), (9.0, 0.5), (100.0, 0.02), (3.0, 1e-3), (1e6, 1e-3), (7.0, 1.0)]
        {
            let (mut want, mut power, mut j) = (0.0, 1.0 - a, 0.0);
            while power > 1e-18 {
                want += power / (n + j);
                power *= 1.0 - a;
                j += 1.0;
            }
            let got = unseen(n, a);
            assert!((got - want).abs() <= 1e-13 * want, "{n} {a}: {got} {want}");
        }
    }
}
