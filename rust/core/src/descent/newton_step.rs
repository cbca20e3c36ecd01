//! Newton's step `-H^-1 g`, by Cholesky of the Hessian scaled to a unit diagonal.

use super::hessian::Lower;
use crate::numerics::filled;
use crate::{Error, Result};

/// A pivot of the scaled Hessian is `1 - R^2` of its column on those before: below this, rounding of
/// the sums (1e-16 times a few thousand) may be all there is of it.
const PIVOT_MIN: f64 = 1e-12;

/// What is added to the unit diagonal where a pivot vanishes: the step is then that of least length
/// but for a part of 1e-10 (Levenberg 1944), as the gradient has no component in the null space.
const SHIFT: f64 = 1e-10;

/// The factor between shifts, should the first not do.
const SHIFT_GROWTH: f64 = 100.0;

/// A finite matrix of unit diagonal, no element above 1, is positive definite before this.
const SHIFT_MAX: f64 = 1e3;

/// A direction, and whether the Hessian has full rank.
#[derive(Clone, Debug)]
pub(super) struct NewtonStep {
    pub direction: Vec<f64>,
    pub full_rank: bool,
}

impl NewtonStep {
    pub(super) fn new(hessian: &Lower, gradient: &[f64]) -> Result<Self> {
        let size = gradient.len();
        let mut scale = filled(size, 1.0)?;
        for (i, scale) in scale.iter_mut().enumerate() {
            let diagonal = hessian.values[i * hessian.stride + i];
            if diagonal > 0.0 {
                *scale = 1.0 / diagonal.sqrt();
            }
        }
        let mut factor = filled(size * size, 0.0)?;
        let mut shift = 0.0;
        while !cholesky(hessian, &scale, shift, &mut factor) {
            shift = if shift == 0.0 { SHIFT } else { shift * SHIFT_GROWTH };
            if shift > SHIFT_MAX {
                return Err(Error::domain("X is too large, its squares overflow: scale the data"));
            }
        }
        let mut direction: Vec<f64> = gradient.iter().zip(&scale).map(|(g, s)| -g * s).collect();
        solve(&factor, &mut direction);
        for (d, s) in direction.iter_mut().zip(&scale) {
            *d *= s;
        }
        Ok(Self { direction, full_rank: shift == 0.0 })
    }
}

/// The lower factor of `scale H scale + shift I`; `false` where a pivot vanishes.
fn cholesky(hessian: &Lower, scale: &[f64], shift: f64, factor: &mut [f64]) -> bool {
    let size = scale.len();
    for i in 0..size {
        let (done, row) = factor.split_at_mut(i * size);
        let row = &mut row[..size];
        for j in 0..=i {
            let scaled = hessian.values[i * hessian.stride + j] * scale[i] * scale[j];
            let known = &done[(j * size).min(done.len())..];
            if j < i {
                row[j] = (scaled - dot(&row[..j], &known[..j])) / known[j];
            } else {
                let pivot = scaled + shift - dot(&row[..i], &row[..i]);
                if !(pivot > PIVOT_MIN) {
                    return false;
                }
                row[i] = pivot.sqrt();
            }
        }
    }
    true
}

/// Solves `L L^T x = b` in place.
fn solve(factor: &[f64], b: &mut [f64]) {
    let size = b.len();
    for i in 0..size {
        let row = &factor[i * size..][..=i];
        b[i] = (b[i] - dot(&row[..i], &b[..i])) / row[i];
    }
    for i in (0..size).rev() {
        let row = &factor[i * size..][..=i];
        b[i] /= row[i];
        let value = b[i];
        for (b, l) in b[..i].iter_mut().zip(row) {
            *b -= value * l;
        }
    }
}

/// A dot product in four interleaved sums, so that additions need not wait for each other.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (a, b) = (a.as_chunks::<4>(), b.as_chunks::<4>());
    for (a, b) in a.0.iter().zip(b.0) {
        for i in 0..4 {
            sums[i] += a[i] * b[i];
        }
    }
    let rest: f64 = a.1.iter().zip(b.1).map(|(a, b)| a * b).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lower(rows: &[&[f64]]) -> Lower {
        let mut lower = Lower::zero(rows.len()).unwrap();
        for (i, row) in rows.iter().enumerate() {
            lower.values[i * lower.stride..][..row.len()].copy_from_slice(row);
        }
        lower
    }

    #[test]
    fn a_small_system() {
        // [4 2; 2 3] d = -(2, 5)  =>  d = (0.5, -2).
        let step = NewtonStep::new(&lower(&[&[4.0], &[2.0, 3.0]]), &[2.0, 5.0]).unwrap();
        assert!(step.full_rank);
        assert!((step.direction[0] - 0.5).abs() < 1e-15 && (step.direction[1] + 2.0).abs() < 1e-15);
    }

    #[test]
    fn equal_columns_share_and_zero_columns_stay() {
        let hessian = lower(&[&[1.0], &[1.0, 1.0], &[0.0, 0.0, 0.0]]);
        let step = NewtonStep::new(&hessian, &[-1.0, -1.0, 0.0]).unwrap();
        assert!(!step.full_rank);
        for (d, want) in step.direction.iter().zip([0.5, 0.5, 0.0]) {
            assert!((d - want).abs() < 1e-6);
        }
    }
}
