//! Scores of two columns of labels.

use super::cells::Cells;
use super::codes::Codes;
use super::information::information;
use crate::{Exec, Result};

/// The mean of two entropies that a score is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mean {
    /// The smaller.
    Min,
    /// The root of the product.
    Geometric,
    /// Half the sum.
    Arithmetic,
    /// The larger.
    Max,
}

impl Mean {
    pub(super) fn of(self, [a, b]: [f64; 2]) -> f64 {
        match self {
            Self::Min => a.min(b),
            Self::Geometric => (a * b).sqrt(),
            Self::Arithmetic => 0.5 * (a + b),
            Self::Max => a.max(b),
        }
    }
}

/// The mutual information in nats; 0 of no samples.
pub fn mutual_info_score(exec: &Exec, x: Codes, y: Codes) -> Result<f64> {
    of_cells(exec, &Cells::count(exec, x, y)?)
}

/// The mutual information over a mean of the entropies.
pub fn normalized_mutual_info_score(exec: &Exec, x: Codes, y: Codes, mean: Mean) -> Result<f64> {
    let cells = Cells::count(exec, x, y)?;
    if cells.is_one_to_one() {
        return Ok(1.0);
    }
    let information = of_cells(exec, &cells)?;
    if information == 0.0 {
        return Ok(0.0);
    }
    Ok((information / mean.of(entropies(&cells))).min(1.0))
}

/// `H(X | Y) + H(Y | X)` in nats; 0 of no samples.
pub fn variation_of_information(exec: &Exec, x: Codes, y: Codes) -> Result<f64> {
    let cells = Cells::count(exec, x, y)?;
    if cells.total == 0.0 {
        return Ok(0.0);
    }
    let of_cell = |sum: f64, at: usize| {
        let (count, column_sum) = (cells.counts[at], cells.column_sums[cells.columns[at]]);
        count * ((sum / count).ln() + (column_sum / count).ln())
    };
    let of_row = |row| cells.row(row).map(|at| of_cell(cells.row_sums[row], at)).sum::<f64>();
    let parts = exec.map_chunks(cells.chunks(), |_, rows| Ok(rows.map(of_row).sum::<f64>()))?;
    Ok(parts.iter().sum::<f64>() / cells.total)
}

/// The mutual information of rows and columns: 0 exactly where one of them is all of one class.
pub(super) fn of_cells(exec: &Exec, cells: &Cells) -> Result<f64> {
    if cells.n_classes().contains(&1) {
        return Ok(0.0);
    }
    information(exec, cells, |_| cells.total)
}

/// The entropies of rows and columns.
pub(super) fn entropies(cells: &Cells) -> [f64; 2] {
    [&cells.row_sums, &cells.column_sums].map(|sums| {
        let filled = sums.iter().filter(|&&sum| sum > 0.0);
        filled.map(|&sum| sum * (cells.total / sum).ln()).sum::<f64>() / cells.total
    })
}
