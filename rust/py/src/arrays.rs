//! From a NumPy dtype to a Rust generic. The input gate (`_arrays.py`) has already made every array
//! native, aligned and C-contiguous.

use numpy::{PyArrayDescrMethods, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;

/// Evaluates `$body` with `$T` standing for the element type (f32 or f64) of `$array`.
macro_rules! by_float {
    ($array:expr, $T:ident => $body:expr) => {
        if $crate::arrays::is_f32(&$array)? {
            type $T = f32;
            $body
        } else {
            type $T = f64;
            $body
        }
    };
}
pub(crate) use by_float;

/// Whether the elements are 4 bytes wide.
pub fn is_f32(array: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(array.cast::<PyUntypedArray>()?.dtype().itemsize() == size_of::<f32>())
}
