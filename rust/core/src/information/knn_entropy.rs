//! Differential entropy and relative entropy by nearest neighbours, in the maximum norm.
//!
//! ```text
//! H = psi(N) - psi(k) + (d / N) sum log(2 r_i),        r_i: distance of the k-th other point
//! D = log(M / (N - 1)) + (d / N) sum log(s_i / r_i),   s_i: distance of the k-th point of the other sample
//! ```

use std::f64::consts::LN_2;

use super::digamma::Digamma;
use super::knn_checks::check_neighbours;
use crate::neighbours::{Columns, Samples, Space};
use crate::{Error, Exec, Real, Result, Work};

/// Nanoseconds a point and dimension.
const NS: f64 = 200.0;

/// The predicted time of `n` points with `n_dims` values each.
pub fn entropy_knn_work(n: usize, n_dims: usize) -> Work {
    Work::new(n.saturating_mul(n_dims), NS)
}

/// Kozachenko and Leonenko's estimate.
pub fn entropy_knn<T: Real>(exec: &Exec, x: Samples<'_, T>, n_neighbors: usize) -> Result<f64> {
    let (n, n_dims) = (x.len(), x.n_columns() as f64);
    check_neighbours(n, n_neighbors)?;
    let columns = x.columns()?;
    let space = Space::new(exec, &Columns::beside(&[&columns]))?;
    let radii = space.kth_distances(exec, n_neighbors)?;
    let logs: f64 = radii.iter().map(|radius| LN_2 + radius.to_f64().ln()).sum();
    let psi = Digamma::up_to(n)?;
    Ok(psi.of(n) - psi.of(n_neighbors) + n_dims * logs / n as f64)
}

/// Wang, Kulkarni and Verdú's estimate of the divergence of the density of `x` from that of `y`.
pub fn kl_divergence_knn<T: Real>(
    exec: &Exec,
    x: Samples<'_, T>,
    y: Samples<'_, T>,
    n_neighbors: usize,
) -> Result<f64> {
    let (n, m, n_dims) = (x.len(), y.len(), x.n_columns() as f64);
    if x.n_columns() != y.n_columns() {
        return Err(Error::shape(format!(
            "x and y must have the same number of columns, got {} and {}",
            x.n_columns(),
            y.n_columns()
        )));
    }
    check_neighbours(n, n_neighbors)?;
    if m < n_neighbors {
        return Err(Error::domain(format!(
            "y must have n_neighbors = {n_neighbors} samples or more, got {m}"
        )));
    }
    let (x, y) = (x.columns()?, y.columns()?);
    let (x, y) = (Columns::beside(&[&x]), Columns::beside(&[&y]));
    let inner = Space::new(exec, &x)?.kth_distances(exec, n_neighbors)?;
    let outer = Space::new(exec, &y)?.kth_distances_from(exec, &x, n_neighbors)?;
    let ratios = outer.iter().zip(&inner).map(|(s, r)| s.to_f64().ln() - r.to_f64().ln());
    Ok((m as f64 / (n - 1) as f64).ln() + n_dims * ratios.sum::<f64>() / n as f64)
}
