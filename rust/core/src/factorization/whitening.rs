//! A change of basis after which the part that all rows share is the identity.
//!
//! Every row's system is `G + l2 I + (its own entries)`, `G` the Gram matrix of the fixed factors. With
//! `G + l2 I = R^T R` (one Cholesky factorisation, in double precision) the factors `W = V R^-1` turn it
//! into `I + (its own entries)`, and solutions `z` of that are solutions `R^-1 z` of the original.

use fearless_simd::dispatch;

use super::gram::gram;
use crate::linalg::factor::inverse;
use crate::numerics::{filled, product};
use crate::simd::{Triangle, factor, padded, rows_times, rows_times_scratch};
use crate::{Error, Exec, Real, Result};

/// Rows transformed at a time: some 100 microseconds.
const CHUNK_ROWS: usize = 256;

#[derive(Debug)]
pub(super) struct Whitening {
    d: usize,
    /// `R^-1`, upper triangle.
    into: Vec<f64>,
    /// Its transpose.
    back: Vec<f64>,
}

impl Whitening {
    /// Of the rows of `fixed`, called `name` in errors, and the ridge `l2`. Where the result is not positive
    /// definite, so is no row's system; `row` is named as the first.
    pub(super) fn new<T: Real>(
        exec: &Exec,
        name: &str,
        fixed: &[T],
        d: usize,
        l2: f64,
        row: usize,
    ) -> Result<Self> {
        let stride = padded(d);
        let mut shared = gram(exec, name, fixed, d)?;
        for i in 0..d {
            shared[i * stride + i] += l2;
        }
        exec.check()?;
        let outcome = dispatch!(exec.level(), simd => factor(simd, d, &mut shared));
        outcome.map_err(|i| {
            Error::Linalg(format!(
                "the system of row {row} is singular: column {i} of {name} depends on the columns \
                 before it, and l2 = {l2} is too small to tell them apart"
            ))
        })?;
        let mut into = filled(product(&[stride, stride])?, 0.0)?;
        let mut scratch = filled(rows_times_scratch(d), 0.0)?;
        inverse(exec, d, &shared, &mut into, &mut scratch)?;
        let mut back = shared;
        for i in 0..stride {
            for j in 0..stride {
                back[i * stride + j] = into[j * stride + i];
            }
        }
        Ok(Self { d, into, back })
    }

    /// `fixed` in the new basis, in rows of `padded(d)`.
    pub(super) fn whitened<T: Real>(&self, exec: &Exec, fixed: &[T]) -> Result<Vec<T>> {
        let stride = padded(self.d);
        let mut result = filled(product(&[fixed.len() / self.d, stride])?, T::ZERO)?;
        let pairs = fixed.chunks(CHUNK_ROWS * self.d).zip(result.chunks_mut(CHUNK_ROWS * stride));
        exec.map_items(pairs.collect(), |_, (from, to)| {
            let mut scratch = filled(rows_times_scratch(self.d), 0.0)?;
            dispatch!(exec.level(), simd => {
                let (from, m) = ((from, self.d), (&self.into[..], Triangle::Upper));
                rows_times(simd, self.d, from, m, (to, stride), &mut scratch);
            });
            Ok(())
        })?;
        Ok(result)
    }

    /// Solutions `z` (rows of `padded(d)`) in the old basis, into `out` (rows of `d`).
    pub(super) fn back<T: Real>(&self, exec: &Exec, z: &[f64], out: &mut [T]) -> Result<()> {
        let mut scratch = filled(rows_times_scratch(self.d), 0.0)?;
        dispatch!(exec.level(), simd => {
            let (from, m) = ((z, padded(self.d)), (&self.back[..], Triangle::Lower));
            rows_times(simd, self.d, from, m, (out, self.d), &mut scratch);
        });
        Ok(())
    }
}
