//! Estimates from samples of continuous variables.

use mlmath_core::information::{self, Embedding, Pair, Spacing};
use mlmath_core::neighbours::Samples;
use mlmath_core::{Real, Result};
use numpy::{Element, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;

/// Borrows a two-dimensional array as samples.
fn samples<'a, T: Real + Element>(
    array: &'a PyReadonlyArray2<'_, T>,
) -> PyResult<Result<Samples<'a, T>>> {
    Ok(Samples::new(array.as_slice()?, [array.shape()[0], array.shape()[1]]))
}

/// The entropy of the density that rows of `x` come from.
#[pyfunction]
pub fn entropy_knn(py: Python<'_>, x: &Bound<'_, PyAny>, n_neighbors: usize) -> PyResult<f64> {
    by_float!(x, T => {
        let x: PyReadonlyArray2<'_, T> = x.extract()?;
        let work = information::entropy_knn_work(x.shape()[0], x.shape()[1]);
        let x = samples(&x)?;
        bridge::run(py, work, |exec| information::entropy_knn(exec, x?, n_neighbors))
    })
}

/// The entropy of the density that values, in ascending order, come from.
#[pyfunction]
pub fn entropy_spacings(
    py: Python<'_>,
    sorted: &Bound<'_, PyAny>,
    window: usize,
    method: &str,
) -> PyResult<f64> {
    let spacing = Spacing::named(method);
    by_float!(sorted, T => {
        let sorted: PyReadonlyArray1<'_, T> = sorted.extract()?;
        let sorted = sorted.as_slice()?;
        let work = information::entropy_spacings_work(sorted.len(), window);
        bridge::run(py, work, |exec| information::entropy_spacings(exec, sorted, window, spacing?))
    })
}

/// The mutual information of two numeric variables.
#[pyfunction]
pub fn mutual_info_knn(
    py: Python<'_>,
    x: &Bound<'_, PyAny>,
    y: &Bound<'_, PyAny>,
    n_neighbors: usize,
    method: &str,
) -> PyResult<f64> {
    let pair = Pair::named(method);
    by_float!(x, T => {
        let x: PyReadonlyArray2<'_, T> = x.extract()?;
        let y: PyReadonlyArray2<'_, T> = y.extract()?;
        let work = information::mutual_info_knn_work(x.shape()[0], x.shape()[1] + y.shape()[1]);
        let (x, y) = (samples(&x)?, samples(&y)?);
        bridge::run(py, work, |exec| information::mutual_info_knn(exec, x?, y?, n_neighbors, pair?))
    })
}

/// The mutual information of a numeric variable and numbered labels.
#[pyfunction]
pub fn mutual_info_knn_labels(
    py: Python<'_>,
    x: &Bound<'_, PyAny>,
    labels: PyReadonlyArray1<'_, i64>,
    n_neighbors: usize,
) -> PyResult<f64> {
    let labels = labels.as_slice()?;
    by_float!(x, T => {
        let x: PyReadonlyArray2<'_, T> = x.extract()?;
        let work = information::mutual_info_knn_work(x.shape()[0], x.shape()[1]);
        let x = samples(&x)?;
        bridge::run(py, work, |exec| {
            information::mutual_info_knn_labels(exec, x?, labels, n_neighbors)
        })
    })
}

/// The mutual information of two numeric variables given a third.
#[pyfunction]
pub fn conditional_mutual_info_knn(
    py: Python<'_>,
    x: &Bound<'_, PyAny>,
    y: &Bound<'_, PyAny>,
    z: &Bound<'_, PyAny>,
    n_neighbors: usize,
) -> PyResult<f64> {
    by_float!(x, T => {
        let x: PyReadonlyArray2<'_, T> = x.extract()?;
        let y: PyReadonlyArray2<'_, T> = y.extract()?;
        let z: PyReadonlyArray2<'_, T> = z.extract()?;
        let n_dims = x.shape()[1] + y.shape()[1] + z.shape()[1];
        let work = information::conditional_mutual_info_knn_work(x.shape()[0], n_dims);
        let (x, y, z) = (samples(&x)?, samples(&y)?, samples(&z)?);
        bridge::run(py, work, |exec| {
            information::conditional_mutual_info_knn(exec, [x?, y?, z?], n_neighbors)
        })
    })
}

/// The information in a source's past about a target that the target's own past has not.
#[pyfunction]
pub fn transfer_entropy_knn(
    py: Python<'_>,
    source: &Bound<'_, PyAny>,
    target: &Bound<'_, PyAny>,
    past: (usize, usize, usize),
    n_neighbors: usize,
) -> PyResult<f64> {
    let (lag, history, source_history) = past;
    let past = Embedding { lag, history, source_history };
    by_float!(source, T => {
        let source: PyReadonlyArray1<'_, T> = source.extract()?;
        let target: PyReadonlyArray1<'_, T> = target.extract()?;
        let (source, target) = (source.as_slice()?, target.as_slice()?);
        let n_dims = 1 + history + source_history;
        let work = information::conditional_mutual_info_knn_work(target.len(), n_dims);
        bridge::run(py, work, |exec| {
            information::transfer_entropy_knn(exec, source, target, past, n_neighbors)
        })
    })
}

/// The divergence of the density that rows of `x` come from, from that of `y`.
#[pyfunction]
pub fn kl_divergence_knn(
    py: Python<'_>,
    x: &Bound<'_, PyAny>,
    y: &Bound<'_, PyAny>,
    n_neighbors: usize,
) -> PyResult<f64> {
    by_float!(x, T => {
        let x: PyReadonlyArray2<'_, T> = x.extract()?;
        let y: PyReadonlyArray2<'_, T> = y.extract()?;
        let work = information::entropy_knn_work(x.shape()[0] + y.shape()[0], x.shape()[1]);
        let (x, y) = (samples(&x)?, samples(&y)?);
        bridge::run(py, work, |exec| information::kl_divergence_knn(exec, x?, y?, n_neighbors))
    })
}

/// The mutual information of a Gaussian copula.
#[pyfunction]
pub fn copula_mutual_information(
    py: Python<'_>,
    x: &Bound<'_, PyAny>,
    y: &Bound<'_, PyAny>,
) -> PyResult<f64> {
    by_float!(x, T => {
        let x: PyReadonlyArray2<'_, T> = x.extract()?;
        let y: PyReadonlyArray2<'_, T> = y.extract()?;
        let n_dims = x.shape()[1] + y.shape()[1];
        let work = information::copula_mutual_information_work(x.shape()[0], n_dims);
        let (x, y) = (samples(&x)?, samples(&y)?);
        bridge::run(py, work, |exec| information::copula_mutual_information(exec, x?, y?))
    })
}
