//! A change of basis after which the part that all rows share is the identity.
//!
//! Every row's system is `g G + l I + (its own entries)`, G the Gram matrix of the fixed factors and g
//! what every pair weighs. With `g G + l I = R^T R` (one Cholesky factorisation, in double precision) the
//! factors `W = V R^-1` turn it into `I + (its own entries)`, and solutions `z` of that are solutions
//! `R^-1 z` of the original.
//!
//! Where the ridge l differs from row to row, the eigenvectors Q of G serve instead: with `D = g e + l0`
//! of its eigenvalues e and the least ridge l0, `W = V Q D^-1/2` turns the system of a row with ridge l
//! into `I + (l - l0) D^-1 + (its own entries)`: a diagonal still, of at least 1.
//!
//! The basis is found in double precision. Where it is well-conditioned, factors of single precision have
//! their Gram matrix summed up, and change to the basis and back, in their own: the loss of Gowalla stays
//! the same to eight digits.

use fearless_simd::dispatch;

use super::fixed::Fixed;
use super::gram::{gram, quick_gram};
use super::objective::Objective;
use crate::linalg::factor::inverse;
use crate::linalg::symmetric_eigen;
use crate::numerics::{filled, product};
use crate::simd::{Triangle, factor, padded, rows_times, rows_times_scratch};
use crate::{Error, Exec, Real, Result};

/// Rows transformed at a time: some 100 microseconds.
const CHUNK_ROWS: usize = 256;

/// The condition number, in the Frobenius norm and for each factor, up to which a change of basis is made
/// in the factors' own precision: it costs them some four bits at most, as many as the sums of a row.
const MAX_CONDITION: f64 = 16.0;

/// The same for a Gram matrix of single precision: its errors count by the square. Of Gowalla it is at most
/// 1.2 with 16 to 512 factors.
const MAX_QUICK_CONDITION: f64 = 2.0;

/// A change of basis.
#[derive(Debug)]
struct Change<T> {
    matrix: Vec<f64>,
    /// The same, where that is precise enough; else empty.
    own: Vec<T>,
    /// Which part of it is not zero.
    triangle: Triangle,
}

impl<T: Real> Change<T> {
    fn new(matrix: Vec<f64>, triangle: Triangle) -> Self {
        Self { matrix, own: Vec::new(), triangle }
    }
}

#[derive(Debug)]
pub(super) struct Whitening<T> {
    d: usize,
    /// From factors to the new basis.
    into: Change<T>,
    /// Its transpose: from solutions to factors.
    back: Change<T>,
    /// The inverse of that: from factors to solutions.
    forth: Change<T>,
    /// `D^-1`, or nothing where the ridge is one for all rows.
    spread: Vec<f64>,
}

impl<T: Real> Whitening<T> {
    /// From the Gram matrix of the fixed factors, `known` or not. Where the shared part is not positive
    /// definite, so is no row's system; `row` is named as the first, and columns from `column` on.
    pub(super) fn new(
        exec: &Exec,
        fixed: Fixed<T>,
        known: Option<&[f64]>,
        objective: Objective,
        (row, column): (usize, usize),
    ) -> Result<Self> {
        let quick = match known {
            Some(gram) => gram.to_vec(),
            None => quick_gram(exec, fixed.name, fixed.factors, fixed.d)?,
        };
        if size_of::<T>() < size_of::<f64>() {
            match Self::of(exec, fixed, quick, objective, (row, column)) {
                Ok(whitening) if whitening.condition() <= MAX_QUICK_CONDITION => {
                    return whitening.narrow();
                }
                Ok(_) | Err(Error::Linalg(_)) => {}
                Err(error) => return Err(error),
            }
            let gram = gram(exec, fixed.name, fixed.factors, fixed.d)?;
            let whitening = Self::of(exec, fixed, gram, objective, (row, column))?;
            if whitening.condition() <= MAX_CONDITION { whitening.narrow() } else { Ok(whitening) }
        } else {
            Self::of(exec, fixed, quick, objective, (row, column))
        }
    }

    /// In double precision.
    fn of(
        exec: &Exec,
        fixed: Fixed<T>,
        mut shared: Vec<f64>,
        objective: Objective,
        (row, column): (usize, usize),
    ) -> Result<Self> {
        let (d, weight) = (fixed.d, objective.everywhere());
        shared.iter_mut().for_each(|x| *x *= weight);
        let least = objective.ridge(1, fixed.factors.len() / d);
        if objective.ridge_varies() {
            Self::by_eigenvectors(exec, fixed.name, d, &shared, least, row)
        } else {
            Self::by_cholesky(exec, fixed.name, d, shared, least, (row, column))
        }
    }

    /// The condition number, in the Frobenius norm and for each factor: 1 at best.
    fn condition(&self) -> f64 {
        let square = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>();
        (square(&self.into.matrix) * square(&self.forth.matrix)).sqrt() / self.d as f64
    }

    /// Makes changes of basis in the precision of the factors.
    fn narrow(mut self) -> Result<Self> {
        for change in [&mut self.into, &mut self.back, &mut self.forth] {
            change.own = filled(change.matrix.len(), T::ZERO)?;
            let pairs = change.own.iter_mut().zip(&change.matrix);
            pairs.for_each(|(own, &x)| *own = T::from_f64(x));
        }
        Ok(self)
    }

