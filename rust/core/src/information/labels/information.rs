//! The mutual information of cells, within strata, without cancellation.
//!
//! With n the total of the stratum of a cell t, and r, c the sums of its row and column,
//! ```text
//! I = (1 / N) sum t log(t n / (r c)) = (1 / N) sum over all cells [t log(t / e) - t + e],   e = r c / n
//! ```
//! where no term is negative. Empty cells have the term e, and those of a row together
//! `r (n - sum over its filled cells of c) / n`: whole numbers, so that nothing cancels either.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::cells::Cells;
use crate::numerics::reserved;
use crate::simd::relative_entropy::term_of_any;
use crate::simd::wide::{load_pair, pair_len};
use crate::{Exec, Result};

/// The information of rows and columns in nats; `total_of(row)` is the total of the stratum it is in.
pub(super) fn information(
    exec: &Exec,
    cells: &Cells,
    total_of: impl Fn(usize) -> f64 + Sync,
) -> Result<f64> {
    if cells.total == 0.0 {
        return Ok(0.0);
    }
    let parts = exec.map_chunks(cells.chunks(), |_, rows| {
        let range = cells.starts[rows.start]..cells.starts[rows.end];
        let mut expected = reserved(range.len())?;
        let mut of_empty = 0.0;
        for row in rows {
            let (sum, total) = (cells.row_sums[row], total_of(row));
            if sum == 0.0 {
                continue;
            }
            let mut elsewhere = total;
            for &column in &cells.columns[cells.row(row)] {
                let column_sum = cells.column_sums[column];
                expected.push(sum * column_sum / total);
                elsewhere -= column_sum;
            }
            of_empty += sum * elsewhere.max(0.0) / total;
        }
        let counts = &cells.counts[range];
        Ok(of_empty + dispatch!(exec.level(), simd => terms(simd, counts, &expected)))
    })?;
    Ok(parts.iter().sum::<f64>() / cells.total)
}

#[simd]
fn terms<S: Simd>(simd: S, counts: &[f64], expected: &[f64]) -> f64 {
    let mut sums = [S::f64s::splat(simd, 0.0); 2];
    let step = pair_len::<S>();
    for (counts, expected) in counts.chunks(step).zip(expected.chunks(step)) {
        let (counts, expected) = (load_pair(simd, counts), load_pair(simd, expected));
        for i in 0..2 {
            sums[i] += term_of_any(simd, counts[i], expected[i]);
        }
    }
    (sums[0] + sums[1]).reduce_sum()
}
