//! Factorisations of one dense matrix.

use mlmath_core::linalg;
use numpy::{PyReadonlyArray2, PyReadwriteArray1, PyReadwriteArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;

use super::products::{matrix, shape};
use crate::arrays::by_float;
use crate::bridge;

/// The lower Cholesky factor of `a` (of its transpose, if `transposed`), into `out`.
#[pyfunction]
pub fn cholesky(
    py: Python<'_>,
    a: &Bound<'_, PyAny>,
    transposed: bool,
    out: &Bound<'_, PyAny>,
) -> PyResult<()> {
    by_float!(a, T => {
        let a: PyReadonlyArray2<'_, T> = a.extract()?;
        let mut out: PyReadwriteArray2<'_, T> = out.extract()?;
        let (shape, a, out) = (shape(&a), a.as_slice()?, out.as_slice_mut()?);
        bridge::run(py, linalg::cholesky_work(shape.0), |exec| {
            linalg::cholesky(exec, matrix(a, shape, transposed)?, out)
        })
    })
}

/// Overwrites the symmetric `a` with its eigenvectors in columns, and `w` with its eigenvalues.
#[pyfunction]
pub fn symmetric_eigen(
    py: Python<'_>,
    mut a: PyReadwriteArray2<'_, f64>,
    mut w: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    let n = a.shape()[0];
    let (a, w) = (a.as_slice_mut()?, w.as_slice_mut()?);
    bridge::run(py, linalg::symmetric_eigen_work(n), |exec| linalg::symmetric_eigen(exec, n, a, w))
}
