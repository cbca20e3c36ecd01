//! Distributions of an argument: checked, normalised, in double precision.

use fearless_simd::dispatch;

use super::super::domain::invalid_element;
use crate::numerics::{filled, product, reserved};
use crate::simd::{Level, add_rows_times};
use crate::{Error, Real, Result};

/// `x` over its sum.
pub(super) fn distribution<T: Real>(name: &str, x: &[T], shape: &[usize]) -> Result<Vec<f64>> {
    check(name, x, shape)?;
    normalised(x, x.len(), |_| format!("{name} must have a positive element"))
}

/// Each row of `x` over its sum.
pub(super) fn row_distributions<T: Real>(
    name: &str,
    x: &[T],
    shape: [usize; 2],
) -> Result<Vec<f64>> {
    check(name, x, &shape)?;
    normalised(x, shape[1], |row| format!("{name} must have a positive element in row {row}"))
}

fn normalised<T: Real>(
    x: &[T],
    width: usize,
    nothing: impl Fn(usize) -> String,
) -> Result<Vec<f64>> {
    if x.is_empty() {
        return Err(Error::shape(nothing(0)));
    }
    let mut prob = reserved(x.len())?;
    prob.extend(x.iter().map(|x| x.to_f64()));
    for (row, prob) in prob.chunks_exact_mut(width).enumerate() {
        // Divided by the largest first: the sum of large numbers may overflow.
        let largest = prob.iter().copied().fold(0.0, f64::max);
        if largest == 0.0 {
            return Err(Error::domain(nothing(row)));
        }
        prob.iter_mut().for_each(|x| *x /= largest);
        let sum: f64 = prob.iter().sum();
        prob.iter_mut().for_each(|x| *x /= sum);
    }
    Ok(prob)
}

/// That `x` has this shape and holds finite numbers that are not negative.
pub(super) fn check<T: Real>(name: &str, x: &[T], shape: &[usize]) -> Result<()> {
    if x.len() != product(shape)? {
        return Err(Error::shape(format!("{name} must be of shape {shape:?}")));
    }
    if x.iter().all(|x| *x >= T::ZERO && x.is_finite()) {
        return Ok(());
    }
    Err(invalid_element(&[(name, x)], shape))
}

/// Columns as rows.
pub(super) fn transposed(x: &[f64], [n_rows, n_columns]: [usize; 2]) -> Result<Vec<f64>> {
    let mut turned = filled(x.len(), 0.0)?;
    for (i, row) in x.chunks_exact(n_columns.max(1)).enumerate() {
        for (j, &x) in row.iter().enumerate() {
            turned[j * n_rows + i] = x;
        }
    }
    Ok(turned)
}

/// `y = a x`.
pub(super) fn times(level: Level, a: &[f64], x: &[f64], y: &mut [f64]) {
    y.fill(0.0);
    dispatch!(level, simd => add_rows_times(simd, (a, x.len()), x, y));
}

/// `sum x log x`, 0 log 0 = 0.
pub(super) fn negative_entropy(x: &[f64]) -> f64 {
    x.iter().filter(|&&x| x > 0.0).map(|x| x * x.ln()).sum()
}

/// `sum x log(x / q)` of distributions, no term negative. Where q has vanished, x is subnormal at most.
pub(super) fn relative_entropy(x: &[f64], q: &[f64]) -> f64 {
    let term =
        |(&x, &q): (&f64, &f64)| if x > 0.0 && q > 0.0 { x * (x / q).ln() - x + q } else { q };
    x.iter().zip(q).map(term).sum()
}
