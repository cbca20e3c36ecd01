//! An orthonormal basis of the columns of a tall matrix, by Cholesky's factorisation of its Gram matrix,
//! twice (Y. Yamamoto, Y. Nakatsukasa, Y. Yanagisawa, T. Fukaya, ETNA 44, 2015, 306-326).
//!
//! The simple loop: `G = X^T X;  R^T R = G;  X = X R^-1`, and again, for the columns are orthonormal to
//! `eps cond(X)^2` only after the first pass, to `eps` after the second.
//! 1. All of it is products on register tiles, rows in chunks on all threads: a pass reads X twice, where
//!    reflections would read it once a column.
//! 2. The Gram matrix is summed in double precision, so that float32 has digits to spare.
//! 3. Where the factorisation meets a pivot that is rounding errors, the diagonal is raised above them:
//!    X R^-1 is then better conditioned by seven digits, and the next pass goes on from there (T. Fukaya
//!    et al., SIAM J. Sci. Comput. 42, 2020, A477-A503). Columns that depend on others become
//!    rounding errors made large, which is as good a choice as any.
//! 4. Where that does not help (columns of zeros), reflections do (`householder.rs`): they give
//!    orthonormal columns whatever X is, in three times the time.

use fearless_simd::dispatch;

use super::factor::{factor, inverse};
use super::householder::reflect;
use crate::factorization::gram;
use crate::numerics::{filled, product};
use crate::simd::{Triangle, padded, rows_times, rows_times_scratch};
use crate::{Error, Exec, Real, Result, Work};

/// How orthonormal the result has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passes {
    /// To `eps cond(X)^2`: for subspaces on their way.
    One,
    /// To `eps`.
    Enough,
}

/// A pass over a matrix as orthonormal as this leaves it orthonormal to rounding errors.
const NEAR: f64 = 0.1;

/// Rounding errors of the largest diagonal element, for each column, by which the diagonal is raised:
/// well above those that `factor` refuses.
const SHIFT: f64 = 16.0;

/// Rows transformed at a time.
const CHUNK_ROWS: usize = 256;

/// The predicted time.
pub fn orthonormalize_work(n_rows: usize, d: usize) -> Work {
    const NS: f64 = 0.1;
    Work::new(n_rows.saturating_mul(d).saturating_mul(d), NS)
}

/// Columns of `x`, rows of `d` elements, become orthonormal. What they span contains what the columns of
/// `x` did.
pub fn orthonormalize<T: Real>(exec: &Exec, x: &mut [T], d: usize, passes: Passes) -> Result<()> {
    /// Two, and three that raise the diagonal: one for seven digits.
    const MOST: usize = 5;
    if d == 0 || x.len() / d < d || !x.len().is_multiple_of(d) {
        return Err(Error::shape(format!(
            "a basis of {d} columns must have at least as many rows, got {}",
            x.len().checked_div(d).unwrap_or(0)
        )));
    }
    let (mut factored, stride) = (filled(product(&[padded(d), padded(d)])?, 0.0)?, padded(d));
    for _ in 0..MOST {
        let mut gram = gram(exec, "A", x, d)?;
        let is_near = off_identity(&gram, d) < NEAR;
        factored.copy_from_slice(&gram);
        let mut is_factored = factor(exec, d, &mut factored)?;
        let is_shifted = !is_factored;
        if is_shifted {
            let largest = (0..d).fold(0.0, |most: f64, i| most.max(gram[i * stride + i]));
            (0..d).for_each(|i| gram[i * stride + i] += SHIFT * d as f64 * f64::EPSILON * largest);
            factored.copy_from_slice(&gram);
            is_factored = factor(exec, d, &mut factored)?;
        }
        if !is_factored {
            break;
        }
        exec.check()?;
        divide(exec, x, d, &factored)?;
        if !is_shifted && (is_near || passes == Passes::One) {
            return Ok(());
        }
    }
    reflect(exec, x, d)
}

