//! Bindings of the small systems of `linalg`.

use mlmath_core::Real;
use mlmath_core::linalg::batched::{self, Operand};
use numpy::{Element, PyReadonlyArrayDyn, PyReadwriteArrayDyn, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;

/// Axes of a matrix.
const MATRIX: usize = 2;

fn operand<'a, T: Real + Element>(
    name: &'static str,
    array: &'a PyReadonlyArrayDyn<'_, T>,
    axes: usize,
) -> PyResult<Operand<'a, T>> {
    Ok(Operand { name, data: array.as_slice()?, shape: array.shape(), axes })
}

/// How many systems an array of this shape holds, and their order: for the prediction of time.
fn size(shape: &[usize]) -> (usize, usize) {
    let n = shape.last().copied().unwrap_or(0);
    (shape.iter().product::<usize>() / (n * n).max(1), n)
}

/// The lower Cholesky factors of `a`, into `out`.
#[pyfunction]
pub fn cholesky_batched(
    py: Python<'_>,
    a: &Bound<'_, PyAny>,
    out: &Bound<'_, PyAny>,
) -> PyResult<()> {
    by_float!(a, T => {
        let (a, mut out): (PyReadonlyArrayDyn<'_, T>, PyReadwriteArrayDyn<'_, T>) =
            (a.extract()?, out.extract()?);
        let (a, out) = (operand("A", &a, MATRIX)?, out.as_slice_mut()?);
        let (count, n) = size(a.shape);
        let work = batched::cholesky_batched_work(count, n);
        bridge::run(py, work, |exec| batched::cholesky_batched(exec, a, out))
    })
}

/// Eigenvalues and eigenvectors of `a`, into `w` and `v`.
#[pyfunction]
pub fn eigh_batched(
    py: Python<'_>,
    a: &Bound<'_, PyAny>,
    w: &Bound<'_, PyAny>,
    v: &Bound<'_, PyAny>,
) -> PyResult<()> {
    by_float!(a, T => {
        let a: PyReadonlyArrayDyn<'_, T> = a.extract()?;
        let (mut w, mut v): (PyReadwriteArrayDyn<'_, T>, PyReadwriteArrayDyn<'_, T>) =
            (w.extract()?, v.extract()?);
        let a = operand("A", &a, MATRIX)?;
        let (w, v) = (w.as_slice_mut()?, v.as_slice_mut()?);
        let (count, n) = size(a.shape);
        let work = batched::eigh_batched_work(count, n);
        bridge::run(py, work, |exec| batched::eigh_batched(exec, a, w, v))
    })
}

/// The inverses of `a`, into `out`.
#[pyfunction]
pub fn inv_batched(py: Python<'_>, a: &Bound<'_, PyAny>, out: &Bound<'_, PyAny>) -> PyResult<()> {
    by_float!(a, T => {
        let (a, mut out): (PyReadonlyArrayDyn<'_, T>, PyReadwriteArrayDyn<'_, T>) =
            (a.extract()?, out.extract()?);
        let (a, out) = (operand("A", &a, MATRIX)?, out.as_slice_mut()?);
        let (count, n) = size(a.shape);
        bridge::run(py, batched::inv_batched_work(count, n), |exec| {
            batched::inv_batched(exec, a, out)
        })
    })
}

/// Solutions of `a x = b`, into `x`; `b` and `x` have `axes` axes a system.
#[pyfunction]
pub fn solve_batched(
    py: Python<'_>,
    a: &Bound<'_, PyAny>,
    b: &Bound<'_, PyAny>,
    axes: usize,
    x: &Bound<'_, PyAny>,
) -> PyResult<()> {
    by_float!(a, T => {
        let (a, b): (PyReadonlyArrayDyn<'_, T>, PyReadonlyArrayDyn<'_, T>) =
            (a.extract()?, b.extract()?);
        let mut x: PyReadwriteArrayDyn<'_, T> = x.extract()?;
        let (a, b) = (operand("A", &a, MATRIX)?, operand("b", &b, axes)?);
        let shape = x.shape().to_vec();
        let (batch, own) = shape.split_at(shape.len().saturating_sub(axes));
        let (_, n) = size(a.shape);
        let columns = own.get(1).copied().unwrap_or(1);
        let work = batched::solve_batched_work(batch.iter().product(), n, columns);
        let x = x.as_slice_mut()?;
        bridge::run(py, work, |exec| batched::solve_batched(exec, a, b, batch, x))
    })
}
