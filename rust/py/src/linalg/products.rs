//! Products.

use mlmath_core::linalg::{self, Matrix, Mean};
use mlmath_core::{Real, Result};
use numpy::{
    Element, PyReadonlyArray1, PyReadonlyArray2, PyReadwriteArray1, PyReadwriteArray2,
    PyUntypedArrayMethods,
};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;

/// The matrix an array holds, or whose transpose it holds.
fn matrix<T: Real>(data: &[T], shape: (usize, usize), transposed: bool) -> Result<Matrix<'_, T>> {
    let matrix = Matrix::new(data, shape.0, shape.1)?;
    Ok(if transposed { matrix.transposed() } else { matrix })
}

/// The two sizes of a two-dimensional array.
fn shape<T: Element>(array: &PyReadonlyArray2<'_, T>) -> (usize, usize) {
    (array.shape()[0], array.shape()[1])
}

/// The Gram matrix of the columns of `x` (of its rows, if `transposed`), into `out`; centred where there
/// is a `mean` to put the means into.
#[pyfunction]
pub fn gram(
    py: Python<'_>,
    x: &Bound<'_, PyAny>,
    transposed: bool,
    weights: Option<PyReadonlyArray1<'_, f64>>,
    mean: Option<PyReadwriteArray1<'_, f64>>,
    out: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let weights = weights.as_ref().map(|weights| weights.as_slice()).transpose()?;
    let mut mean = mean;
    let mean = mean.as_mut().map(|mean| mean.as_slice_mut()).transpose()?;
    by_float!(x, T => {
        let x: PyReadonlyArray2<'_, T> = x.extract()?;
        let mut out: PyReadwriteArray2<'_, T> = out.extract()?;
        let (shape, x, out) = (shape(&x), x.as_slice()?, out.as_slice_mut()?);
        let work = linalg::gram_work(x.len(), shape.0.min(shape.1).max(1));
        bridge::run(py, work, |exec| {
            let x = matrix(x, shape, transposed)?;
            let means = match mean {
                Some(to) => {
                    let means = Mean::new(exec, x, weights)?;
                    to.copy_from_slice(&means.values);
                    Some(means)
                }
                None => None,
            };
            linalg::gram(exec, x, weights, means.as_ref(), out)
        })
    })
}
