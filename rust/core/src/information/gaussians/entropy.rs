//! The entropy of a normal distribution: `log det(2 pi e C) / 2`.

use super::covariance::Covariance;
use crate::{Exec, Real, Result};

/// `log(2 pi e) / 2`: the entropy of the standard normal distribution.
const OF_STANDARD: f64 = 1.418_938_533_204_672_7;

/// The differential entropy in nats.
pub fn gaussian_entropy<T: Real>(exec: &Exec, cov: &[T], shape: [usize; 2]) -> Result<f64> {
    let cov = Covariance::new(exec, "cov", cov, shape)?;
    let of_axis = |(i, &scale): (usize, &f64)| OF_STANDARD + (cov.row(i)[i].ln() - scale.ln());
    Ok(cov.scales.iter().enumerate().map(of_axis).sum())
}
