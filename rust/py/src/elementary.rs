//! Bindings of the topic `elementary`. Where an argument is `None`, `out` holds it.

use mlmath_core::elementary::{self, Slices};
use mlmath_core::simd::function::{Exp, Expm1, Function, Ln, Log1p, Sigmoid, Tanh};
use numpy::{PyReadonlyArrayDyn, PyReadwriteArrayDyn};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;

type Argument<'a, 'py> = Option<&'a Bound<'py, PyAny>>;

fn unary<F: Function>(py: Python<'_>, x: Argument<'_, '_>, out: &Bound<'_, PyAny>) -> PyResult<()> {
    by_float!(out, T => {
        let x: Option<PyReadonlyArrayDyn<'_, T>> = x.map(|x| x.extract()).transpose()?;
        let mut out: PyReadwriteArrayDyn<'_, T> = out.extract()?;
        let x = x.as_ref().map(|x| x.as_slice()).transpose()?;
        let out = out.as_slice_mut()?;
        let work = elementary::elementwise_work::<F>(out.len());
        bridge::run(py, work, |exec| elementary::elementwise::<F, T>(exec, x, out))
    })
}

/// `out[i] = e^x[i]`.
#[pyfunction]
pub fn exp(py: Python<'_>, x: Argument<'_, '_>, out: &Bound<'_, PyAny>) -> PyResult<()> {
    unary::<Exp>(py, x, out)
}

/// `out[i] = e^x[i] - 1`.
#[pyfunction]
pub fn expm1(py: Python<'_>, x: Argument<'_, '_>, out: &Bound<'_, PyAny>) -> PyResult<()> {
    unary::<Expm1>(py, x, out)
}

/// `out[i] = log(x[i])`.
#[pyfunction]
pub fn log(py: Python<'_>, x: Argument<'_, '_>, out: &Bound<'_, PyAny>) -> PyResult<()> {
    unary::<Ln>(py, x, out)
}

/// `out[i] = log(1 + x[i])`.
#[pyfunction]
pub fn log1p(py: Python<'_>, x: Argument<'_, '_>, out: &Bound<'_, PyAny>) -> PyResult<()> {
    unary::<Log1p>(py, x, out)
}

/// `out[i] = 1 / (1 + e^-x[i])`.
#[pyfunction]
pub fn sigmoid(py: Python<'_>, x: Argument<'_, '_>, out: &Bound<'_, PyAny>) -> PyResult<()> {
    unary::<Sigmoid>(py, x, out)
}

/// `out[i] = tanh(x[i])`.
#[pyfunction]
pub fn tanh(py: Python<'_>, x: Argument<'_, '_>, out: &Bound<'_, PyAny>) -> PyResult<()> {
    unary::<Tanh>(py, x, out)
}

/// `out[i] = log(e^a[i] + e^b[i])`.
#[pyfunction]
pub fn logaddexp(
    py: Python<'_>,
    a: Argument<'_, '_>,
    b: &Bound<'_, PyAny>,
    out: &Bound<'_, PyAny>,
) -> PyResult<()> {
    by_float!(out, T => {
        let a: Option<PyReadonlyArrayDyn<'_, T>> = a.map(|a| a.extract()).transpose()?;
        let b: PyReadonlyArrayDyn<'_, T> = b.extract()?;
        let mut out: PyReadwriteArrayDyn<'_, T> = out.extract()?;
        let a = a.as_ref().map(|a| a.as_slice()).transpose()?;
        let (b, out) = (b.as_slice()?, out.as_slice_mut()?);
        let work = elementary::logaddexp_work(out.len());
        bridge::run(py, work, |exec| elementary::logaddexp(exec, a, b, out))
    })
}

/// The softmax of slices of `len` elements, `step` apart, into `out`.
#[pyfunction]
pub fn softmax(
    py: Python<'_>,
    x: Argument<'_, '_>,
    len: usize,
    step: usize,
    out: &Bound<'_, PyAny>,
) -> PyResult<()> {
    by_float!(out, T => {
        let x: Option<PyReadonlyArrayDyn<'_, T>> = x.map(|x| x.extract()).transpose()?;
        let mut out: PyReadwriteArrayDyn<'_, T> = out.extract()?;
        let x = x.as_ref().map(|x| x.as_slice()).transpose()?;
        let out = out.as_slice_mut()?;
        let work = elementary::softmax_work(out.len());
        bridge::run(py, work, |exec| elementary::softmax(exec, x, Slices { len, step }, out))
    })
}
