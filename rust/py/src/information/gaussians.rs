//! Closed forms of normal distributions.

use mlmath_core::information;
use numpy::{
    Element, PyReadonlyArray1, PyReadonlyArray2, PyReadonlyArrayDyn, PyReadwriteArray2,
    PyReadwriteArrayDyn, PyUntypedArrayMethods,
};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;

fn shape_of<T: Element>(matrix: &PyReadonlyArray2<'_, T>) -> [usize; 2] {
    [matrix.shape()[0], matrix.shape()[1]]
}

/// The factor L of `cov = L L^T`, into `out`.
#[pyfunction]
pub fn covariance_factor(
    py: Python<'_>,
    cov: &Bound<'_, PyAny>,
    name: &str,
    mut out: PyReadwriteArray2<'_, f64>,
) -> PyResult<()> {
    let out = out.as_slice_mut()?;
    by_float!(cov, T => {
        let cov: PyReadonlyArray2<'_, T> = cov.extract()?;
        let (shape, cov) = (shape_of(&cov), cov.as_slice()?);
        let work = information::covariance_work(shape[0]);
        bridge::run(py, work, |exec| information::covariance_factor(exec, name, cov, shape, out))
    })
}

/// The entropy of a normal distribution.
#[pyfunction]
pub fn gaussian_entropy(py: Python<'_>, cov: &Bound<'_, PyAny>) -> PyResult<f64> {
    by_float!(cov, T => {
        let cov: PyReadonlyArray2<'_, T> = cov.extract()?;
        let (shape, cov) = (shape_of(&cov), cov.as_slice()?);
        let work = information::covariance_work(shape[0]);
        bridge::run(py, work, |exec| information::gaussian_entropy(exec, cov, shape))
    })
}

/// The relative entropy of two normal distributions.
#[pyfunction]
pub fn gaussian_kl(
    py: Python<'_>,
    mean0: &Bound<'_, PyAny>,
    cov0: &Bound<'_, PyAny>,
    mean1: &Bound<'_, PyAny>,
    cov1: &Bound<'_, PyAny>,
) -> PyResult<f64> {
    by_float!(cov0, T => {
        let [mean0, mean1]: [PyReadonlyArray1<'_, T>; 2] = [mean0.extract()?, mean1.extract()?];
        let [cov0, cov1]: [PyReadonlyArray2<'_, T>; 2] = [cov0.extract()?, cov1.extract()?];
        let from = (mean0.as_slice()?, cov0.as_slice()?, shape_of(&cov0));
        let to = (mean1.as_slice()?, cov1.as_slice()?, shape_of(&cov1));
        let work = information::covariance_work(cov0.shape()[0]);
        bridge::run(py, work, |exec| information::gaussian_kl(exec, from, to))
    })
}

/// The mutual information of the first variables and the rest.
#[pyfunction]
pub fn gaussian_mutual_information(
    py: Python<'_>,
    cov: &Bound<'_, PyAny>,
    n_first: usize,
) -> PyResult<f64> {
    by_float!(cov, T => {
        let cov: PyReadonlyArray2<'_, T> = cov.extract()?;
        let (shape, cov) = (shape_of(&cov), cov.as_slice()?);
        let work = information::covariance_work(shape[0]);
        bridge::run(py, work, |exec| {
            information::gaussian_mutual_information(exec, cov, shape, n_first)
        })
    })
}

/// The relative entropy of each row from the standard normal distribution, into `out`.
#[pyfunction]
pub fn gaussian_kl_standard(
    py: Python<'_>,
    mean: &Bound<'_, PyAny>,
    logvar: &Bound<'_, PyAny>,
    mut out: PyReadwriteArrayDyn<'_, f64>,
) -> PyResult<()> {
    let out = out.as_slice_mut()?;
    by_float!(mean, T => {
        let mean: PyReadonlyArrayDyn<'_, T> = mean.extract()?;
        let logvar: PyReadonlyArrayDyn<'_, T> = logvar.extract()?;
        let work = information::gaussian_kl_standard_work(mean.len());
        let data = (mean.as_slice()?, mean.shape());
        let logvar = (logvar.as_slice()?, logvar.shape());
        bridge::run(py, work, |exec| information::gaussian_kl_standard(exec, data, logvar, out))
    })
}
