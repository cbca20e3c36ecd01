//! Objectives of descent, and the logistic one.

use super::data::Samples;
use super::hessian::sweep_hessian;
use super::rows::RowSums;
use super::sweep::sweep;
use crate::simd::padded;
use crate::{Error, Exec, Real, Result};

/// Anything with a loss and a gradient: Python's, or ours.
pub trait Objective<T> {
    /// What can go wrong in an evaluation.
    type Error;

    /// The loss at `theta`; its gradient into `gradient`.
    fn loss_grad(
        &mut self,
        theta: &[T],
        gradient: &mut [T],
    ) -> std::result::Result<f64, Self::Error>;

    /// One of our own errors, as this objective's.
    fn error(error: Error) -> Self::Error;
}

/// `F(coef, intercept) = sum w (log(1 + e^z) - y z) / sum w + l2/2 |coef|^2`, `z = x . coef + intercept`.
/// The parameters are the coefficients, then the intercept if there is one.
#[derive(Clone, Copy, Debug)]
pub struct Logistic<'a, T> {
    pub(super) exec: &'a Exec<'a>,
    pub(super) samples: Samples<'a, T>,
    pub(super) l2: f64,
    fit_intercept: bool,
}

impl<'a, T: Real> Logistic<'a, T> {
    /// The objective on checked samples.
    pub fn new(
        exec: &'a Exec<'a>,
        samples: Samples<'a, T>,
        l2: f64,
        fit_intercept: bool,
    ) -> Result<Self> {
        if !(l2 >= 0.0 && l2.is_finite()) {
            return Err(Error::domain(format!("l2 must be finite and not negative, got {l2}")));
        }
        Ok(Self { exec, samples, l2, fit_intercept })
    }

    /// The number of parameters.
    pub fn n_parameters(&self) -> usize {
        self.samples.n_features + usize::from(self.fit_intercept)
    }

    /// Coefficients and intercept of parameters.
    pub fn split<'t>(&self, theta: &'t [f64]) -> (&'t [f64], f64) {
        let (coef, intercept) = theta.split_at(self.samples.n_features);
        (coef, intercept.first().copied().unwrap_or(0.0))
    }

    /// Loss, gradient and Hessian at `theta`.
    pub(super) fn loss_grad_hessian(
        &self,
        theta: &[f64],
        gradient: &mut [f64],
    ) -> Result<(f64, Vec<f64>)> {
        let (coef, intercept) = self.split(theta);
        let size = theta.len();
        let (sums, mut hessian) = sweep_hessian(self.exec, &self.samples, coef, intercept, size)?;
        for (i, row) in hessian.chunks_exact_mut(padded(size).max(1)).take(size).enumerate() {
            self.exec.check()?;
            for value in &mut row[i..] {
                *value /= self.samples.total_weight;
            }
            row[i] += if i < coef.len() { self.l2 } else { 0.0 };
        }
        Ok((self.finish(&sums, coef, gradient)?, hessian))
    }

    /// Means instead of sums, and the penalty.
    fn finish(&self, sums: &RowSums, coef: &[f64], gradient: &mut [f64]) -> Result<f64> {
        let total = self.samples.total_weight;
        for ((out, sum), coef) in gradient.iter_mut().zip(&sums.gradient).zip(coef) {
            *out = sum / total + self.l2 * coef;
        }
        if let Some(out) = gradient.get_mut(coef.len()) {
            *out = sums.intercept / total;
        }
        if !sums.is_finite() {
            self.samples.check_finite(self.exec)?;
            return Ok(f64::INFINITY);
        }
        let penalty: f64 = coef.iter().map(|c| c * c).sum();
        Ok(sums.loss / total + 0.5 * self.l2 * penalty)
    }
}

impl<T: Real> Objective<f64> for Logistic<'_, T> {
    type Error = Error;

    fn loss_grad(&mut self, theta: &[f64], gradient: &mut [f64]) -> Result<f64> {
        let (coef, intercept) = self.split(theta);
        let sums = sweep(self.exec, &self.samples, coef, intercept)?;
        self.finish(&sums, coef, gradient)
    }

    fn error(error: Error) -> Error {
        error
    }
}

/// Loss and gradient at given coefficients: the gradient of `coef` into `gradient`, that of the
/// intercept returned beside the loss.
pub fn logistic_loss_grad<T: Real>(
    mut objective: Logistic<T>,
    coef: &[f64],
    intercept: f64,
    gradient: &mut [T],
) -> Result<(f64, f64)> {
    let n_features = objective.samples.n_features;
    if coef.len() != n_features {
        return Err(Error::shape(format!(
            "coef must have one value per column of X, got {} for {n_features} columns",
            coef.len()
        )));
    }
    let theta: Vec<f64> = coef.iter().copied().chain([intercept]).collect();
    check_finite(&theta, "coef and intercept")?;
    let mut full = theta.clone();
    let loss = objective.loss_grad(&theta, &mut full)?;
    for (out, &value) in gradient.iter_mut().zip(&full) {
        *out = T::from_f64(value);
    }
    Ok((loss, full[n_features]))
}

/// An error that names the first value that is NaN or infinite.
pub(super) fn check_finite(values: &[f64], name: &str) -> Result<()> {
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(index) => Err(Error::domain(format!(
            "{name} must be finite, got {} at index {index}",
            values[index]
        ))),
    }
}
