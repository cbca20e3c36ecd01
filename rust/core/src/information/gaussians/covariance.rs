//! A covariance matrix: checked, brought to variances near 1, and factored.
//!
//! `cov = D^-1 L L^T D^-1` with D of powers of two that bring the deviations into [1, 2): exact, so that
//! neither squares nor determinants leave the range, and a badly scaled matrix keeps its digits.

use fearless_simd::dispatch;

use crate::linalg::{Matrix, cholesky};
use crate::numerics::{filled, power_of_two, product, reserved};
use crate::parallel::Chunks;
use crate::simd::{Level, dot};
use crate::{Error, Exec, Real, Result, Work};

/// Right-hand sides of a task: each reads the factor, which then stays in the L2 cache for all.
const COLUMNS: usize = 8;

/// The predicted time of what starts from a factor of order `n`.
pub fn covariance_work(n: usize) -> Work {
    /// Nanoseconds for each n^3, two factors and a substitution.
    const NS: f64 = 0.1;
    let n = n as f64;
    Work::new(1, NS * n * n * n)
}

/// A covariance matrix as its factor.
#[derive(Debug)]
pub struct Covariance {
    n: usize,
    /// Diagonal of D.
    pub(super) scales: Vec<f64>,
    /// L, row by row, zeros above its diagonal.
    pub(super) factor: Vec<f64>,
}

impl Covariance {
    /// Of a symmetric positive definite matrix, called `name` in errors.
    pub fn new<T: Real>(exec: &Exec, name: &str, cov: &[T], shape: [usize; 2]) -> Result<Self> {
        let [n, n_columns] = shape;
        if n != n_columns || cov.len() != product(&shape)? {
            return Err(Error::shape(format!(
                "{name} must be square, got shape ({n}, {n_columns})"
            )));
        }
        if let Some(at) = cov.iter().position(|x| !x.is_finite()) {
            let (i, j) = (at / n, at % n);
            let got = cov[at].to_f64();
            return Err(Error::domain(format!("{name} must be finite, got {got} at ({i}, {j})")));
        }
        let mut scales = reserved(n)?;
        for i in 0..n {
            let variance = cov[i * n + i].to_f64();
            if variance <= 0.0 {
                return Err(Error::Linalg(format!(
                    "{name} must be positive definite, but element ({i}, {i}) is {variance}"
                )));
            }
            scales.push(power_of_two(variance.sqrt()));
        }
        let near_one = near_one(name, cov, &scales)?;
        let mut factor = filled(near_one.len(), 0.0)?;
        match cholesky(exec, Matrix::new(&near_one, n, n)?, &mut factor) {
            Ok(()) => Ok(Self { n, scales, factor }),
            // Of a matrix that is far from positive definite, elements scaled may be infinite.
            Err(Error::Linalg(text) | Error::Domain(text)) => Err(Error::Linalg(format!(
                "{name} must be positive definite; with variances near 1, {text}"
            ))),
            Err(error) => Err(error),
        }
    }

    /// The order.
    pub fn n(&self) -> usize {
        self.n
    }

    /// A row of L up to its diagonal.
    pub(super) fn row(&self, i: usize) -> &[f64] {
        &self.factor[i * self.n..][..=i]
    }

    /// That `mean`, called `name`, is one of this order, and finite.
    pub(super) fn check_mean<T: Real>(&self, name: &str, mean: &[T]) -> Result<()> {
        if mean.len() != self.n {
            let (got, n) = (mean.len(), self.n);
            return Err(Error::shape(format!("{name} must have {n} elements, got {got}")));
        }
        match mean.iter().position(|x| !x.is_finite()) {
            None => Ok(()),
            Some(at) => {
                let got = mean[at].to_f64();
                Err(Error::domain(format!("{name} must be finite, got {got} at index {at}")))
            }
        }
    }
}

/// `D cov D`, after a look at its symmetry.
fn near_one<T: Real>(name: &str, cov: &[T], scales: &[f64]) -> Result<Vec<f64>> {
    let n = scales.len();
    // Beside variances near 1: half the digits.
    let tolerance = T::EPSILON.to_f64().sqrt();
    let mut scaled = filled(cov.len(), 0.0)?;
    for i in 0..n {
        for j in 0..=i {
            let (lower, upper) = (cov[i * n + j].to_f64(), cov[j * n + i].to_f64());
            let [here, there] = [lower, upper].map(|x| x * scales[i] * scales[j]);
            if (here - there).abs() > tolerance {
                return Err(Error::domain(format!(
                    "{name} must be symmetric, got {lower} at ({i}, {j}) and {upper} at ({j}, {i})"
                )));
            }
            (scaled[i * n + j], scaled[j * n + i]) = (here, here);
        }
    }
    Ok(scaled)
}

/// L of `cov = L L^T` itself, into `out`.
pub fn covariance_factor<T: Real>(
    exec: &Exec,
    name: &str,
    cov: &[T],
    shape: [usize; 2],
    out: &mut [f64],
) -> Result<()> {
    let cov = Covariance::new(exec, name, cov, shape)?;
    if out.len() != cov.factor.len() {
        return Err(Error::shape("out must have the shape of the matrix"));
    }
    let rows = out.chunks_exact_mut(cov.n.max(1)).zip(cov.factor.chunks_exact(cov.n.max(1)));
    for ((out, row), scale) in rows.zip(&cov.scales) {
        out.iter_mut().zip(row).for_each(|(out, x)| *out = x / scale);
    }
    Ok(())
}

/// Solves `L x = b` in place, from the element `first` on, before which b is zero. `row(i)` is that of L
/// up to its diagonal.
pub(super) fn substitute<'a>(
    level: Level,
    row: impl Fn(usize) -> &'a [f64],
    first: usize,
    x: &mut [f64],
) {
    for i in first..x.len() {
        let (known, rest) = x.split_at_mut(i);
        if let Some((diagonal, left)) = row(i).split_last() {
            let sum = dispatch!(level, simd => dot(simd, &left[first..], &known[first..]));
            rest[0] = (rest[0] - sum) / diagonal;
        }
    }
}

/// Right-hand sides in tasks of fixed size.
pub(super) fn columns(n: usize) -> Chunks {
    Chunks::new(n, COLUMNS)
}
