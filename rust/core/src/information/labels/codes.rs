//! Labels as numbers.

use std::ops::Range;

use crate::parallel::Chunks;
use crate::{Error, Exec, Result};

/// Samples of a task: half a megabyte of codes.
pub(super) const SAMPLES: usize = 1 << 16;

/// Labels of samples, each a number in `0..n_codes`, of which not every one must occur.
#[derive(Clone, Copy, Debug)]
pub struct Codes<'a> {
    codes: &'a [i64],
    n_codes: usize,
}

impl<'a> Codes<'a> {
    /// Codes in range, checked.
    pub fn new(exec: &Exec, codes: &'a [i64], n_codes: usize) -> Result<Self> {
        exec.map_chunks(Chunks::new(codes.len(), SAMPLES), |_, range| {
            let outside = |&code: &i64| usize::try_from(code).map_or(true, |code| code >= n_codes);
            if codes[range].iter().any(outside) {
                return Err(Error::domain(format!("codes must be in [0, {n_codes})")));
            }
            Ok(())
        })?;
        Ok(Self { codes, n_codes })
    }

    /// Codes that this crate has made itself.
    pub(super) fn trusted(codes: &'a [i64], n_codes: usize) -> Self {
        Self { codes, n_codes }
    }

    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    pub(super) fn n_codes(&self) -> usize {
        self.n_codes
    }

    pub(super) fn all(&self) -> &'a [i64] {
        self.codes
    }

    /// The code of a sample.
    pub(super) fn at(&self, sample: usize) -> usize {
        self.codes[sample] as usize
    }

    /// Some of the samples.
    pub(super) fn slice(&self, samples: Range<usize>) -> Self {
        Self { codes: &self.codes[samples], ..*self }
    }

    /// That `self` and `other` label the same samples.
    pub(super) fn check_same_samples(&self, other: &Self) -> Result<()> {
        if self.len() == other.len() {
            return Ok(());
        }
        let sizes = [self.len(), other.len()];
        Err(Error::shape(format!(
            "Found input variables with inconsistent numbers of samples: {sizes:?}"
        )))
    }
}
