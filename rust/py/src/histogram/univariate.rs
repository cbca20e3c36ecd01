//! Histograms of one variable.

use mlmath_core::Real;
use mlmath_core::histogram::{self, Bins, Grid, Weighted};
use numpy::{PyReadonlyArray1, PyReadwriteArray1};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;

/// `first, last, width` of equal bins, and the rounding step of their edges; `None` for any monotone edges.
type Equal = Option<(f64, f64, f64, Option<f64>)>;

fn bins<T: Real>(edges: &[f64], equal: Equal) -> Bins<'_, T> {
    let Some((first, last, width, step)) = equal else { return Bins::Edges(edges) };
    let [first, last, width] = [first, last, width].map(T::from_f64);
    Bins::Uniform(Grid { first, last, width, step, edges })
}

/// The smallest and the largest element.
#[pyfunction]
pub fn min_max(py: Python<'_>, x: &Bound<'_, PyAny>) -> PyResult<(f64, f64)> {
    by_float!(x, T => {
        let x: PyReadonlyArray1<'_, T> = x.extract()?;
        let x = x.as_slice()?;
        let work = histogram::min_max_work(x.len());
        let (low, high) = bridge::run(py, work, |exec| histogram::min_max(exec, x))?;
        Ok((low.to_f64(), high.to_f64()))
    })
}

/// Counts of each row of `x`, of `len` values, in each bin, into the rows of `counts`.
#[pyfunction]
pub fn histogram_rows(
    py: Python<'_>,
    x: &Bound<'_, PyAny>,
    len: usize,
    edges: PyReadonlyArray1<'_, f64>,
    equal: Equal,
    mut counts: PyReadwriteArray1<'_, i64>,
) -> PyResult<()> {
    let (edges, counts) = (edges.as_slice()?, counts.as_slice_mut()?);
    by_float!(x, T => {
        let x: PyReadonlyArray1<'_, T> = x.extract()?;
        let (x, bins) = (x.as_slice()?, bins(edges, equal));
        bridge::run(py, bins.work(x.len()), |exec| {
            histogram::histogram_rows(exec, x, len, bins, counts)
        })
    })
}

/// The array that receives sums of weights: its dtype says how blocks are added.
#[derive(FromPyObject)]
pub enum Sums<'py> {
    Double(PyReadwriteArray1<'py, f64>),
    Single(PyReadwriteArray1<'py, f32>),
    Integer(PyReadwriteArray1<'py, i64>),
}

/// Sums of `weights` over the `x` in each bin, into `sums`.
#[pyfunction]
pub fn histogram_weighted(
    py: Python<'_>,
    x: &Bound<'_, PyAny>,
    weights: PyReadonlyArray1<'_, f64>,
    edges: PyReadonlyArray1<'_, f64>,
    equal: Equal,
    mut sums: Sums<'_>,
) -> PyResult<()> {
    let (weights, edges) = (weights.as_slice()?, edges.as_slice()?);
    let sums = match &mut sums {
        Sums::Double(sums) => Weighted::Double(sums.as_slice_mut()?),
        Sums::Single(sums) => Weighted::Single(sums.as_slice_mut()?),
        Sums::Integer(sums) => Weighted::Integer(sums.as_slice_mut()?),
    };
    by_float!(x, T => {
        let x: PyReadonlyArray1<'_, T> = x.extract()?;
        let (x, bins) = (x.as_slice()?, bins(edges, equal));
        bridge::run(py, bins.one_by_one_work(x.len()), |exec| {
            histogram::histogram_weighted(exec, x, weights, bins, sums)
        })
    })
}
