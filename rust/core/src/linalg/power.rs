//! Power iteration: the eigenvalue of largest size and its vector.

use super::operator::Operator;
use super::vectors::{dot, length, scaled, subtract};
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
    let start = length(exec, v)?;
    scaled(exec, 1.0 / start, v, &mut w)?;
    v.copy_from_slice(&w);
    let mut end = PowerEnd { value: 0.0, n_iter: 0, converged: false };
    while end.n_iter < max_iter && !end.converged {
        exec.check()?;
        a.apply(exec, v, &mut w)?;
        end.n_iter += 1;
        end.value = dot(exec, v, &w)?;
        residual.copy_from_slice(&w);
        subtract(exec, v, [&[end.value]], [&mut residual])?;
        end.converged = length(exec, &residual)? <= tol * end.value.abs();
        if length(exec, &w)? == 0.0 {
            // The start lies in the null space: of a random start that is said of the zero matrix.
            return Ok(PowerEnd { value: 0.0, converged: true, ..end });
        }
        if !end.converged {
            // Twice, for the reciprocal of a length below the normal numbers is infinite.
            scaled(exec, lift(&w), &w, &mut residual)?;
            scaled(exec, 1.0 / length(exec, &residual)?, &residual, v)?;
        }
    }
    Ok(end)
}

/// A power of two that brings a vector of tiny numbers into range; 1 of others.
fn lift(w: &[f64]) -> f64 {
    const TINY: f64 = 1e-290;
    const LIFT: f64 = 18_446_744_073_709_551_616.0 * 18_446_744_073_709_551_616.0;
    if w.iter().all(|x| x.abs() < TINY) { LIFT } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;

    #[test]
    fn a_product_whose_squares_underflow_is_not_zero() {
        for level in available_levels() {
            let exec = Exec::serial(level);
            let a = [0.0, 1.0, 1e-320, 0.0];
            let mut v = [0.6, 0.8];
            let a = Operator::Dense(&a, 2);
            let end = power_iteration(&exec, a, 1e-10, 5, &mut v).unwrap();
            assert_eq!((end.n_iter, end.converged), (5, false));
            assert!(v.iter().all(|x| x.is_finite()) && v[0].hypot(v[1]) > 0.9);
        }
    }
}
