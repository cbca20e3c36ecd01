//! Newton's step `-H^-1 g`, by Cholesky of the Hessian scaled to a unit diagonal.

use fearless_simd::dispatch;

use crate::linalg::factor::factor;
use crate::numerics::filled;
use crate::simd::{Level, padded, solve};
use crate::{Error, Exec, Result};

/// A pivot of the scaled Hessian is `1 - R^2` of its column on those before: below this, rounding of
/// the sums (1e-16 times a few thousand) may be all there is of it.
const PIVOT_MIN: f64 = 1e-12;

/// What is added to the unit diagonal where a pivot vanishes: the step is then that of least length
/// but for a part of 1e-10 (Levenberg 1944), as the gradient has no component in the null space.
const SHIFT: f64 = 1e-10;

/// The factor between shifts, should the first not do.
const SHIFT_GROWTH: f64 = 100.0;

/// A finite matrix of unit diagonal, no element above 1, is positive definite before this.
const SHIFT_MAX: f64 = 1e4;

/// A factored Hessian: gives the step for any gradient.
#[derive(Clone, Debug)]
pub(super) struct NewtonStep {
    level: Level,
    factor: Vec<f64>,
    scale: Vec<f64>,
    pub full_rank: bool,
}

impl NewtonStep {
    /// From the upper triangle of a Hessian of order `size`, in the layout of `simd/tile.rs`.
    pub(super) fn new(exec: &Exec, size: usize, hessian: &[f64]) -> Result<Self> {
        let stride = padded(size);
        let mut scale = filled(size, 1.0)?;
        for (i, scale) in scale.iter_mut().enumerate() {
            let diagonal = hessian[i * stride + i];
            if diagonal > 0.0 {
                *scale = 1.0 / diagonal.sqrt();
            }
        }
        let mut scaled = filled(hessian.len(), 0.0)?;
        let mut shift = 0.0;
        loop {
            for i in 0..size {
                exec.check()?;
                let row = i * stride + i..i * stride + size;
                let elements = scaled[row.clone()].iter_mut().zip(&hessian[row]);
                for ((scaled, hessian), scale_j) in elements.zip(&scale[i..]) {
                    *scaled = hessian * scale[i] * scale_j;
                }
                scaled[i * stride + i] += shift;
            }
            // The factor's diagonal holds the reciprocal roots of the pivots.
            let smallest = PIVOT_MIN.sqrt().recip();
            if factor(exec, size, &mut scaled)?
                && (0..size).all(|i| scaled[i * stride + i] < smallest)
            {
                let level = exec.level();
                return Ok(Self { level, factor: scaled, scale, full_rank: shift == 0.0 });
            }
            if shift > SHIFT_MAX {
                return Err(Error::domain("X is too large, its squares overflow: scale the data"));
            }
            shift = if shift == 0.0 { SHIFT } else { shift * SHIFT_GROWTH };
        }
    }

    /// `-H^-1 gradient`.
    pub(super) fn direction(&self, gradient: &[f64]) -> Result<Vec<f64>> {
        let size = gradient.len();
        let mut direction = filled(padded(size), 0.0)?;
        for ((d, g), s) in direction.iter_mut().zip(gradient).zip(&self.scale) {
            *d = -g * s;
        }
        dispatch!(self.level, simd => solve(simd, size, &self.factor, &mut direction));
        direction.truncate(size);
        for (d, s) in direction.iter_mut().zip(&self.scale) {
            *d *= s;
        }
        Ok(direction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;

    fn upper(rows: &[&[f64]]) -> Vec<f64> {
        let stride = padded(rows.len());
        let mut upper = vec![0.0; stride * stride];
        for (i, row) in rows.iter().enumerate() {
            upper[i * stride + i..][..row.len()].copy_from_slice(row);
        }
        upper
    }

    #[test]
    fn a_small_system() {
        // [4 2; 2 3] d = -(2, 5)  =>  d = (0.5, -2).
        for level in available_levels() {
            let hessian = upper(&[&[4.0, 2.0], &[3.0]]);
            let step = NewtonStep::new(&Exec::serial(level), 2, &hessian).unwrap();
            assert!(step.full_rank);
            let d = step.direction(&[2.0, 5.0]).unwrap();
            assert!((d[0] - 0.5).abs() + (d[1] + 2.0).abs() < 1e-14);
        }
    }

    #[test]
    fn equal_columns_share_and_zero_columns_stay() {
        for level in available_levels() {
            let hessian = upper(&[&[1.0, 1.0, 0.0], &[1.0, 0.0], &[0.0]]);
            let step = NewtonStep::new(&Exec::serial(level), 3, &hessian).unwrap();
            assert!(!step.full_rank);
            let direction = step.direction(&[-1.0, -1.0, 0.0]).unwrap();
            for (d, want) in direction.iter().zip([0.5, 0.5, 0.0]) {
                assert!((d - want).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn what_overflows_is_an_error() {
        let hessian = upper(&[&[f64::INFINITY]]);
        assert!(NewtonStep::new(&Exec::serial(Level::baseline()), 1, &hessian).is_err());
    }
}
