//! Entropies and divergences of probabilities.

use mlmath_core::information;
use numpy::{PyReadonlyArray2, PyReadonlyArrayDyn, PyReadwriteArrayDyn, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;

/// The entropy along `axis` (`None`: of all elements), into `out`.
#[pyfunction]
pub fn entropy(
    py: Python<'_>,
    p: &Bound<'_, PyAny>,
    axis: Option<usize>,
    base: Option<f64>,
    mut out: PyReadwriteArrayDyn<'_, f64>,
) -> PyResult<()> {
    let out = out.as_slice_mut()?;
    by_float!(p, T => {
        let p: PyReadonlyArrayDyn<'_, T> = p.extract()?;
        let (shape, p) = (p.shape(), p.as_slice()?);
        let work = information::entropy_work(p.len());
        bridge::run(py, work, |exec| information::entropy(exec, p, shape, axis, base, out))
    })
}

/// The relative entropy along `axis` (`None`: of all elements), into `out`.
#[pyfunction]
pub fn kl_divergence(
    py: Python<'_>,
    p: &Bound<'_, PyAny>,
    q: &Bound<'_, PyAny>,
    axis: Option<usize>,
    base: Option<f64>,
    mut out: PyReadwriteArrayDyn<'_, f64>,
) -> PyResult<()> {
    let out = out.as_slice_mut()?;
    by_float!(p, T => {
        let p: PyReadonlyArrayDyn<'_, T> = p.extract()?;
        let q: PyReadonlyArrayDyn<'_, T> = q.extract()?;
        let shapes = [p.shape(), q.shape()];
        let (p, q) = (p.as_slice()?, q.as_slice()?);
        let work = information::kl_divergence_work(p.len());
        bridge::run(py, work, |exec| {
            information::kl_divergence(exec, p, q, shapes, axis, base, out)
        })
    })
}

/// The mutual information of rows and columns of a joint table.
#[pyfunction]
pub fn mutual_information(
    py: Python<'_>,
    table: &Bound<'_, PyAny>,
    base: Option<f64>,
) -> PyResult<f64> {
    by_float!(table, T => {
        let table: PyReadonlyArray2<'_, T> = table.extract()?;
        let (shape, table) = ([table.shape()[0], table.shape()[1]], table.as_slice()?);
        let work = information::mutual_information_work(table.len());
        bridge::run(py, work, |exec| information::mutual_information(exec, table, shape, base))
    })
}
