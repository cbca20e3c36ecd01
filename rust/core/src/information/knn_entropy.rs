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
    let logs = logs([&x.columns()?], |[x]| Space::new(exec, x)?.kth_distances(exec, n_neighbors))?;
    let sum: f64 = logs.iter().map(|log| LN_2 + log).sum();
    let psi = Digamma::up_to(n)?;
    Ok(psi.of(n) - psi.of(n_neighbors) + n_dims * sum / n as f64)
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
    let inner = logs([&x], |[x]| Space::new(exec, x)?.kth_distances(exec, n_neighbors))?;
    let outer =
        logs([&x, &y], |[x, y]| Space::new(exec, y)?.kth_distances_from(exec, x, n_neighbors))?;
    let ratios = outer.iter().zip(&inner).map(|(s, r)| s - r);
    Ok((m as f64 / (n - 1) as f64).ln() + n_dims * ratios.sum::<f64>() / n as f64)
}

/// The logarithms of the distances that a search finds in samples. Those that are larger than all numbers
/// are searched for in samples of half the size.
fn logs<T: Real, const N: usize>(
    samples: [&Columns<T>; N],
    search: impl Fn([&[&[T]]; N]) -> Result<Vec<T>>,
) -> Result<Vec<f64>> {
    let of = |samples: [&Columns<T>; N]| {
        let columns = samples.map(|sample| Columns::beside(&[sample]));
        search(columns.each_ref().map(Vec::as_slice))
    };
    let whole = of(samples)?;
    let mut logs: Vec<f64> = whole.iter().map(|distance| distance.to_f64().ln()).collect();
    if logs.contains(&f64::INFINITY) {
        let halves = samples.map(Columns::halved);
        let of_halves = of(halves.each_ref())?;
        for (log, half) in logs.iter_mut().zip(of_halves).filter(|(log, _)| **log == f64::INFINITY)
        {
            *log = LN_2 + half.to_f64().ln();
        }
    }
    Ok(logs)
}
