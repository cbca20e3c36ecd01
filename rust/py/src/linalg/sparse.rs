//! Bindings of products with sparse matrices.

use mlmath_core::linalg;
use mlmath_core::numerics::Csr;
use numpy::{PyReadonlyArray2, PyReadwriteArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;
use crate::csr::PyCsr;

/// `a b`, or `a^T b`, into `out`.
#[pyfunction]
pub fn spmm(
    py: Python<'_>,
    a: PyCsr<'_>,
    b: &Bound<'_, PyAny>,
    transpose: bool,
    out: &Bound<'_, PyAny>,
) -> PyResult<()> {
    by_float!(b, T => {
        let (b, mut out): (PyReadonlyArray2<'_, T>, PyReadwriteArray2<'_, T>) =
            (b.extract()?, out.extract()?);
        let values = a.values::<T>()?;
        let (parts, k) = (a.parts(&values)?, b.shape()[1]);
        let (b, out) = (b.as_slice()?, out.as_slice_mut()?);
        let work = linalg::spmm_work(parts.shape.0, parts.indices.len(), k);
        bridge::run(py, work, |exec| {
            let a = Csr::new(exec, "A", parts)?;
            if transpose {
                linalg::spmm_transposed(exec, a, b, k, out)
            } else {
                linalg::spmm(exec, a, b, k, out)
            }
        })
    })
}
