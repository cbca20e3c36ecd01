//! Mutual information of a joint table, without cancellation.
//!
//! The simple loop, with N the sum of the table, r and c the sums of its rows and columns:
//! ```text
//! I = H(r) + H(c) - H(table)
//! ```
//! subtracts numbers of the size of log N; near independence nothing is left. As the divergence of
//! the table from the product of its marginals,
//! ```text
//! I = (1 / N) sum [t log(t / e) - t + e],   e = r c / N
//! ```
//! no term is negative (`simd/relative_entropy.rs`), and I is 0 exactly where t = e.
//! 1. One sweep gives both marginals and finds invalid entries, a second one the terms.
//! 2. A table whose plain sum overflows, or is of the size of subnormals, is scaled by a power of two
//!    (rare: one more sweep).

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::domain::{invalid_element, log_of_base, outside};
use crate::numerics::filled;
use crate::parallel::Chunks;
use crate::simd::relative_entropy::term_of_any;
use crate::simd::scale::scale_near_one;
use crate::simd::wide::{load_pair, pair_len};
use crate::{Error, Exec, Real, Result, Work};

/// Entries of a task, at least.
const CHUNK: usize = 1 << 16;

/// Rows of a task, at least: its column sums are then small beside what it reads.
const ROWS_MIN: usize = 16;

/// Totals in this range have neither overflowed nor lost subnormal digits that count.
const SAFE: std::ops::Range<f64> = 1e-250..1e300;

/// The predicted time.
pub fn mutual_information_work(n: usize) -> Work {
    Work::new(n, 2.0)
}

/// The mutual information of rows and columns of `table`, in units of `log(base)`.
pub fn mutual_information<T: Real>(
    exec: &Exec,
    table: &[T],
    shape: [usize; 2],
    base: Option<f64>,
) -> Result<f64> {
    let log_base = log_of_base(base)?;
    if table.len() != crate::numerics::product(&shape)? {
        return Err(Error::shape(format!("table must be of shape {shape:?}")));
    }
    if table.is_empty() {
        return Ok(f64::NAN);
    }
    let table = Table { exec, x: table, shape, scale: 1.0 };
    let marginals = table.marginals()?;
    if SAFE.contains(&marginals.total) {
        return Ok(table.mutual_information(&marginals)? / log_base + 0.0);
    }
    let largest = table.x.iter().fold(0.0_f64, |largest, x| largest.max(x.to_f64()));
    if largest == 0.0 {
        return Ok(f64::NAN);
    }
    let scaled = Table { scale: dispatch!(exec.level(), simd => scale_of(simd, largest)), ..table };
    Ok(scaled.mutual_information(&scaled.marginals()?)? / log_base + 0.0)
}

#[simd]
fn scale_of<S: Simd>(simd: S, x: f64) -> f64 {
    scale_near_one(simd, S::f64s::splat(simd, x))[0]
}

struct Table<'a, T> {
    exec: &'a Exec<'a>,
    x: &'a [T],
    shape: [usize; 2],
    scale: f64,
}

struct Marginals {
    rows: Vec<f64>,
    columns: Vec<f64>,
    total: f64,
}

impl<T: Real> Table<'_, T> {
    fn chunks(&self) -> Chunks {
        let [n_rows, n_columns] = self.shape;
        Chunks::new(n_rows, ROWS_MIN.max(CHUNK / n_columns))
    }

    fn marginals(&self) -> Result<Marginals> {
        let [n_rows, n_columns] = self.shape;
        let parts = self.exec.map_chunks(self.chunks(), |_, range| {
            let mut rows = filled(range.len(), 0.0)?;
            let mut columns = filled(n_columns, 0.0)?;
            let x = &self.x[range.start * n_columns..range.end * n_columns];
            dispatch!(self.exec.level(), simd => sums(simd, x, self.scale, &mut rows, &mut columns))
                .ok_or_else(|| invalid_element(&[("table", self.x)], &self.shape))?;
            Ok((rows, columns))
        })?;
        let mut rows = filled(n_rows, 0.0)?;
        let mut columns = filled(n_columns, 0.0)?;
        let mut left = rows.as_mut_slice();
        for (of_rows, of_columns) in &parts {
            let (these, others) = left.split_at_mut(of_rows.len());
            these.copy_from_slice(of_rows);
            left = others;
            columns.iter_mut().zip(of_columns).for_each(|(sum, &part)| *sum += part);
        }
        let total = rows.iter().sum();
        Ok(Marginals { rows, columns, total })
    }

    fn mutual_information(&self, marginals: &Marginals) -> Result<f64> {
        let n_columns = self.shape[1];
        let mut column_probs = filled(n_columns, 0.0)?;
        for (prob, &sum) in column_probs.iter_mut().zip(&marginals.columns) {
            *prob = sum / marginals.total;
        }
        let parts = self.exec.map_chunks(self.chunks(), |_, range| {
            let x = &self.x[range.start * n_columns..range.end * n_columns];
            let rows = &marginals.rows[range];
            Ok(dispatch!(self.exec.level(), simd => terms(simd, x, self.scale, rows, &column_probs)))
        })?;
        Ok(parts.iter().sum::<f64>().max(0.0) / marginals.total)
    }
}

