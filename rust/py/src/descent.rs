//! Bindings of the topic `descent`.

use mlmath_core::descent::{
    self, Logistic, Objective, Options, Point, Samples, Solver, logistic_loss_grad as loss_grad,
    logistic_regression as fit, sweep_work,
};
use mlmath_core::{Error, Real};
use numpy::{
    Element, PyArray1, PyReadonlyArray1, PyReadonlyArray2, PyReadwriteArray1, PyUntypedArrayMethods,
};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;
use crate::error::to_python;

/// Loss and the intercept's gradient; the gradient of `coef` into `gradient`.
#[pyfunction]
pub fn logistic_loss_grad(
    py: Python<'_>,
    x: &Bound<'_, PyAny>,
    y: PyReadonlyArray1<'_, f64>,
    coef: PyReadonlyArray1<'_, f64>,
    intercept: f64,
    l2: f64,
    sample_weight: Option<PyReadonlyArray1<'_, f64>>,
    gradient: &Bound<'_, PyAny>,
) -> PyResult<(f64, f64)> {
    let (y, coef) = (y.as_slice()?, coef.as_slice()?);
    let weights = sample_weight.as_ref().map(PyReadonlyArray1::as_slice).transpose()?;
    by_float!(x, T => {
        let x: PyReadonlyArray2<'_, T> = x.extract()?;
        let (shape, x) = ([x.shape()[0], x.shape()[1]], x.as_slice()?);
        let mut gradient: PyReadwriteArray1<'_, T> = gradient.extract()?;
        let gradient = gradient.as_slice_mut()?;
        bridge::run(py, sweep_work(shape[0], shape[1]), |exec| {
            let samples = Samples::new(exec, x, shape, y, weights)?;
            loss_grad(Logistic::new(exec, samples, l2, true)?, coef, intercept, gradient)
        })
    })
}

/// `loss, grad_norm, n_iter, converged, message` of a descent.
type Ending = (f64, f64, usize, bool, String);

/// Coefficients, then the intercept if there is one, into `theta`.
#[pyfunction]
pub fn logistic_regression(
    py: Python<'_>,
    x: &Bound<'_, PyAny>,
    y: PyReadonlyArray1<'_, f64>,
    l2: f64,
    fit_intercept: bool,
    newton: bool,
    tol: f64,
    max_iter: usize,
    coef_init: Option<PyReadonlyArray1<'_, f64>>,
    sample_weight: Option<PyReadonlyArray1<'_, f64>>,
    mut theta: PyReadwriteArray1<'_, f64>,
) -> PyResult<Ending> {
    let (y, theta) = (y.as_slice()?, theta.as_slice_mut()?);
    let init = coef_init.as_ref().map(PyReadonlyArray1::as_slice).transpose()?;
    let weights = sample_weight.as_ref().map(PyReadonlyArray1::as_slice).transpose()?;
    let solver = if newton { Solver::Newton } else { Solver::GradientDescent };
    by_float!(x, T => {
        let x: PyReadonlyArray2<'_, T> = x.extract()?;
        let (shape, x) = ([x.shape()[0], x.shape()[1]], x.as_slice()?);
        bridge::run(py, solver.work(shape[0], shape[1], max_iter), |exec| {
            let samples = Samples::new(exec, x, shape, y, weights)?;
            let objective = Logistic::new(exec, samples, l2, fit_intercept)?;
            let (point, stop) = fit(objective, solver, tol, max_iter, init)?;
            theta.copy_from_slice(&point.theta);
            let converged = stop.is_converged();
            Ok((point.loss, point.grad_norm, point.n_iter, converged, stop.to_string()))
        })
    })
}

/// Python's objective: `call(theta)` gives a float and a gradient of the same dtype and shape.
struct Callable<'a, 'py>(&'a Bound<'py, PyAny>);

impl<T: Real + Element> Objective<T> for Callable<'_, '_> {
    type Error = PyErr;

    fn loss_grad(&mut self, theta: &[T], gradient: &mut [T]) -> PyResult<f64> {
        let theta = PyArray1::from_slice(self.0.py(), theta);
        let (loss, values): (f64, PyReadonlyArray1<'_, T>) = self.0.call1((theta,))?.extract()?;
        gradient.copy_from_slice(values.as_slice()?);
        Ok(loss)
    }

    fn error(error: Error) -> PyErr {
        to_python(error)
    }
}

/// The last point into `theta` (which holds the first); `observe(theta, loss, grad_norm, n_iter)`
/// after each step answers whether to stop.
#[pyfunction]
pub fn gradient_descent(
    py: Python<'_>,
    loss_grad: &Bound<'_, PyAny>,
    theta: &Bound<'_, PyAny>,
    learning_rate: Option<f64>,
    momentum: f64,
    tol: f64,
    max_iter: usize,
    observe: Option<&Bound<'_, PyAny>>,
) -> PyResult<Ending> {
    by_float!(theta, T => {
        let mut theta: PyReadwriteArray1<'_, T> = theta.extract()?;
        let theta = theta.as_slice_mut()?;
        let observe = |at: &Point<T>| match observe {
            None => Ok(false),
            Some(observe) => {
                let theta = PyArray1::from_slice(py, &at.theta);
                observe.call1((theta, at.loss, at.grad_norm, at.n_iter))?.extract()
            }
        };
        bridge::attached(py, |_| {
            let options = Options { learning_rate, momentum, tol, max_iter };
            let (point, stop) = descent::gradient_descent(
                &mut Callable(loss_grad), theta.to_vec(), options, observe,
            )?;
            theta.copy_from_slice(&point.theta);
            let converged = stop.is_converged();
            Ok((point.loss, point.grad_norm, point.n_iter, converged, stop.to_string()))
        })
    })
}
