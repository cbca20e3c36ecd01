//! Why a descent ended, in words.

use std::fmt;

/// The reason; every one but the first two is a warning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stop {
    /// The gradient is within the tolerance (given), and the minimiser is one point.
    Converged(f64),
    /// The callback asked to stop.
    Callback {
        /// The gradient was within the tolerance.
        converged: bool,
    },
    /// So many iterations were not enough.
    MaxIter(usize),
    /// No step downhill lowers the loss: rounding, or a gradient that is not the loss's.
    NoDescent,
    /// The loss after a step of the fixed length is not finite.
    NotFinite,
    /// Without a penalty, coefficients of separable data grow without end.
    Separable,
    /// Without a penalty, linearly dependent columns have no single best coefficients.
    RankDeficient,
}

impl Stop {
    /// The gradient is within the tolerance, and the minimiser is one point.
    pub fn is_converged(self) -> bool {
        matches!(self, Self::Converged(_) | Self::Callback { converged: true })
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !matches!(self, Self::Converged(_) | Self::Callback { .. }) {
            f.write_str("ConvergenceWarning: ")?;
        }
        match self {
            Self::Converged(tol) => write!(f, "converged: max |gradient| <= {tol:e}"),
            Self::Callback { .. } => f.write_str("stopped by the callback"),
            Self::MaxIter(n) => write!(
                f,
                "max_iter={n} reached before the gradient came within tol; raise max_iter or scale \
                 the data"
            ),
            Self::NoDescent => f.write_str(
                "no step downhill lowers the loss any more; scale or centre the data, or raise tol",
            ),
            Self::NotFinite => f.write_str(
                "the loss is not finite after the next step; the last finite point is returned, \
                 lower learning_rate",
            ),
            Self::Separable => f.write_str(
                "the data are separable and l2 is 0: the coefficients would grow without end; set l2",
            ),
            Self::RankDeficient => f.write_str(
                "the columns of X, with the intercept, are linearly dependent and l2 is 0: the best \
                 coefficients are not unique; set l2",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_begin_alike_and_give_advice() {
        for (stop, advice) in [
            (Stop::MaxIter(5), "raise max_iter or scale"),
            (Stop::NoDescent, "scale or centre the data, or raise tol"),
            (Stop::NotFinite, "lower learning_rate"),
            (Stop::Separable, "set l2"),
            (Stop::RankDeficient, "set l2"),
        ] {
            let text = stop.to_string();
            assert!(text.starts_with("ConvergenceWarning: ") && text.contains(advice), "{text}");
        }
    }
}
