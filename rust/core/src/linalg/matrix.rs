//! A matrix as it lies in memory: any strides, so that a transpose costs nothing.

use std::ops::Range;

use crate::numerics::product;
use crate::simd::Step;
use crate::{Error, Result};

/// Element (i, j) is `data[i * row_step + j * column_step]`.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a, T> {
    data: &'a [T],
    n_rows: usize,
    n_columns: usize,
    row_step: usize,
    column_step: usize,
}

impl<'a, T> Matrix<'a, T> {
    /// Rows one after the other.
    pub fn new(data: &'a [T], n_rows: usize, n_columns: usize) -> Result<Self> {
        Self::with_steps(data, (n_rows, n_columns), (n_columns, 1))
    }

    /// Any steps, as long as the elements are in `data`.
    pub fn with_steps(
        data: &'a [T],
        (n_rows, n_columns): (usize, usize),
        (row_step, column_step): (usize, usize),
    ) -> Result<Self> {
        if n_rows > 0 && n_columns > 0 {
            let row = product(&[n_rows - 1, row_step])?;
            let column = product(&[n_columns - 1, column_step])?;
            if row.checked_add(column).is_none_or(|last| last >= data.len()) {
                return Err(Error::shape(format!(
                    "a matrix of shape ({n_rows}, {n_columns}) and steps ({row_step}, \
                     {column_step}) must lie within its {} elements",
                    data.len()
                )));
            }
        }
        Ok(Self { data, n_rows, n_columns, row_step, column_step })
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Number of columns.
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// Rows as columns.
    pub fn transposed(self) -> Self {
        Self {
            n_rows: self.n_columns,
            n_columns: self.n_rows,
            row_step: self.column_step,
            column_step: self.row_step,
            ..self
        }
    }

    /// A block.
    pub fn block(self, rows: Range<usize>, columns: Range<usize>) -> Self {
        let first = if rows.is_empty() || columns.is_empty() {
            0
        } else {
            rows.start * self.row_step + columns.start * self.column_step
        };
        Self { data: &self.data[first..], n_rows: rows.len(), n_columns: columns.len(), ..self }
    }

    /// The elements, from the first one on.
    pub fn data(&self) -> &'a [T] {
        self.data
    }

    /// From one row to the next, and from one column to the next.
    pub fn steps(&self) -> (usize, usize) {
        (self.row_step, self.column_step)
    }

    /// The steps of a panel of rows.
    pub fn row_panel(&self) -> Step {
        Step { width: self.row_step, depth: self.column_step }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_of_a_transpose_is_where_it_should_be() {
        let data: Vec<usize> = (0..12).collect();
        let matrix = Matrix::new(&data, 3, 4).unwrap().transposed().block(1..4, 2..3);
        assert_eq!((matrix.n_rows(), matrix.n_columns(), matrix.steps()), (3, 1, (1, 4)));
        assert_eq!(matrix.data()[0], 9);
    }

    #[test]
    fn elements_outside_the_data_are_refused() {
        let data = [0.0; 11];
        assert!(Matrix::new(&data, 3, 4).is_err());
        assert!(Matrix::with_steps(&data, (3, 3), (4, 1)).is_ok());
        assert!(Matrix::with_steps(&data, (usize::MAX, 2), (4, 1)).is_err());
        assert!(Matrix::new(&data[..0], 0, 4).is_ok());
    }
}
