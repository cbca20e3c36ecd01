//! The one map from core errors to Python exceptions. No catch-all arm.

use mlmath_core::Error;
use pyo3::PyErr;
use pyo3::exceptions::{PyKeyboardInterrupt, PyMemoryError, PyValueError};
use pyo3::import_exception;

import_exception!(mlmath_fast._exceptions, InternalError);
import_exception!(numpy.linalg, LinAlgError);

pub fn to_python(error: Error) -> PyErr {
    let text = error.to_string();
    match error {
        Error::Shape(_) | Error::Domain(_) => PyValueError::new_err(text),
        Error::Linalg(_) => LinAlgError::new_err(text),
        Error::Memory { .. } | Error::Overflow { .. } => PyMemoryError::new_err(text),
        Error::Interrupted => PyKeyboardInterrupt::new_err(()),
    }
}
