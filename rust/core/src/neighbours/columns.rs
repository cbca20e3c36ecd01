//! Samples as they come, row by row, and as searches want them, column by column.

use crate::numerics::{filled, product};
use crate::{Error, Real, Result};

/// A C-contiguous array of shape `(n, n_columns)`.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a, T> {
    values: &'a [T],
    n: usize,
    n_columns: usize,
}

/// One vector a column, all of one length.
#[derive(Clone, Debug)]
pub struct Columns<T>(Vec<Vec<T>>);

impl<'a, T: Real> Samples<'a, T> {
    /// `values` of the shape given, with one column or more.
    pub fn new(values: &'a [T], [n, n_columns]: [usize; 2]) -> Result<Self> {
        if product(&[n, n_columns])? != values.len() || n_columns == 0 {
            return Err(Error::shape(format!(
                "samples must have one column or more, got shape ({n}, {n_columns})"
            )));
        }
        Ok(Self { values, n, n_columns })
    }

    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.n
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// Values in a sample.
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// A copy, column by column.
    pub fn columns(&self) -> Result<Columns<T>> {
        let column = |at: usize| {
            let mut column = filled(self.n, T::ZERO)?;
            let values = self.values.iter().skip(at).step_by(self.n_columns);
            column.iter_mut().zip(values).for_each(|(out, &value)| *out = value);
            Ok(column)
        };
        (0..self.n_columns).map(column).collect::<Result<_>>().map(Columns)
    }
}

impl<T: Real> Columns<T> {
    /// The columns of several arrays side by side, borrowed.
    pub fn beside<'a>(parts: &[&'a Self]) -> Vec<&'a [T]> {
        parts.iter().flat_map(|part| part.0.iter().map(Vec::as_slice)).collect()
    }

    /// The rows given, in that order.
    pub fn rows(&self, rows: &[usize]) -> Self {
        Self(self.0.iter().map(|column| rows.iter().map(|&row| column[row]).collect()).collect())
    }

    /// All values divided by 2: then no distance overflows.
    pub fn halved(&self) -> Self {
        let half = T::from_f64(0.5);
        let halved = |column: &Vec<T>| column.iter().map(|&x| x * half).collect();
        Self(self.0.iter().map(halved).collect())
    }
}
