//! The mutual information of the first variables of a normal distribution and the rest.
//!
//! The textbook's
//! ```text
//! I = (log det A + log det B - log det C) / 2
//! ```
//! for the diagonal blocks A and B of C subtracts numbers that may be large beside I. The Cholesky
//! factor of C has the blocks `L_A`, `K` (below it) and `S`, where `B = K K^T + S S^T`. Hence
//! ```text
//! I = log det(1 + W W^T) / 2,   W = S^-1 K
//! ```
//! and the pivots `1 + e` of an LDL^T factorisation that keeps e apart from 1 give `sum log1p(e) / 2`, no
//! term negative. The same holds of `1 + W^T W`: the smaller of the two is factored.

use fearless_simd::dispatch;

use super::covariance::{Covariance, columns, substitute};
use crate::numerics::{filled, product, reserved};
use crate::parallel::Chunks;
use crate::simd::dot;
use crate::{Error, Exec, Real, Result};

/// Rows of a task of the product.
const ROWS: usize = 8;

/// The mutual information of variables `..n_first` and `n_first..`, in nats.
pub fn gaussian_mutual_information<T: Real>(
    exec: &Exec,
    cov: &[T],
    shape: [usize; 2],
    n_first: usize,
) -> Result<f64> {
    let cov = Covariance::new(exec, "cov", cov, shape)?;
    let n = cov.n();
    if n_first > n {
        return Err(Error::domain(format!("n_first must be at most {n}, got {n_first}")));
    }
    let n_rest = n - n_first;
    // Rows of the transpose of W.
    let solved = exec.map_chunks(columns(n_first), |_, columns| {
        let mut rows = filled(product(&[columns.len(), n_rest])?, 0.0)?;
        for (j, x) in columns.zip(rows.chunks_exact_mut(n_rest.max(1))) {
            for (i, x) in x.iter_mut().enumerate() {
                *x = cov.row(n_first + i)[j];
            }
            substitute(exec.level(), |i| &cov.row(n_first + i)[n_first..], 0, x);
        }
        Ok(rows)
    })?;
    let turned = solved.concat();
    if n_first <= n_rest {
        return half_log_det(exec, &turned, n_first);
    }
    let mut rows = reserved(turned.len())?;
    for i in 0..n_rest {
        rows.extend(turned[i..].iter().step_by(n_rest));
    }
    half_log_det(exec, &rows, n_rest)
}

/// `log det(1 + R R^T) / 2` of `n` rows.
fn half_log_det(exec: &Exec, rows: &[f64], n: usize) -> Result<f64> {
    let width = rows.len() / n.max(1);
    let row = |i: usize| &rows[i * width..][..width];
    let products = exec.map_chunks(Chunks::new(n, ROWS), |_, chunk| {
        let mut products = reserved(product(&[chunk.len(), n])?)?;
        for i in chunk {
            let with = |j| dispatch!(exec.level(), simd => dot(simd, row(i), row(j)));
            products.extend((0..=i).map(with));
        }
        Ok(products)
    })?;
    // Row by row: U = L D without its diagonal, L, and the pivots less 1.
    let (mut scaled, mut unit) = (filled(product(&[n, n])?, 0.0)?, filled(product(&[n, n])?, 0.0)?);
    let (mut excess, mut total) = (filled(n, 0.0_f64)?, 0.0);
    let mut products = products.iter().flatten();
    for i in 0..n {
        exec.check()?;
        for j in 0..=i {
            let (above, below) = unit.split_at_mut(i * n);
            let other = if j < i { &above[j * n..][..j] } else { &below[..j] };
            let own = &scaled[i * n..][..j];
            let known = dispatch!(exec.level(), simd => dot(simd, own, other));
            let value = products.next().map_or(0.0, |product| product - known);
            if j < i {
                scaled[i * n + j] = value;
                below[j] = value / (1.0 + excess[j]);
            } else {
                excess[i] = value.max(0.0);
                total += 0.5 * excess[i].ln_1p();
            }
        }
    }
    Ok(total)
}
