//! Tables of groups against single features, by increments: where codes have many values, or features are
//! few.
//!
//! 1. Rows go round several tables: an increment need not wait for the one before it, which often is of
//!    the same cell.
//! 2. Of a table with more cells than there are rows most cells are empty. Then rows are taken group by
//!    group, over one row of the table, and `n log n` is summed as it grows.

use super::codes::Grouping;
use super::logs::Logs;
use crate::Result;
use crate::numerics::{filled, product};

/// Tables that rows go round.
const TABLES: usize = 4;

/// Cells of tables of which there are several: 64 KiB in all.
const SMALL: usize = 1 << 12;

/// Cells of any table: 1 MiB.
const LARGE: usize = 1 << 18;

/// What the tables of one grouping need.
pub struct Scatter {
    /// `group * n_bins`, if there is a table.
    base: Vec<u32>,
    /// The rows in the order of their groups, and the sizes, if there is none.
    by_group: Vec<u32>,
    tables: Vec<u32>,
    /// Of one table.
    cells: usize,
}

impl Scatter {
    pub fn new(grouping: &Grouping, n_bins: usize) -> Result<Self> {
        let n_rows = grouping.of_row.len();
        let cells = grouping.sizes.len().saturating_mul(n_bins);
        if cells > LARGE.min(n_rows) {
            let mut next = filled(grouping.sizes.len(), 0_usize)?;
            let mut end = 0;
            for (next, &size) in next.iter_mut().zip(&grouping.sizes) {
                *next = end;
                end += size as usize;
            }
            let mut by_group = filled(n_rows, 0)?;
            for (row, &group) in grouping.of_row.iter().enumerate() {
                let place = &mut next[group as usize];
                by_group[*place] = row as u32;
                *place += 1;
            }
            return Ok(Self {
                base: Vec::new(),
                by_group,
                tables: filled(n_bins, 0)?,
                cells: n_bins,
            });
        }
        let mut base = filled(n_rows, 0)?;
        base.iter_mut().zip(&grouping.of_row).for_each(|(base, &g)| *base = g * n_bins as u32);
        let n_tables = if cells <= SMALL { TABLES } else { 1 };
        Ok(Self {
            base,
            by_group: Vec::new(),
            tables: filled(product(&[n_tables, cells])?, 0)?,
            cells,
        })
    }

    /// The sum of `n log n` over the table with a feature.
    pub fn sum(&mut self, grouping: &Grouping, feature: &[u32], logs: &Logs) -> i64 {
        if self.base.len() < feature.len() {
            return self.sum_by_group(grouping, feature, logs);
        }
        self.tables.fill(0);
        if self.cells <= SMALL {
            let cells = self.cells;
            let (ab, cd) = self.tables.split_at_mut(2 * cells);
            let ((a, b), (c, d)) = (ab.split_at_mut(cells), cd.split_at_mut(cells));
            let (bases, last_bases) = self.base.as_chunks::<TABLES>();
            let (codes, last_codes) = feature.as_chunks::<TABLES>();
            for (base, code) in bases.iter().zip(codes) {
                a[(base[0] + code[0]) as usize] += 1;
                b[(base[1] + code[1]) as usize] += 1;
                c[(base[2] + code[2]) as usize] += 1;
                d[(base[3] + code[3]) as usize] += 1;
            }
            for (base, code) in last_bases.iter().zip(last_codes) {
                a[(base + code) as usize] += 1;
            }
            let others = b.iter().zip(c).zip(d);
            return a.iter().zip(others).map(|(a, ((b, c), d))| logs.of(*a + *b + *c + *d)).sum();
        }
        for (base, code) in self.base.iter().zip(feature) {
            self.tables[(base + code) as usize] += 1;
        }
        logs.sum(&self.tables)
    }

    fn sum_by_group(&mut self, grouping: &Grouping, feature: &[u32], logs: &Logs) -> i64 {
        let mut sum = 0;
        let mut rows = self.by_group.as_slice();
        for &size in &grouping.sizes {
            let (mine, others) = rows.split_at(size as usize);
            rows = others;
            for &row in mine {
                let count = &mut self.tables[feature[row as usize] as usize];
                sum += logs.of(*count + 1) - logs.of(*count);
                *count += 1;
            }
            for &row in mine {
                self.tables[feature[row as usize] as usize] = 0;
            }
        }
        sum
    }
}
