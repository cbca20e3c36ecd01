//! The information of features about a target.

use mlmath_core::selection::{self, Target};
use numpy::{PyReadonlyArray1, PyReadonlyArray2, PyReadwriteArray1, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::bridge;

/// The information of each row of `features` about labels, into `out`.
#[pyfunction]
pub fn relevance_to_labels(
    py: Python<'_>,
    features: PyReadonlyArray2<'_, f64>,
    discrete: PyReadonlyArray1<'_, bool>,
    labels: (PyReadonlyArray1<'_, i64>, usize),
    n_neighbors: usize,
    mut out: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    let target = Target::Labels(labels.0.as_slice()?, labels.1);
    let work = selection::relevance_work(features.shape()[1], features.shape()[0]);
    let (features, discrete) = (features.as_slice()?, discrete.as_slice()?);
    let out = out.as_slice_mut()?;
    bridge::run(py, work, |exec| {
        selection::relevance(exec, features, discrete, target, n_neighbors, out)
    })
}

/// The information of each row of `features` about numbers, into `out`.
#[pyfunction]
pub fn relevance_to_values(
    py: Python<'_>,
    features: PyReadonlyArray2<'_, f64>,
    discrete: PyReadonlyArray1<'_, bool>,
    values: PyReadonlyArray1<'_, f64>,
    n_neighbors: usize,
    mut out: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    let target = Target::Values(values.as_slice()?);
    let work = selection::relevance_work(features.shape()[1], features.shape()[0]);
    let (features, discrete) = (features.as_slice()?, discrete.as_slice()?);
    let out = out.as_slice_mut()?;
    bridge::run(py, work, |exec| {
        selection::relevance(exec, features, discrete, target, n_neighbors, out)
    })
}
