//! The mutual information of a sparse table of counts.

use super::cells::Cells;
use super::scores::of_cells;
use crate::numerics::{Csr, reserved};
use crate::{Error, Exec, Result};

/// The mutual information of rows and columns in nats; NaN where the table sums to 0.
pub fn contingency_information(exec: &Exec, table: &Csr<f64>) -> Result<f64> {
    if let Some(at) = table.values().iter().position(|&count| count < 0.0) {
        return Err(Error::domain(format!(
            "contingency must hold finite numbers that are not negative, got {} in row {}, column {}",
            table.value(at),
            table.row_of(at),
            table.col(at)
        )));
    }
    let (n_rows, nnz) = (table.n_rows(), table.nnz());
    let (mut starts, mut columns, mut counts) =
        (reserved(n_rows + 1)?, reserved(nnz)?, reserved(nnz)?);
    starts.extend((0..n_rows).map(|row| table.row(row).start));
    starts.push(nnz);
    columns.extend((0..nnz).map(|at| table.col(at)));
    counts.extend_from_slice(table.values());
    let cells = Cells::new(starts, columns, counts, table.n_cols())?;
    if cells.total == 0.0 { Ok(f64::NAN) } else { of_cells(exec, &cells) }
}
