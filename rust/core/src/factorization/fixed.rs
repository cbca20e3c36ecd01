//! The side of the factors that a half step leaves as it is.

use crate::{Error, Real, Result};

/// The factors that a half step begins with.
#[derive(Clone, Copy, Debug)]
pub struct Fixed<'a, T> {
    /// What errors call them.
    pub name: &'a str,
    /// `d` a column of the ratings.
    pub factors: &'a [T],
    /// Their number.
    pub d: usize,
}

impl<T: Real> Fixed<'_, T> {
    /// There must be `n_cols` rows of them.
    pub(super) fn check(&self, n_cols: usize) -> Result<()> {
        let Self { name, factors, d } = *self;
        if d == 0 || Some(factors.len()) != n_cols.checked_mul(d) {
            return Err(Error::shape(format!(
                "{name} must have one row for each of the {n_cols} columns of ratings and at least one \
                 column, got {} rows of {d}",
                factors.len().checked_div(d).unwrap_or(0)
            )));
        }
        Ok(())
    }
}
