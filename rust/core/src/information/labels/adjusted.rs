//! The mutual information of labels, adjusted for chance.

use super::cells::Cells;
use super::codes::Codes;
use super::expected::{Sizes, expected_information};
use super::scores::{Mean, entropies, of_cells};
use crate::{Exec, Result};

/// A maximum this close to the expectation, in units of itself, is the expectation: rounding errors of
/// both are smaller.
const TIE: f64 = 1e-13;

/// `(I - E[I]) / (mean(H(X), H(Y)) - E[I])`, where E goes over permutations of the samples.
pub fn adjusted_mutual_info_score(exec: &Exec, x: Codes, y: Codes, mean: Mean) -> Result<f64> {
    let cells = Cells::count(exec, x, y)?;
    if cells.is_one_to_one() {
        return Ok(1.0);
    }
    if cells.n_classes().contains(&1) {
        return Ok(0.0);
    }
    let sizes = [&cells.row_sums, &cells.column_sums].map(|sums| Sizes::of(sums));
    let expected = expected_information(exec, &sizes[0], &sizes[1], cells.total)?;
    let largest = mean.of(entropies(&cells));
    if largest - expected <= TIE * largest {
        return Ok(1.0);
    }
    Ok((of_cells(exec, &cells)? - expected) / (largest - expected))
}
