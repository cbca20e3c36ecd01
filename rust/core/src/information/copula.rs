//! Mutual information of a Gaussian copula.
//!
//! ```text
//! each column -> ranks (ties share their mean) -> normal quantiles of rank / (n + 1) -> R, their correlations
//! I = (log det R_x + log det R_y - log det R_xy) / 2
//! ```
//! Everything in double precision: sorting is most of the time.

use fearless_simd::dispatch;

use super::knn_checks::check_columns;
use crate::linalg::{Matrix, cholesky};
use crate::neighbours::line::ascending;
use crate::neighbours::{Columns, Samples};
use crate::numerics::{filled, product, reserved};
use crate::simd::{dot, normal_quantiles};
use crate::{Error, Exec, Real, Result, Work};

/// Nanoseconds a value: sorting.
const NS: f64 = 80.0;

/// The predicted time of `n` samples with `n_dims` values each.
pub fn copula_mutual_information_work(n: usize, n_dims: usize) -> Work {
    Work::new(n.saturating_mul(n_dims), NS)
}

/// The mutual information of `x` and `y` if their copula were Gaussian.
pub fn copula_mutual_information<T: Real>(
    exec: &Exec,
    x: Samples<'_, T>,
    y: Samples<'_, T>,
) -> Result<f64> {
    let n_x = x.n_columns();
    let (x, y) = (x.columns()?, y.columns()?);
    let columns = Columns::beside(&[&x, &y]);
    let n = check_columns(&[("x", &columns[..n_x]), ("y", &columns[n_x..])])?;
    if n < 2 {
        return Err(Error::shape(format!("at least 2 samples are needed, got {n}")));
    }
    let scores = exec.map_items(columns, |_, column| scores(exec, column))?;
    let (of_x, of_y) =
        (log_determinant(exec, &scores[..n_x])?, log_determinant(exec, &scores[n_x..])?);
    if of_x == f64::NEG_INFINITY || of_y == f64::NEG_INFINITY {
        return Err(Error::Linalg(String::from(
            "the columns of x, and those of y, must be linearly independent, none constant",
        )));
    }
    Ok((of_x + of_y - log_determinant(exec, &scores)?) / 2.0)
}

/// Normal scores of a column, divided by their root of the sum of squares.
fn scores<T: Real>(exec: &Exec, column: &[T]) -> Result<Vec<f64>> {
    let n = column.len();
    let mut order = reserved(n)?;
    order.extend(0..n);
    order.sort_unstable_by(|&a, &b| ascending(&column[a], &column[b]));
    let mut ranks = filled(n, 0.0)?;
    for ties in order.chunk_by(|&a, &b| column[a] == column[b]).scan(0, |start, ties| {
        *start += ties.len();
        Some((*start, ties))
    }) {
        let (end, ties) = ties;
        let rank = end as f64 - (ties.len() - 1) as f64 / 2.0;
        ties.iter().for_each(|&at| ranks[at] = rank / (n + 1) as f64);
    }
    dispatch!(exec.level(), simd => normal_quantiles(simd, &mut ranks));
    let mean = ranks.iter().sum::<f64>() / n as f64;
    let length = ranks.iter().map(|z| (z - mean) * (z - mean)).sum::<f64>().sqrt();
    ranks.iter_mut().for_each(|z| *z = if length > 0.0 { (*z - mean) / length } else { 0.0 });
    Ok(ranks)
}

/// The logarithm of the determinant of the correlations; minus infinity where they are singular.
fn log_determinant(exec: &Exec, scores: &[Vec<f64>]) -> Result<f64> {
    let n = scores.len();
    let mut correlations = filled(product(&[n, n])?, 0.0)?;
    let rows = correlations.chunks_exact_mut(n).zip(scores).enumerate().collect();
    exec.map_items(rows, |_, (at, (row, scores_of_row)): (_, (&mut [f64], &Vec<f64>))| {
        // The lower triangle is enough.
        for (out, other) in row.iter_mut().zip(&scores[..=at]) {
            *out = dispatch!(exec.level(), simd => dot(simd, scores_of_row, other));
        }
        Ok(())
    })?;
    let mut factor = filled(correlations.len(), 0.0)?;
    match cholesky(exec, Matrix::new(&correlations, n, n)?, &mut factor) {
        Ok(()) => {}
        Err(Error::Linalg(_)) => return Ok(f64::NEG_INFINITY),
        Err(error) => return Err(error),
    }
    // What is left of a unit diagonal after rounding errors of a product of its size.
    let singular = 8.0 * n as f64 * f64::EPSILON;
    let pivots = factor.iter().step_by(n + 1).map(|root| root * root);
    Ok(pivots.map(|pivot| if pivot > singular { pivot.ln() } else { f64::NEG_INFINITY }).sum())
}
