//! Bindings of `random`.

use mlmath_core::random;
use mlmath_core::simd::Philox;
use numpy::PyReadwriteArray1;
use pyo3::prelude::*;

use crate::bridge;

/// Normal numbers of the words `first..` of the stream.
#[pyfunction]
pub fn philox_normals(
    py: Python<'_>,
    seed: u64,
    stream: u64,
    first: u64,
    mut out: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    let (philox, out) = (Philox::new(seed, stream), out.as_slice_mut()?);
    bridge::run(py, random::normals_work(out.len()), |exec| {
        random::normals(exec, philox, first, out)
    })
}