    fn by_cholesky(
        exec: &Exec,
        name: &str,
        d: usize,
        mut shared: Vec<f64>,
        ridge: f64,
        (row, column): (usize, usize),
    ) -> Result<Self> {
        let stride = padded(d);
        for i in 0..d {
            shared[i * stride + i] += ridge;
        }
        exec.check()?;
        let outcome = dispatch!(exec.level(), simd => factor(simd, d, &mut shared));
        outcome.map_err(|i| {
            Error::Linalg(format!(
                "the system of row {row} is singular: column {} of {name} depends on the columns \
                 before it, and l2 = {ridge} is too small to tell them apart",
                column + i
            ))
        })?;
        let mut into = filled(product(&[stride, stride])?, 0.0)?;
        let mut scratch = filled(rows_times_scratch(d), 0.0)?;
        inverse(exec, d, &shared, &mut into, &mut scratch)?;
        let mut forth = filled(into.len(), 0.0)?;
        transpose(stride, &shared, &mut forth);
        for i in 0..d {
            forth[i * stride + i] = 1.0 / forth[i * stride + i];
        }
        let mut back = shared;
        transpose(stride, &into, &mut back);
        let into = Change::new(into, Triangle::Upper);
        let [back, forth] = [back, forth].map(|matrix| Change::new(matrix, Triangle::Lower));
        Ok(Self { d, into, back, forth, spread: Vec::new() })
    }

    fn by_eigenvectors(
        exec: &Exec,
        name: &str,
        d: usize,
        shared: &[f64],
        least: f64,
        row: usize,
    ) -> Result<Self> {
        let stride = padded(d);
        let mut vectors = filled(product(&[d, d])?, 0.0)?;
        for i in 0..d {
            for j in i..d {
                vectors[j * d + i] = shared[i * stride + j];
            }
        }
        let mut spread = filled(d, 0.0)?;
        symmetric_eigen(exec, d, &mut vectors, &mut spread)?;
        let floor = d as f64 * f64::EPSILON * (spread[d - 1] + least);
        for spread in &mut spread {
            let shared = spread.max(0.0) + least;
            if shared <= floor {
                return Err(Error::Linalg(format!(
                    "the system of row {row} is singular: the columns of {name} depend on each other, \
                     and a ridge of {least} is too small to tell them apart"
                )));
            }
            *spread = 1.0 / shared;
        }
        let mut into = filled(product(&[stride, stride])?, 0.0)?;
        for (into, vectors) in into.chunks_mut(stride).zip(vectors.chunks(d)) {
            for ((into, &q), &spread) in into.iter_mut().zip(vectors).zip(&spread) {
                *into = q * spread.sqrt();
            }
        }
        let mut back = filled(into.len(), 0.0)?;
        transpose(stride, &into, &mut back);
        let mut forth = filled(into.len(), 0.0)?;
        for (forth, into) in forth.chunks_mut(stride).zip(into.chunks(stride)) {
            for ((forth, &into), &spread) in forth.iter_mut().zip(into).zip(&spread) {
                *forth = into / spread;
            }
        }
        let [into, back, forth] =
            [into, back, forth].map(|matrix| Change::new(matrix, Triangle::Whole));
        Ok(Self { d, into, back, forth, spread })
    }

    /// What a ridge of 1 on top of the least adds to the diagonal; empty where no row has more.
    pub(super) fn spread(&self) -> &[f64] {
        &self.spread
    }

    /// `fixed` in the new basis, into `whitened`, in rows of `padded(d)`.
    pub(super) fn whiten(&self, exec: &Exec, fixed: &[T], whitened: &mut [T]) -> Result<()> {
        let stride = padded(self.d);
        let pairs = fixed.chunks(CHUNK_ROWS * self.d).zip(whitened.chunks_mut(CHUNK_ROWS * stride));
        exec.map_items(pairs.collect(), |_, (from, to)| {
            change(exec, self.d, &self.into, (from, self.d), (to, stride))
        })?;
        Ok(())
    }

    /// Solutions `z` (rows of `padded(d)`) in the old basis, into `out` (rows of `d`).
    pub(super) fn back(&self, exec: &Exec, z: &[f64], out: &mut [T]) -> Result<()> {
        change(exec, self.d, &self.back, (z, padded(self.d)), (out, self.d))
    }

    /// Gradients of solutions in the old basis (rows of `padded(d)`, as of factors), into `to` (the same),
    /// in double precision.
    pub(super) fn gradients(&self, exec: &Exec, from: &[f64], to: &mut [f64]) -> Result<()> {
        let (Change { matrix, triangle, .. }, stride) = (&self.into, padded(self.d));
        times(exec, self.d, (from, stride), (matrix, *triangle), (to, stride))
    }

    /// Factors (rows of `d`) as solutions, into `z` (rows of `padded(d)`).
    pub(super) fn forth(&self, exec: &Exec, factors: &[T], z: &mut [f64]) -> Result<()> {
        change(exec, self.d, &self.forth, (factors, self.d), (z, padded(self.d)))
    }
}

/// The rows of `from` in another basis, into `to`, each with its stride.
fn change<T: Real, X: Real, Y: Real>(
    exec: &Exec,
    d: usize,
    Change { matrix, own, triangle }: &Change<T>,
    from: (&[X], usize),
    to: (&mut [Y], usize),
) -> Result<()> {
    if own.is_empty() {
        times(exec, d, from, (matrix, *triangle), to)
    } else {
        times(exec, d, from, (own, *triangle), to)
    }
}

fn times<M: Real, X: Real, Y: Real>(
    exec: &Exec,
    d: usize,
    from: (&[X], usize),
    m: (&[M], Triangle),
    to: (&mut [Y], usize),
) -> Result<()> {
    let mut scratch = filled(rows_times_scratch(d), M::ZERO)?;
    dispatch!(exec.level(), simd => rows_times(simd, d, from, m, to, &mut scratch));
    Ok(())
}

fn transpose(n: usize, from: &[f64], to: &mut [f64]) {
    for i in 0..n {
        for j in 0..n {
            to[i * n + j] = from[j * n + i];
        }
    }
}