/// The largest element of `gram - I`.
fn off_identity(gram: &[f64], d: usize) -> f64 {
    let stride = padded(d);
    let off = |i: usize, j: usize| gram[i * stride + j] - if i == j { 1.0 } else { 0.0 };
    (0..d)
        .flat_map(|i| (i..d).map(move |j| (i, j)))
        .fold(0.0, |most, (i, j)| most.max(off(i, j).abs()))
}

/// `x = x R^-1`, where `factor` holds R.
fn divide<T: Real>(exec: &Exec, x: &mut [T], d: usize, factor: &[f64]) -> Result<()> {
    let mut inverse_of = filled(product(&[padded(d), padded(d)])?, 0.0)?;
    let mut scratch = filled(rows_times_scratch(d), 0.0)?;
    inverse(exec, d, factor, &mut inverse_of, &mut scratch)?;
    exec.map_items(x.chunks_mut(CHUNK_ROWS * d).collect(), |_, x| {
        let mut scratch = filled(rows_times_scratch(d), 0.0)?;
        let mut copy = filled(x.len(), T::ZERO)?;
        copy.copy_from_slice(x);
        dispatch!(exec.level(), simd => {
            let m = (&inverse_of[..], Triangle::Upper);
            rows_times(simd, d, (&copy, d), m, (x, d), &mut scratch);
        });
        Ok(())
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;

    fn defect<T: Real>(x: &[T], d: usize) -> f64 {
        let mut most = 0.0_f64;
        for i in 0..d {
            for j in 0..=i {
                let dot: f64 = x.chunks(d).map(|row| row[i].to_f64() * row[j].to_f64()).sum();
                most = most.max((dot - if i == j { 1.0 } else { 0.0 }).abs());
            }
        }
        most
    }

    fn check<T: Real>(eps: f64) {
        for level in available_levels() {
            let exec = Exec::serial(level);
            for d in [1, 5, 16, 17, 33] {
                for n in [d, d + 1, 300] {
                    for kind in 0..4 {
                        let value = |i: usize, j: usize| {
                            let x =
                                ((i * 7919 + j * 104_729 + i * j * 31) % 1009) as f64 / 504.0 - 1.0;
                            match kind {
                                0 => x,
                                // Scales of all sizes.
                                1 => x * 10.0_f64.powi(j as i32 % 9 - 4),
                                // Two columns alike, and zeros.
                                2 if j == d - 1 => (i % 3) as f64,
                                2 => (i % 3) as f64 * if j == 1 { 0.0 } else { 1.0 },
                                // Nearly alike.
                                _ => (i % 5) as f64 + 1e-6 * x,
                            }
                        };
                        let mut x: Vec<T> =
                            (0..n * d).map(|at| T::from_f64(value(at / d, at % d))).collect();
                        orthonormalize(&exec, &mut x, d, Passes::Enough).unwrap();
                        let defect = defect(&x, d);
                        assert!(defect <= 20.0 * eps, "{defect:e}: {n} x {d}, kind {kind}");
                    }
                }
            }
        }
    }

    #[test]
    fn columns_become_orthonormal_whatever_they_were() {
        check::<f64>(f64::EPSILON * 4.0);
        check::<f32>(f64::from(f32::EPSILON));
    }

    #[test]
    fn what_is_spanned_stays() {
        let exec = Exec::serial(crate::simd::Level::baseline());
        let mut x = vec![3.0, 3.0, 0.0, 4.0, 0.0, 0.0];
        orthonormalize(&exec, &mut x, 2, Passes::Enough).unwrap();
        let want = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
        assert!(x.iter().zip(want).all(|(x, want): (&f64, f64)| (x.abs() - want).abs() < 1e-15));
    }

    #[test]
    fn a_wide_matrix_has_no_such_basis() {
        let exec = Exec::serial(crate::simd::Level::baseline());
        let error = orthonormalize(&exec, &mut [1.0; 6], 3, Passes::One).unwrap_err();
        assert!(error.to_string().contains("at least as many rows, got 2"));
    }
}
