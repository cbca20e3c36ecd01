//! Entropy and mutual information from counts, by any estimator.

use super::domain::log_of_base;
use super::estimators::Estimator;
use super::pieces::Slices;
use super::tally::{PIECE, Tally, check_counts};
use crate::numerics::{filled, product};
use crate::{Error, Exec, Result, Work};

/// The predicted time of one slice's estimate beyond counting: NSB's 300 weights of a dozen counts.
const NSB_NS: f64 = 300_000.0;

/// Slices of a task at most: some 5 microseconds each, or 20 milliseconds until Ctrl-C is heard.
const SLICES: usize = 4096;

/// The predicted time, of the estimator of this name.
pub fn entropy_from_counts_work(estimator: &str, n: usize, n_slices: usize) -> Work {
    match estimator {
        "nsb" => Work::new(n_slices, NSB_NS),
        _ => Work::new(n.saturating_add(n_slices.saturating_mul(64)), 3.0),
    }
}

/// The entropy along `axis` (`None`: of all elements), in units of `log(base)`, into `out`. Of fewer
/// `n_classes` than there are elements, the elements count.
#[expect(clippy::too_many_arguments, reason = "those of the public function")]
pub fn entropy_from_counts(
    exec: &Exec,
    counts: &[i64],
    shape: &[usize],
    axis: Option<usize>,
    estimator: Estimator,
    n_classes: usize,
    base: Option<f64>,
    out: &mut [f64],
) -> Result<()> {
    let log_base = log_of_base(base)?;
    let slices = Slices::new(shape, axis)?;
    if counts.len() != product(shape)? || out.len() != slices.count() {
        return Err(Error::shape(format!("counts must be of shape {shape:?}")));
    }
    check_counts(exec, "counts", counts, shape)?;
    let n_classes = n_classes.max(slices.len) as f64;
    if slices.len > PIECE {
        for (slice, out) in out.iter_mut().enumerate() {
            let tally = Tally::of_long_slice(exec, counts, slices, slice)?;
            *out = estimator.nats(exec, &tally, n_classes)? / log_base + 0.0;
        }
        return Ok(());
    }
    let at_once = match estimator {
        Estimator::Nsb => 1,
        _ => (PIECE / slices.len.max(1)).clamp(1, SLICES),
    };
    exec.map_items(out.chunks_mut(at_once).collect(), |task, out: &mut [f64]| {
        for (slice, out) in out.iter_mut().enumerate() {
            let tally = Tally::of_slice(counts, slices, task * at_once + slice)?;
            *out = estimator.nats(exec, &tally, n_classes)? / log_base + 0.0;
        }
        Ok(())
    })?;
    Ok(())
}

/// `H(X) + H(Y) - H(X, Y)` of a joint table with rows x and columns y, in units of `log(base)`.
pub fn mutual_information_from_counts(
    exec: &Exec,
    table: &[i64],
    shape: [usize; 2],
    estimator: Estimator,
    base: Option<f64>,
) -> Result<f64> {
    if table.len() != product(&shape)? {
        return Err(Error::shape(format!("table must be of shape {shape:?}")));
    }
    check_counts(exec, "table", table, &shape)?;
    let (rows, columns) = marginals(exec, table, shape)?;
    let entropy = |counts: &[i64]| -> Result<f64> {
        let mut out = [0.0];
        let shape = [counts.len()];
        entropy_from_counts(exec, counts, &shape, None, estimator, 0, base, &mut out)?;
        Ok(out[0])
    };
    Ok(entropy(&rows)? + entropy(&columns)? - entropy(table)?)
}

fn marginals(
    exec: &Exec,
    table: &[i64],
    [n_rows, n_columns]: [usize; 2],
) -> Result<(Vec<i64>, Vec<i64>)> {
    let (mut rows, mut columns) = (filled(n_rows, 0_i64)?, filled(n_columns, 0_i64)?);
    let too_many = || Error::domain("table must hold less than 2^63 counts in each row and column");
    if n_columns > 0 {
        for (row, counts) in rows.iter_mut().zip(table.chunks_exact(n_columns)) {
            exec.check()?;
            for (column, &count) in columns.iter_mut().zip(counts) {
                *row = row.checked_add(count).ok_or_else(too_many)?;
                *column = column.checked_add(count).ok_or_else(too_many)?;
            }
        }
    }
    Ok((rows, columns))
}
