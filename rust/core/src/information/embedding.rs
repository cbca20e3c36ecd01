//! The pasts that transfer entropy looks at, of labels and of numbers alike.

use crate::{Error, Result};

/// How far a transfer reaches back.
#[derive(Clone, Copy, Debug)]
pub struct Embedding {
    /// Steps from the last source value to the target value.
    pub lag: usize,
    /// Values of the target's own past.
    pub history: usize,
    /// Values of the source's past.
    pub source_history: usize,
}

impl Embedding {
    /// The first of `n` target values that has all its past.
    pub(super) fn first(self, n: usize) -> Result<usize> {
        if self.lag.min(self.history).min(self.source_history) == 0 {
            return Err(Error::domain("lag, history and source_history must be at least 1"));
        }
        let first = self.history.max((self.lag - 1).saturating_add(self.source_history));
        if n <= first {
            return Err(Error::shape(format!(
                "source and target must have at least {} samples for this lag and history, got {n}",
                first.saturating_add(1)
            )));
        }
        Ok(first)
    }
}
