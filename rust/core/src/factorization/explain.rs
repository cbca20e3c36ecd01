//! What each entry of a row has to do with the score of one column.
//!
//! A score is linear in what is stored: with `A u = sum of y_i v_i` the system of the row, the score
//! `u . v` is the sum of the contributions `y_i v_i . a`, where `A a = v`. In double precision, for one
//! system is soon solved.

use fearless_simd::dispatch;

use super::fixed::Fixed;
use super::gram::gram;
use super::objective::Objective;
use crate::numerics::{Csr, filled, product, reserved};
use crate::simd::{BLOCK_ROWS, factor, padded, solve, syrk};
use crate::{Error, Exec, Real, Result, Work};

/// The predicted time of an explanation: the Gram matrix.
pub fn explain_work(n_cols: usize, d: usize) -> Work {
    const NS: f64 = 0.05;
    Work::new(n_cols.saturating_mul(d).saturating_mul(d), NS)
}

/// The score of `column` for `row` of `ratings`, of which the columns go into `ids` and what each
/// contributes into `contributions`: the largest first, equal ones by column.
pub fn explain<T: Real>(
    exec: &Exec,
    ratings: Csr<T>,
    fixed: Fixed<T>,
    objective: Objective,
    (row, column): (usize, usize),
    ids: &mut [i64],
    contributions: &mut [T],
) -> Result<f64> {
    objective.check(ratings.n_rows(), ratings.n_cols())?;
    fixed.check(ratings.n_cols())?;
    let (entries, d) = (ratings.row(row), fixed.d);
    let stride = padded(d);
    let factors = |column: usize| &fixed.factors[column * d..(column + 1) * d];
    let mut system = gram(exec, fixed.name, fixed.factors, d)?;
    system.iter_mut().for_each(|x| *x *= objective.everywhere());
    let ridge = objective.ridge(entries.len(), ratings.n_cols());
    for i in 0..d {
        system[i * stride + i] += ridge;
    }
    let mut x = filled(product(&[BLOCK_ROWS, stride])?, 0.0)?;
    for start in entries.clone().step_by(BLOCK_ROWS) {
        exec.check()?;
        let block = start..entries.end.min(start + BLOCK_ROWS);
        let n = block.len();
        for (at, x) in block.zip(x.chunks_exact_mut(stride)) {
            let root = objective.stored(ratings.value(at).to_f64()).0.sqrt();
            for (x, v) in x.iter_mut().zip(factors(ratings.col(at))) {
                *x = root * v.to_f64();
            }
        }
        dispatch!(exec.level(), simd => syrk(simd, d, &x[..n * stride], &mut system));
    }
    let mut a = filled(stride, 0.0)?;
    a.iter_mut().zip(factors(column)).for_each(|(a, v)| *a = v.to_f64());
    let solved = dispatch!(exec.level(), simd => {
        let outcome = factor(simd, d, &mut system);
        solve(simd, d, &system, &mut a);
        outcome
    });
    solved.map_err(|i| {
        Error::Linalg(format!(
            "the system of row {row} is singular: column {i} of {} depends on the columns before it, \
             and l2 is too small to tell them apart",
            fixed.name
        ))
    })?;
    let mut parts = reserved(entries.len())?;
    for at in entries {
        let column = ratings.col(at);
        let along: f64 = factors(column).iter().zip(&a).map(|(v, a)| v.to_f64() * a).sum();
        // Adding zero makes -0 equal to 0, for the order that follows.
        parts.push((objective.stored(ratings.value(at).to_f64()).1 * along + 0.0, column));
    }
    // Not `sum`: that of nothing is -0.
    let score = parts.iter().fold(0.0, |sum, part| sum + part.0);
    parts.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    for ((part, id), to) in parts.into_iter().zip(ids).zip(contributions) {
        (*to, *id) = (T::from_f64(part.0), part.1 as i64);
    }
    Ok(score)
}
