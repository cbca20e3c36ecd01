//! Entropies of Rényi and Tsallis, and conditional entropy.

use mlmath_core::information;
use numpy::{PyReadonlyArray2, PyReadonlyArrayDyn, PyReadwriteArrayDyn, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;

/// The entropy of the row of a joint table, given the column.
#[pyfunction]
pub fn conditional_entropy(
    py: Python<'_>,
    table: &Bound<'_, PyAny>,
    base: Option<f64>,
) -> PyResult<f64> {
    by_float!(table, T => {
        let table: PyReadonlyArray2<'_, T> = table.extract()?;
        let (shape, table) = ([table.shape()[0], table.shape()[1]], table.as_slice()?);
        let work = information::conditional_entropy_work(table.len());
        bridge::run(py, work, |exec| information::conditional_entropy(exec, table, shape, base))
    })
}

/// Rényi's entropy along `axis` (`None`: of all elements), into `out`.
#[pyfunction]
pub fn renyi_entropy(
    py: Python<'_>,
    p: &Bound<'_, PyAny>,
    axis: Option<usize>,
    order: f64,
    base: Option<f64>,
    mut out: PyReadwriteArrayDyn<'_, f64>,
) -> PyResult<()> {
    let out = out.as_slice_mut()?;
    by_float!(p, T => {
        let p: PyReadonlyArrayDyn<'_, T> = p.extract()?;
        let (shape, p) = (p.shape(), p.as_slice()?);
        let work = information::renyi_entropy_work(p.len());
        bridge::run(py, work, |exec| {
            information::renyi_entropy(exec, p, shape, axis, order, base, out)
        })
    })
}

/// Tsallis' entropy along `axis` (`None`: of all elements), into `out`.
#[pyfunction]
pub fn tsallis_entropy(
    py: Python<'_>,
    p: &Bound<'_, PyAny>,
    axis: Option<usize>,
    order: f64,
    mut out: PyReadwriteArrayDyn<'_, f64>,
) -> PyResult<()> {
    let out = out.as_slice_mut()?;
    by_float!(p, T => {
        let p: PyReadonlyArrayDyn<'_, T> = p.extract()?;
        let (shape, p) = (p.shape(), p.as_slice()?);
        let work = information::renyi_entropy_work(p.len());
        bridge::run(py, work, |exec| {
            information::tsallis_entropy(exec, p, shape, axis, order, out)
        })
    })
}
