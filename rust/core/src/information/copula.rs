//! Mutual information of a Gaussian copula.
//!
//! ```text
//! each column -> ranks (ties share their mean) -> normal quantiles of rank / (n + 1) -> R, their correlations
//! I = (log det R_x + log det R_y - log det R_xy) / 2
//! ```
//! Everything in double precision and one after the other: sorting is most of the time. The Cholesky
//! factor of R_xy begins with that of R_x, so two factorisations serve three determinants.

use fearless_simd::dispatch;

use super::knn_checks::check_columns;
use crate::neighbours::line::ascending;
use crate::neighbours::{Columns, Samples};
use crate::numerics::{filled, reserved};
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
    let (of_both, of_x) = log_determinants(exec, &correlations(exec, &scores)?, n_x)?;
    let (of_y, _) = log_determinants(exec, &correlations(exec, &scores[n_x..])?, 0)?;
    if of_x == f64::NEG_INFINITY || of_y == f64::NEG_INFINITY {
        return Err(Error::Linalg(String::from(
            "the columns of x, and those of y, must be linearly independent, none constant",
        )));
    }
    Ok((of_x + of_y - of_both) / 2.0)
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

/// The lower triangle, row by row.
fn correlations(exec: &Exec, scores: &[Vec<f64>]) -> Result<Vec<Vec<f64>>> {
    let with = |a: &[f64], b: &[f64]| dispatch!(exec.level(), simd => dot(simd, a, b));
    exec.map_items((0..scores.len()).collect(), |_, row| {
        Ok(scores[..=row].iter().map(|other| with(&scores[row], other)).collect())
    })
}

/// Of the whole matrix and of its first `n_first` rows and columns; minus infinity where singular.
fn log_determinants(exec: &Exec, matrix: &[Vec<f64>], n_first: usize) -> Result<(f64, f64)> {
    // What is left of a unit diagonal after rounding errors of a product of its size.
    let singular = 8.0 * matrix.len() as f64 * f64::EPSILON;
    let mut factor: Vec<Vec<f64>> = Vec::new();
    let (mut sum, mut of_first) = (0.0, 0.0);
    for (at, row) in matrix.iter().enumerate() {
        exec.check()?;
        let mut new: Vec<f64> = reserved(at + 1)?;
        for (column, above) in factor.iter().enumerate() {
            let known: f64 = new.iter().zip(above).map(|(a, b)| a * b).sum();
            new.push((row[column] - known) / above[column]);
        }
        let pivot = row[at] - new.iter().map(|a| a * a).sum::<f64>();
        if pivot <= singular {
            let before = if at < n_first { f64::NEG_INFINITY } else { of_first };
            return Ok((f64::NEG_INFINITY, before));
        }
        new.push(pivot.sqrt());
        factor.push(new);
        sum += pivot.ln();
        if at + 1 == n_first {
            of_first = sum;
        }
    }
    Ok((sum, of_first))
}
