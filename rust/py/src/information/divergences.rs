//! Functionals of two distributions.

use mlmath_core::information::{self, Kind};
use numpy::{PyReadonlyArrayDyn, PyReadwriteArrayDyn, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;

/// The cross entropy along `axis` (`None`: of all elements), into `out`.
#[pyfunction]
pub fn cross_entropy(
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
        let (shapes, arrays) = ([p.shape(), q.shape()], [p.as_slice()?, q.as_slice()?]);
        let work = information::cross_entropy_work(arrays[0].len());
        bridge::run(py, work, |exec| {
            information::cross_entropy(exec, arrays, shapes, axis, base, out)
        })
    })
}

/// Rényi's divergence along `axis` (`None`: of all elements), into `out`.
#[pyfunction]
pub fn renyi_divergence(
    py: Python<'_>,
    p: &Bound<'_, PyAny>,
    q: &Bound<'_, PyAny>,
    axis: Option<usize>,
    order: f64,
    base: Option<f64>,
    mut out: PyReadwriteArrayDyn<'_, f64>,
) -> PyResult<()> {
    let out = out.as_slice_mut()?;
    by_float!(p, T => {
        let p: PyReadonlyArrayDyn<'_, T> = p.extract()?;
        let q: PyReadonlyArrayDyn<'_, T> = q.extract()?;
        let (shapes, arrays) = ([p.shape(), q.shape()], [p.as_slice()?, q.as_slice()?]);
        let work = information::renyi_divergence_work(arrays[0].len());
        bridge::run(py, work, |exec| {
            information::renyi_divergence(exec, arrays, shapes, axis, order, base, out)
        })
    })
}

/// A divergence by its name, along `axis` (`None`: of all elements), into `out`.
#[pyfunction]
pub fn f_divergence(
    py: Python<'_>,
    p: &Bound<'_, PyAny>,
    q: &Bound<'_, PyAny>,
    kind: &str,
    axis: Option<usize>,
    base: Option<f64>,
    mut out: PyReadwriteArrayDyn<'_, f64>,
) -> PyResult<()> {
    let out = out.as_slice_mut()?;
    let kind = Kind::named(kind);
    by_float!(p, T => {
        let p: PyReadonlyArrayDyn<'_, T> = p.extract()?;
        let q: PyReadonlyArrayDyn<'_, T> = q.extract()?;
        let (shapes, arrays) = ([p.shape(), q.shape()], [p.as_slice()?, q.as_slice()?]);
        let work = information::f_divergence_work(arrays[0].len());
        bridge::run(py, work, |exec| {
            information::f_divergence(exec, kind?, arrays, shapes, axis, base, out)
        })
    })
}