/// Adds the scaled entries of some rows to the sums of rows and columns; `None` when one is invalid.
#[simd]
fn sums<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    scale: f64,
    rows: &mut [f64],
    columns: &mut [f64],
) -> Option<()> {
    let zero = S::f64s::splat(simd, 0.0);
    let infinity = S::f64s::splat(simd, f64::INFINITY);
    let mut invalid = outside(simd, zero);
    for (x, sum) in x.chunks_exact(columns.len()).zip(rows) {
        let mut row = [zero; 2];
        for (x, columns) in x.chunks(pair_len::<S>()).zip(columns.chunks_mut(pair_len::<S>())) {
            let sums = load_pair(simd, columns);
            let x = load_pair(simd, x);
            let mut both = sums;
            for i in 0..2 {
                invalid |= outside(simd, x[i]) | x[i].simd_eq(infinity);
                row[i] = x[i].mul_add(S::f64s::splat(simd, scale), row[i]);
                both[i] = x[i].mul_add(S::f64s::splat(simd, scale), sums[i]);
            }
            store_pair(both, columns);
        }
        *sum = (row[0] + row[1]).reduce_sum();
    }
    invalid.all_false().then_some(())
}

#[inline(always)]
fn store_pair<S: Simd, V: SimdFloat<S, Element = f64>>([low, high]: [V; 2], out: &mut [f64]) {
    let values = low.as_slice().iter().chain(high.as_slice());
    out.iter_mut().zip(values).for_each(|(out, &value)| *out = value);
}

/// The sum of the terms of some rows.
#[simd]
fn terms<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    scale: f64,
    rows: &[f64],
    column_probs: &[f64],
) -> f64 {
    let mut total = 0.0;
    for (x, &row) in x.chunks_exact(column_probs.len()).zip(rows) {
        let mut sums = [S::f64s::splat(simd, 0.0); 2];
        let columns = column_probs.chunks(pair_len::<S>());
        for (x, columns) in x.chunks(pair_len::<S>()).zip(columns) {
            let (x, columns) = (load_pair(simd, x), load_pair(simd, columns));
            for i in 0..2 {
                let expected = columns[i] * row;
                sums[i] += term_of_any(simd, x[i] * scale, expected);
            }
        }
        total += (sums[0] + sums[1]).reduce_sum();
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;

    fn of(exec: &Exec, table: &[f64], shape: [usize; 2]) -> f64 {
        mutual_information(exec, table, shape, None).unwrap()
    }

    #[test]
    fn independence_has_no_information_exactly() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            for shape in [[1, 1], [2, 2], [3, 17], [70_000, 2], [2, 70_000], [40, 33]] {
                for scale in [1.0, 1e308, 1e-310] {
                    let got = of(&exec, &vec![scale; shape[0] * shape[1]], shape);
                    assert!((0.0..1e-20).contains(&got), "{shape:?} {scale:e}: {got:e}");
                }
            }
        }
    }

    #[test]
    fn a_diagonal_table_has_the_information_of_its_marginal() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            for n in [1, 2, 15, 16, 17, 300] {
                let table: Vec<f64> = (0..n * n).map(|i| f64::from(i % (n + 1) == 0)).collect();
                let got = of(&exec, &table, [n, n]);
                assert!((got - (n as f64).ln()).abs() <= 1e-14, "{n}: {got}");
            }
        }
    }
}
