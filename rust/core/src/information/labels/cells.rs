//! The joint counts of two columns of labels, row by row, without the cells that are empty.
//!
//! The simple loop: `for i in 0..n: table[x[i], y[i]] += 1`.
//! 1. Where the table is small beside the samples: a table a task, added in the order of tasks. Counts
//!    are integers, so that the sum is the same for any number of threads.
//! 2. Else the samples are brought in the order of x (a counting sort) and each row is counted into one
//!    line of the table, which remembers what it touched: O(n) for any number of labels, never a sort.
//!
//! Rejected: hashing pairs (a cache miss a sample, which the counting sort has too, and a branch).

use std::ops::Range;

use super::codes::{Codes, SAMPLES};
use super::join::group;
use crate::numerics::{filled, reserved};
use crate::parallel::Chunks;
use crate::{Exec, Result};

/// Samples for each cell that make a table worth its while: tables are filled and added in an eighth of
/// the time of counting.
const SAMPLES_PER_CELL: usize = 8;

/// Cells of a table that is always worth its while: it fits the L1 cache.
const FEW: usize = 1 << 12;

/// Counts of a task fit 32 bits.
const SAMPLES_MAX: usize = 1 << 31;

/// At most so many tasks go over the rows; or rows of a task, at least.
const TASKS: usize = 64;
const ROWS: usize = 256;

/// The cells of a joint table that are not empty, with its marginals.
#[derive(Debug)]
pub(super) struct Cells {
    /// Where each row begins; the last entry is where the last row ends.
    pub starts: Vec<usize>,
    pub columns: Vec<usize>,
    pub counts: Vec<f64>,
    pub row_sums: Vec<f64>,
    pub column_sums: Vec<f64>,
    pub total: f64,
}

impl Cells {
    /// Rows `x`, columns `y`.
    pub fn count(exec: &Exec, x: Codes, y: Codes) -> Result<Self> {
        x.check_same_samples(&y)?;
        match x.n_codes().checked_mul(y.n_codes()) {
            Some(n_cells) if n_cells <= FEW.max(x.len() / SAMPLES_PER_CELL) => {
                by_table(exec, x, y, n_cells)
            }
            _ => by_row(exec, x, y),
        }
    }

    /// Of cells row by row.
    pub fn new(
        starts: Vec<usize>,
        columns: Vec<usize>,
        counts: Vec<f64>,
        n_columns: usize,
    ) -> Result<Self> {
        let mut row_sums = reserved(starts.len())?;
        let rows = starts.windows(2).map(|ends| &counts[ends[0]..ends[1]]);
        row_sums.extend(rows.map(|row| row.iter().sum::<f64>()));
        let mut column_sums = filled(n_columns, 0.0)?;
        for (&column, &count) in columns.iter().zip(&counts) {
            column_sums[column] += count;
        }
        let total = row_sums.iter().sum();
        Ok(Self { starts, columns, counts, row_sums, column_sums, total })
    }

    /// Rows in tasks of fixed size.
    pub fn chunks(&self) -> Chunks {
        let n_rows = self.row_sums.len();
        Chunks::new(n_rows, ROWS.max(n_rows.div_ceil(TASKS)))
    }

    /// The cells of a row.
    pub fn row(&self, row: usize) -> Range<usize> {
        self.starts[row]..self.starts[row + 1]
    }

    /// How many rows and columns are not empty.
    pub fn n_classes(&self) -> [usize; 2] {
        [&self.row_sums, &self.column_sums]
            .map(|sums| sums.iter().filter(|&&sum| sum > 0.0).count())
    }

    /// Whether rows and columns name the same classes.
    pub fn is_one_to_one(&self) -> bool {
        self.n_classes() == [self.counts.len(); 2]
    }
}

fn by_table(exec: &Exec, x: Codes, y: Codes, n_cells: usize) -> Result<Cells> {
    let size = SAMPLES.max(SAMPLES_PER_CELL * n_cells).min(SAMPLES_MAX);
    let tables = exec.map_chunks(Chunks::new(x.len(), size), |_, range| {
        let mut table = filled(n_cells, 0_u32)?;
        for (&row, &column) in x.slice(range.clone()).all().iter().zip(y.slice(range).all()) {
            table[row as usize * y.n_codes() + column as usize] += 1;
        }
        Ok(table)
    })?;
    let mut sums = filled(n_cells, 0_u64)?;
    for table in &tables {
        sums.iter_mut().zip(table).for_each(|(sum, &count)| *sum += u64::from(count));
    }
    let mut starts = reserved(x.n_codes() + 1)?;
    let n_filled = sums.iter().filter(|&&count| count > 0).count();
    let (mut columns, mut counts) = (reserved(n_filled)?, reserved(n_filled)?);
    for row in sums.chunks_exact(y.n_codes().max(1)) {
        starts.push(columns.len());
        for (column, &count) in row.iter().enumerate().filter(|&(_, &count)| count > 0) {
            columns.push(column);
            counts.push(count as f64);
        }
    }
    starts.push(columns.len());
    Cells::new(starts, columns, counts, y.n_codes())
}

fn by_row(exec: &Exec, x: Codes, y: Codes) -> Result<Cells> {
    let groups = group(exec, x)?;
    let rows = Chunks::new(groups.len(), ROWS.max(groups.len().div_ceil(TASKS)));
    let parts = exec.map_chunks(rows, |_, labels| {
        let mut line = filled(y.n_codes(), 0_u64)?;
        let (mut ends, mut cells) = (reserved(labels.len())?, Vec::new());
        for label in labels {
            let first = cells.len();
            for &sample in groups.of(label) {
                let column = y.at(sample);
                if line[column] == 0 {
                    cells.push((column, 0.0));
                }
                line[column] += 1;
            }
            for (column, count) in &mut cells[first..] {
                *count = std::mem::take(&mut line[*column]) as f64;
            }
            ends.push(cells.len());
        }
        Ok((ends, cells))
    })?;
    let n_cells = parts.iter().map(|(_, cells)| cells.len()).sum();
    let mut starts = reserved(groups.len() + 1)?;
    let (mut columns, mut counts) = (reserved(n_cells)?, reserved(n_cells)?);
    starts.push(0);
    for (ends, cells) in parts {
        let first = columns.len();
        starts.extend(ends.iter().map(|end| first + end));
        columns.extend(cells.iter().map(|&(column, _)| column));
        counts.extend(cells.iter().map(|&(_, count)| count));
    }
    Cells::new(starts, columns, counts, y.n_codes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Level;

    #[test]
    fn both_ways_count_the_same() {
        let exec = Exec::serial(Level::baseline());
        let (n_x, n_y, n) = (37, 23, 20_000);
        let x: Vec<i64> = (0..n).map(|i| i * i % 31).collect();
        let y: Vec<i64> = (0..n).map(|i| (i * 7 + i / 5) % 19).collect();
        let (x, y) = (Codes::trusted(&x, n_x), Codes::trusted(&y, n_y));
        let table = by_table(&exec, x, y, n_x * n_y).unwrap();
        let rows = by_row(&exec, x, y).unwrap();
        assert_eq!(table.starts, rows.starts);
        assert_eq!(table.row_sums, rows.row_sums);
        assert_eq!(table.column_sums, rows.column_sums);
        assert_eq!(table.total, n as f64);
        let sorted = |cells: &Cells, row| {
            let mut of_row: Vec<_> =
                cells.row(row).map(|at| (cells.columns[at], cells.counts[at] as u64)).collect();
            of_row.sort_unstable();
            of_row
        };
        for row in 0..n_x {
            assert_eq!(sorted(&table, row), sorted(&rows, row));
        }
    }
}
