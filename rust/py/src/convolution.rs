//! Bindings of the topic `convolution`.

use mlmath_core::convolution::Convolution;
use numpy::{PyReadonlyArray1, PyReadwriteArray1};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;

/// The middle of the convolution of `x` with `h`, as much of it as `out` holds; `fft` as in the core.
#[pyfunction]
pub fn convolve(
    py: Python<'_>,
    x: &Bound<'_, PyAny>,
    h: &Bound<'_, PyAny>,
    fft: Option<bool>,
    out: &Bound<'_, PyAny>,
) -> PyResult<()> {
    by_float!(x, T => {
        let (x, h): (PyReadonlyArray1<'_, T>, PyReadonlyArray1<'_, T>) = (x.extract()?, h.extract()?);
        let mut out: PyReadwriteArray1<'_, T> = out.extract()?;
        let (x, h, out) = (x.as_slice()?, h.as_slice()?, out.as_slice_mut()?);
        let convolution = Convolution::new(x, h, out.len(), fft);
        bridge::run(py, convolution.work(), |exec| convolution.run(exec, out))
    })
}
