//! Power iteration: the eigenvalue of largest size and its vector.

use super::operator::Operator;
use super::vectors::{dot, norm, scaled, subtract};
use crate::numerics::filled;
use crate::{Error, Exec, Real, Result};

/// Where power iteration ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerEnd {
    /// The Rayleigh quotient of the vector.
    pub value: f64,
    /// Products with the matrix.
    pub n_iter: usize,
    /// `|A v - value v| <= tol |value|`.
    pub converged: bool,
}

/// `v = A v / |A v|` from `v` on, in place, until `|A v - (v . A v) v| <= tol |v . A v|`.
pub fn power_iteration<T: Real>(
    exec: &Exec,
    a: Operator<T>,
    tol: f64,
    max_iter: usize,
    v: &mut [f64],
) -> Result<PowerEnd> {
    a.check()?;
    if v.len() != a.n() {
        return Err(Error::shape("the vector must be as long as A has rows"));
    }
    let mut w = filled(v.len(), 0.0)?;
    let mut residual = filled(v.len(), 0.0)?;
    let start = norm(exec, v)?;
    scaled(exec, 1.0 / start, v, &mut w)?;
    v.copy_from_slice(&w);
    let mut end = PowerEnd { value: 0.0, n_iter: 0, converged: false };
    while end.n_iter < max_iter && !end.converged {
        exec.check()?;
        a.apply(exec, v, &mut w)?;
        end.n_iter += 1;
        end.value = dot(exec, v, &w)?;
        residual.copy_from_slice(&w);
        subtract(exec, v, &[end.value], &mut residual)?;
        end.converged = norm(exec, &residual)? <= tol * end.value.abs();
        let length = norm(exec, &w)?;
        if length == 0.0 {
            // The start lies in the null space: of a random start that is said of the zero matrix.
            return Ok(PowerEnd { value: 0.0, converged: true, ..end });
        }
        if !end.converged {
            scaled(exec, 1.0 / length, &w, v)?;
        }
    }
    Ok(end)
}
