//! The relative entropy of two normal distributions, without cancellation.
//!
//! The textbook's
//! ```text
//! D = (tr(C1^-1 C0) + d^T C1^-1 d - n + log det C1 - log det C0) / 2
//! ```
//! subtracts numbers of the size of n. With `M = L1^-1 L0`, lower triangular, of the Cholesky factors,
//! ```text
//! D = (|L1^-1 d|^2 + sum over i > j of M_ij^2 + sum over i of [M_ii^2 - 1 - log M_ii^2]) / 2
//! ```
//! no term is negative, and D is 0 exactly of equal arguments. A column of M is a substitution from its
//! diagonal on: n^3 / 6 multiply-adds, shared out among the threads.

use super::covariance::{Covariance, columns, substitute};
use crate::numerics::filled;
use crate::{Error, Exec, Real, Result};

/// `D(N(mean0, cov0) || N(mean1, cov1))` in nats.
pub fn gaussian_kl<T: Real>(
    exec: &Exec,
    (mean0, cov0, shape0): (&[T], &[T], [usize; 2]),
    (mean1, cov1, shape1): (&[T], &[T], [usize; 2]),
) -> Result<f64> {
    let from = Covariance::new(exec, "cov0", cov0, shape0)?;
    let to = Covariance::new(exec, "cov1", cov1, shape1)?;
    let n = from.n();
    if n != to.n() {
        return Err(Error::shape(format!(
            "cov0 and cov1 must have the same order, got {n} and {}",
            to.n()
        )));
    }
    from.check_mean("mean0", mean0)?;
    to.check_mean("mean1", mean1)?;
    let mut distance = filled(n, 0.0)?;
    for (i, distance) in distance.iter_mut().enumerate() {
        *distance = (mean1[i].to_f64() - mean0[i].to_f64()) * to.scales[i];
    }
    substitute(exec.level(), |i| to.row(i), 0, &mut distance);
    let parts = exec.map_chunks(columns(n), |_, columns| {
        let (mut x, mut sum) = (filled(n, 0.0)?, 0.0);
        for j in columns {
            for (i, x) in x.iter_mut().enumerate().skip(j) {
                *x = from.row(i)[j] * (to.scales[i] / from.scales[i]);
            }
            substitute(exec.level(), |i| to.row(i), j, &mut x);
            sum += x[j + 1..].iter().map(|x| x * x).sum::<f64>();
            let log = || {
                let logs = from.row(j)[j].ln() - to.row(j)[j].ln();
                logs + (to.scales[j].ln() - from.scales[j].ln())
            };
            sum += excess(x[j], log);
        }
        Ok(sum)
    })?;
    let of_means: f64 = distance.iter().map(|x| x * x).sum();
    Ok(0.5 * (of_means + parts.iter().sum::<f64>()))
}

/// `m^2 - 1 - log m^2`, where `log` gives `log m` also of an m that over- or underflowed.
fn excess(m: f64, log: impl Fn() -> f64) -> f64 {
    const NEAR: std::ops::Range<f64> = 0.5..2.0;
    if NEAR.contains(&m) {
        let r = (m - 1.0) * (m + 1.0);
        return r - r.ln_1p();
    }
    m * m - 1.0 - 2.0 * log()
}
