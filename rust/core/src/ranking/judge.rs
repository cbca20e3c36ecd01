//! What the metrics make of the places of one user's hits.

use std::str::FromStr;

use crate::numerics::filled;
use crate::{Error, Exec, Result};

/// Places between two looks at the cancel token: some milliseconds.
const PLACES_PER_CHECK: usize = 1 << 16;

/// How good a ranking is for one user; the formulas stand at [`Judge::value`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// The part of the pairs of a relevant and another item that are in order.
    Auc,
    /// Precision at the places of the hits.
    AveragePrecision,
    /// Whether there is a hit.
    HitRate,
    /// Discounted hits over those of the best list.
    Ndcg,
    /// Hits over places.
    Precision,
    /// Hits over relevant items.
    Recall,
    /// One over the rank of the first hit.
    ReciprocalRank,
    /// Hits over those of the best list.
    TruncatedRecall,
}

impl FromStr for Metric {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Ok(match name {
            "auc" => Self::Auc,
            "average_precision" => Self::AveragePrecision,
            "hit_rate" => Self::HitRate,
            "ndcg" => Self::Ndcg,
            "precision" => Self::Precision,
            "recall" => Self::Recall,
            "reciprocal_rank" => Self::ReciprocalRank,
            "truncated_recall" => Self::TruncatedRecall,
            _ => return Err(Error::domain(format!("metrics must be known, got '{name}'"))),
        })
    }
}

/// A metric of the first `k` places, with its tables.
#[derive(Debug)]
pub struct Judge {
    metric: Metric,
    k: usize,
    gain: Vec<f64>,
    ideal: Vec<f64>,
}

impl Judge {
    /// For lists, and numbers of relevant items, up to `longest`.
    pub fn new(exec: &Exec, metric: Metric, k: usize, longest: usize) -> Result<Self> {
        let len = if metric == Metric::Ndcg { k.min(longest) } else { 0 };
        let (mut gain, mut ideal) = (filled(len, 0.0)?, filled(len + 1, 0.0)?);
        for place in 0..len {
            if place % PLACES_PER_CHECK == 0 {
                exec.check()?;
            }
            gain[place] = 1.0 / ((place + 2) as f64).log2();
            ideal[place + 1] = ideal[place] + gain[place];
        }
        Ok(Self { metric, k, gain, ideal })
    }

    /// The value for hits at these places, which count from 0, ascend and are below `k`; NaN without
    /// relevant items.
    pub fn value(&self, hits: &[usize], n_relevant: usize, n_others: usize) -> f64 {
        if n_relevant == 0 {
            return f64::NAN;
        }
        let best = self.k.min(n_relevant);
        // Not `sum`: that of nothing is -0.
        let sum = |term: &dyn Fn(usize, usize) -> f64| {
            hits.iter().enumerate().fold(0.0, |sum, (before, &place)| sum + term(before, place))
        };
        match self.metric {
            Metric::Auc if n_others == 0 => f64::NAN,
            Metric::Auc => {
                // Of the others, those below each hit.
                let below = |before, place: usize| n_others.saturating_sub(place - before) as f64;
                sum(&below) / (n_relevant as f64 * n_others as f64)
            }
            Metric::AveragePrecision => {
                sum(&|before, place| (before + 1) as f64 / (place + 1) as f64) / best as f64
            }
            Metric::HitRate => f64::from(u8::from(!hits.is_empty())),
            Metric::Ndcg => sum(&|_, place| self.gain[place]) / self.ideal[best],
            Metric::Precision => hits.len() as f64 / self.k as f64,
            Metric::Recall => hits.len() as f64 / n_relevant as f64,
            Metric::ReciprocalRank => hits.first().map_or(0.0, |&place| 1.0 / (place + 1) as f64),
            Metric::TruncatedRecall => hits.len() as f64 / best as f64,
        }
    }
}
