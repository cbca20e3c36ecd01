//! The two losses of implicit feedback. Both are least squares over all pairs, in which a stored pair
//! weighs more, plus a ridge for each row and each column.

use crate::{Error, Result};

/// The loss and its numbers.
#[derive(Clone, Copy, Debug)]
pub enum Objective {
    /// Hu, Koren and Volinsky (2008): a stored pair weighs `1 + alpha |r|`, any other 1; ridge `l2`.
    Original {
        /// Confidence per unit of rating.
        alpha: f64,
        /// Ridge.
        l2: f64,
    },
    /// Rendle et al. (2022): a stored pair weighs 1 and its target is 1; every pair, stored or not,
    /// weighs `alpha0` with target 0; ridge `l2 (entries + alpha0 columns)^nu` of each row.
    Ials {
        /// Ridge.
        l2: f64,
        /// Weight of all pairs.
        alpha0: f64,
        /// How the ridge grows with the weight of a row.
        nu: f64,
    },
}

impl Objective {
    /// All numbers must be finite and not negative; something must hold short rows in place.
    pub(super) fn check(self, n_rows: usize, n_cols: usize) -> Result<()> {
        let numbers = match self {
            Self::Original { alpha, l2 } => [("alpha", alpha), ("l2", l2), ("l2", l2)],
            Self::Ials { l2, alpha0, nu } => [("alpha0", alpha0), ("l2", l2), ("nu", nu)],
        };
        for (name, value) in numbers {
            if !(0.0..f64::INFINITY).contains(&value) {
                return Err(Error::domain(format!(
                    "{name} must be finite and not negative, got {value}"
                )));
            }
        }
        match self {
            Self::Ials { l2: 0.0, alpha0: 0.0, .. } => Err(Error::domain(
                "alpha0 and l2 must not both be 0: short rows would have no unique solution",
            )),
            _ if !self.ridge(n_rows.max(n_cols), n_rows.max(n_cols)).is_finite() => {
                Err(Error::domain("l2 (entries + alpha0 columns)^nu must not overflow"))
            }
            _ => Ok(()),
        }
    }

    /// What every pair weighs.
    pub(super) fn everywhere(self) -> f64 {
        match self {
            Self::Original { .. } => 1.0,
            Self::Ials { alpha0, .. } => alpha0,
        }
    }

    /// The ridge of a row of `entries` stored pairs out of `others`.
    pub(super) fn ridge(self, entries: usize, others: usize) -> f64 {
        match self {
            Self::Original { l2, .. } => l2,
            Self::Ials { l2, alpha0, nu } => {
                l2 * (entries as f64 + alpha0 * others as f64).powf(nu)
            }
        }
    }

    /// Whether the ridge depends on the row.
    pub(super) fn ridge_varies(self) -> bool {
        matches!(self, Self::Ials { l2, nu, .. } if l2 > 0.0 && nu > 0.0)
    }

    /// The weight that a stored pair of this rating has on top of [`Objective::everywhere`], and what
    /// that many stored pairs add to the right-hand side: weight times target.
    #[inline(always)]
    pub(super) fn stored(self, rating: f64) -> (f64, f64) {
        match self {
            Self::Original { alpha, .. } => {
                let extra = alpha * rating.abs();
                (extra, if rating > 0.0 { 1.0 + extra } else { 0.0 })
            }
            Self::Ials { .. } => (1.0, 1.0),
        }
    }

    /// What a stored pair of this rating and score adds to the loss, compared with any other pair.
    #[inline(always)]
    pub(super) fn correction(self, rating: f64, score: f64) -> f64 {
        match self {
            Self::Original { alpha, .. } => {
                let error = if rating > 0.0 { 1.0 - score } else { -score };
                (1.0 + alpha * rating.abs()) * error * error - score * score
            }
            Self::Ials { .. } => (1.0 - score) * (1.0 - score),
        }
    }
}
