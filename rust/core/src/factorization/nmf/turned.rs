//! Transposes of what both factors look at.

use crate::numerics::{
    Csr, CsrMut, CsrParts, Indices, IndicesMut, Stored, filled, product, transpose,
};
use crate::{Exec, Real, Result};

/// A sparse matrix of its own.
pub(super) struct Owned<T> {
    indptr: Vec<i64>,
    cols: Cols,
    data: Vec<T>,
    shape: (usize, usize),
}

/// Half of the bytes wherever they are enough.
enum Cols {
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

impl<T: Real> Owned<T> {
    /// The transpose.
    pub fn transpose_of(exec: &Exec, csr: Csr<T>) -> Result<Self> {
        let shape = (csr.n_cols(), csr.n_rows());
        let mut indptr = filled(shape.0 + 1, 0_i64)?;
        let mut data = filled(csr.nnz(), T::ZERO)?;
        let mut cols = if i32::try_from(shape.1).is_ok() {
            Cols::Narrow(filled(csr.nnz(), 0)?)
        } else {
            Cols::Wide(filled(csr.nnz(), 0)?)
        };
        let indices = match &mut cols {
            Cols::Narrow(cols) => IndicesMut::Narrow(cols),
            Cols::Wide(cols) => IndicesMut::Wide(cols),
        };
        transpose(exec, csr, &mut CsrMut { indptr: &mut indptr, indices, data: &mut data })?;
        Ok(Self { indptr, cols, data, shape })
    }

    /// As the others have it.
    pub fn csr(&self) -> Csr<'_, T> {
        Csr::trusted(CsrParts {
            shape: self.shape,
            indptr: &self.indptr,
            indices: match &self.cols {
                Cols::Narrow(cols) => Indices::Narrow(cols),
                Cols::Wide(cols) => Indices::Wide(cols),
            },
            data: Stored::Each(&self.data),
        })
    }
}

/// The transpose of `rows` rows of `columns`.
pub(super) fn turned<T: Copy + Default + Send + Sync>(
    exec: &Exec,
    x: &[T],
    rows: usize,
    columns: usize,
) -> Result<Vec<T>> {
    /// Rows of the result in a task, and rows of the source in a block: a cache line of each.
    const WIDTH: usize = 16;
    const BLOCK: usize = 64;
    let mut out = filled(product(&[rows, columns])?, T::default())?;
    if rows == 0 || columns == 0 {
        return Ok(out);
    }
    exec.map_items(out.chunks_mut(WIDTH * rows).collect(), |index, out: &mut [T]| {
        for first in (0..rows).step_by(BLOCK) {
            let end = rows.min(first + BLOCK);
            for (j, out) in out.chunks_exact_mut(rows).enumerate() {
                let column = index * WIDTH + j;
                for (i, to) in (first..end).zip(&mut out[first..end]) {
                    *to = x[i * columns + column];
                }
            }
        }
        Ok(())
    })?;
    Ok(out)
}
