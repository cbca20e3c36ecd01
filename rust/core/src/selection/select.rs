//! Greedy selection of features by mutual information.
//!
//! The simple loop:
//! ```text
//! for pick in picks: for feature in features left: score = criterion(feature, all picks before)
//! ```
//! makes a table for every feature, pick and pick before. A score changes only by what the newest pick
//! adds to a sum or a minimum, so tables with that one are enough; those of one pick share a pass over the
//! data (`information/pairs/tables.rs`).

use crate::information::pairs::{Codes, Grouping, Order, Relevance, Tables, same_samples};
use crate::numerics::filled;
use crate::{Error, Exec, Result};

/// What a feature X is worth, given the picks S and the label Y.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Criterion {
    /// `I(X; Y)`.
    Mim,
    /// `I(X; Y) - mean I(X; X_s)`.
    Mrmr,
    /// `I(X; Y) - beta sum I(X; X_s)`.
    Mifs(f64),
    /// `sum I(X, X_s; Y)`.
    Jmi,
    /// `min I(X, X_s; Y)`.
    Jmim,
    /// `min(I(X; Y), min I(X; Y | X_s))`.
    Cmim,
    /// `sum I(X, X_s; Y) / H(X, X_s, Y)`.
    Disr,
}

impl Criterion {
    /// The one of this name; `beta` weighs MIFS.
    pub fn named(name: &str, beta: f64) -> Result<Self> {
        match name {
            "mim" => Ok(Self::Mim),
            "mrmr" => Ok(Self::Mrmr),
            "mifs" => Ok(Self::Mifs(beta)),
            "jmi" => Ok(Self::Jmi),
            "jmim" => Ok(Self::Jmim),
            "cmim" => Ok(Self::Cmim),
            "disr" => Ok(Self::Disr),
            _ => Err(Error::domain(format!("no criterion is called {name}"))),
        }
    }

    /// What a feature has before the first pick is joined to it.
    fn start(self, relevance: f64) -> f64 {
        match self {
            Self::Mim | Self::Mrmr | Self::Mifs(_) | Self::Jmi | Self::Disr => 0.0,
            Self::Jmim => f64::INFINITY,
            Self::Cmim => relevance,
        }
    }

    fn score(self, relevance: f64, joined: f64, n_picks: usize) -> f64 {
        match self {
            _ if n_picks == 0 => relevance,
            Self::Mim => relevance,
            Self::Mrmr => relevance - joined / n_picks as f64,
            Self::Mifs(beta) => relevance - beta * joined,
            Self::Jmi | Self::Jmim | Self::Cmim | Self::Disr => joined,
        }
    }
}

/// Numbers of features, best first, and their scores when they were picked; of equal scores the lowest
/// number first.
pub fn select_features(
    exec: &Exec,
    codes: &Codes,
    y: &Codes,
    criterion: Criterion,
    room: &mut [u64],
    picks: &mut [i64],
    scores: &mut [f64],
) -> Result<()> {
    same_samples(codes, y, "y")?;
    let n_features = codes.n_features();
    if codes.n_samples() == 0 {
        return Err(Error::shape("codes must have at least one sample, got none"));
    }
    if picks.len() > n_features {
        return Err(Error::domain(format!(
            "n_features must be at most the number of features, got {} of {n_features}",
            picks.len()
        )));
    }
    if let Criterion::Mifs(beta) = criterion
        && !(beta >= 0.0 && beta.is_finite())
    {
        return Err(Error::domain(format!("beta must be finite and not negative, got {beta}")));
    }
    let search = Search::new(exec, codes, y, criterion, room)?;
    let mut joined = filled(n_features, 0.0)?;
    joined.iter_mut().zip(&search.relevance).for_each(|(to, &of)| *to = criterion.start(of));
    let mut left = filled(n_features, true)?;
    for n_picks in 0..picks.len() {
        exec.check()?;
        let mut best = (0, f64::NEG_INFINITY);
        // Backwards, so that the first of equal scores stays, were they minus infinity.
        for feature in (0..n_features).rev().filter(|&feature| left[feature]) {
            let score = criterion.score(search.relevance[feature], joined[feature], n_picks);
            if score >= best.1 {
                best = (feature, score);
            }
        }
        left[best.0] = false;
        (picks[n_picks], scores[n_picks]) = (best.0 as i64, best.1);
        if n_picks + 1 < picks.len() {
            search.join(exec, best.0, &mut joined)?;
        }
    }
    Ok(())
}

struct Search<'a> {
    tables: Tables<'a>,
    criterion: Criterion,
    y: Grouping,
    /// Of each feature: the sum of `n log n`, and the information about `y`.
    alone: Vec<i64>,
    relevance: Vec<f64>,
}

impl<'a> Search<'a> {
    fn new(
        exec: &Exec,
        codes: &'a Codes<'a>,
        y: &Codes,
        criterion: Criterion,
        room: &'a mut [u64],
    ) -> Result<Self> {
        let tables = Tables::new(exec, codes, Order::Row, room)?;
        let y = Grouping::of_feature(y, 0)?;
        let Relevance { alone, nats: relevance, .. } = tables.relevance(exec, &y)?;
        Ok(Self { tables, criterion, y, alone, relevance })
    }

    /// Adds what the newest pick changes.
    fn join(&self, exec: &Exec, pick: usize, joined: &mut [f64]) -> Result<()> {
        let logs = &self.tables.logs;
        let whole = logs.whole();
        let grouping = self.tables.groupings(exec, pick..pick + 1)?.remove(0);
        let of_pick = grouping.sum(logs);
        match self.criterion {
            Criterion::Mim => {}
            Criterion::Mrmr | Criterion::Mifs(_) => {
                let sums = self.tables.sums(exec, vec![grouping])?.remove(0);
                for ((joined, sum), alone) in joined.iter_mut().zip(sums).zip(&self.alone) {
                    *joined += logs.nats(sum - alone - of_pick + whole);
                }
            }
            Criterion::Jmi | Criterion::Jmim | Criterion::Cmim | Criterion::Disr => {
                let with_y = grouping.and(&self.y)?;
                let (of_y, of_both) = (self.y.sum(logs), with_y.sum(logs));
                let n_y = self.y.sizes.len();
                let sums = self.tables.sums_of_both(exec, with_y, grouping, n_y)?;
                for ((joined, &pair), &triple) in joined.iter_mut().zip(&sums[1]).zip(&sums[0]) {
                    let about_y = logs.nats(triple - pair - of_y + whole);
                    match self.criterion {
                        Criterion::Jmim => *joined = joined.min(about_y),
                        Criterion::Cmim => {
                            *joined = joined.min(logs.nats(triple - pair - of_both + of_pick));
                        }
                        Criterion::Disr if about_y > 0.0 => {
                            *joined += about_y / logs.nats(whole - triple);
                        }
                        Criterion::Disr => {}
                        _ => *joined += about_y,
                    }
                }
            }
        }
        Ok(())
    }
}
