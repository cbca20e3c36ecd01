//! What a logistic objective is made of: samples, labels, weights, all checked once.

use crate::parallel::Chunks;
use crate::{Error, Exec, Real, Result};

/// Checked samples. Rows of `x` are samples, row-major.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a, T> {
    pub(super) x: &'a [T],
    pub(super) n_samples: usize,
    pub(super) n_features: usize,
    pub(super) y: &'a [f64],
    pub(super) weights: Option<&'a [f64]>,
    pub(super) total_weight: f64,
}

/// Values of a chunk of a vector that is only looked at.
const CHUNK: usize = 1 << 16;

impl<'a, T: Real> Samples<'a, T> {
    /// Labels in `[0, 1]`, weights finite, not negative and not all 0, shapes that fit. Whether `x` is
    /// finite shows in the sums: see [`Samples::check_finite`].
    pub fn new(
        exec: &Exec,
        x: &'a [T],
        [n_samples, n_features]: [usize; 2],
        y: &'a [f64],
        weights: Option<&'a [f64]>,
    ) -> Result<Self> {
        if n_samples == 0 {
            return Err(Error::shape(format!(
                "X: Found array with 0 sample(s) (shape=(0, {n_features})) while a minimum of 1 is \
                 required."
            )));
        }
        for (name, len) in
            [("y", y.len()), ("sample_weight", weights.map_or(n_samples, <[f64]>::len))]
        {
            if len != n_samples {
                return Err(Error::shape(format!(
                    "{name} must have one value per row of X, got {len} for {n_samples} rows"
                )));
            }
        }
        if let Some(index) = find(exec, y, |y| !(0.0..=1.0).contains(&y))? {
            return Err(Error::domain(format!(
                "y must lie in [0, 1] (0 and 1, or soft labels), got {} at index {index}",
                y[index]
            )));
        }
        let mut total_weight = n_samples as f64;
        if let Some(weights) = weights {
            if let Some(index) = find(exec, weights, |w| !(w >= 0.0 && w.is_finite()))? {
                return Err(Error::domain(format!(
                    "sample_weight must be finite and not negative, got {} at index {index}",
                    weights[index]
                )));
            }
            total_weight = sum(exec, weights)?;
            if !(total_weight > 0.0 && total_weight.is_finite()) {
                return Err(Error::domain(format!(
                    "the sum of sample_weight must be positive and finite, got {total_weight}"
                )));
            }
        }
        Ok(Self { x, n_samples, n_features, y, weights, total_weight })
    }

    /// The weight of a sample.
    pub(super) fn weight(&self, index: usize) -> f64 {
        self.weights.map_or(1.0, |weights| weights[index])
    }

    /// An error unless a part of the weight is on either label: without, there is no fit.
    pub(super) fn check_both_classes(&self, exec: &Exec) -> Result<()> {
        let (ones, zeros) = self.label_weights(exec)?;
        if ones == 0.0 || zeros == 0.0 {
            return Err(Error::domain(format!(
                "This solver needs samples of at least 2 classes in the data, but the data contains \
                 only one class: {}",
                if ones == 0.0 { 0 } else { 1 }
            )));
        }
        Ok(())
    }

    /// The log-odds of the mean label: the best intercept where there are no columns.
    pub(super) fn log_odds(&self, exec: &Exec) -> Result<f64> {
        let (ones, zeros) = self.label_weights(exec)?;
        Ok((ones / zeros).ln())
    }

    /// The weight on label 1, and on label 0; a soft label divides its own.
    fn label_weights(&self, exec: &Exec) -> Result<(f64, f64)> {
        let parts = exec.map_chunks(Chunks::new(self.n_samples, CHUNK), |_, range| {
            let (mut ones, mut zeros) = (0.0, 0.0);
            for i in range {
                ones += self.weight(i) * self.y[i];
                zeros += self.weight(i) * (1.0 - self.y[i]);
            }
            Ok((ones, zeros))
        })?;
        Ok(parts.into_iter().fold((0.0, 0.0), |all, part| (all.0 + part.0, all.1 + part.1)))
    }

    /// An error that names the first element of `x` that is NaN or infinite.
    pub(super) fn check_finite(&self, exec: &Exec) -> Result<()> {
        match find(exec, self.x, |x| !x.is_finite())? {
            None => Ok(()),
            Some(index) => Err(Error::domain(format!(
                "X must be finite, got {} at row {}, column {}",
                self.x[index],
                index / self.n_features,
                index % self.n_features
            ))),
        }
    }
}

/// The first index whose value is `bad`.
fn find<T: Real>(exec: &Exec, x: &[T], bad: impl Fn(T) -> bool + Sync) -> Result<Option<usize>> {
    let firsts = exec.map_chunks(Chunks::new(x.len(), CHUNK), |_, range| {
        // Without an early exit the loop over the good values is a vector's.
        let any = x[range.clone()].iter().fold(false, |any, &x| any | bad(x));
        Ok(if any {
            x[range.clone()].iter().position(|&x| bad(x)).map(|i| range.start + i)
        } else {
            None
        })
    })?;
    Ok(firsts.into_iter().flatten().next())
}

fn sum(exec: &Exec, x: &[f64]) -> Result<f64> {
    let sums =
        exec.map_chunks(Chunks::new(x.len(), CHUNK), |_, range| Ok(x[range].iter().sum()))?;
    Ok(sums.into_iter().fold(0.0, |total: f64, part: f64| total + part))
}
