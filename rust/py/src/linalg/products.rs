//! Products.

use mlmath_core::linalg::{self, Matrix, Mean, Stack};
use mlmath_core::{Real, Result};
use numpy::{
    Element, PyReadonlyArray1, PyReadonlyArray2, PyReadonlyArray3, PyReadwriteArray1,
    PyReadwriteArray2, PyReadwriteArray3, PyUntypedArrayMethods,
};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;

/// The matrix an array holds, or whose transpose it holds.
pub(super) fn matrix<T: Real>(
    data: &[T],
    shape: (usize, usize),
    transposed: bool,
) -> Result<Matrix<'_, T>> {
    let matrix = Matrix::new(data, shape.0, shape.1)?;
    Ok(if transposed { matrix.transposed() } else { matrix })
}

/// The two sizes of a two-dimensional array.
pub(super) fn shape<T: Element>(array: &PyReadonlyArray2<'_, T>) -> (usize, usize) {
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
        let (n_rows, n_columns) = if transposed { (shape.1, shape.0) } else { shape };
        let work = linalg::gram_work(n_rows, n_columns);
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

/// The inner product of two vectors.
#[pyfunction]
pub fn dot(py: Python<'_>, a: &Bound<'_, PyAny>, b: &Bound<'_, PyAny>) -> PyResult<f64> {
    by_float!(a, T => {
        let (a, b): (PyReadonlyArray1<'_, T>, PyReadonlyArray1<'_, T>) = (a.extract()?, b.extract()?);
        let (a, b) = (a.as_slice()?, b.as_slice()?);
        bridge::run(py, linalg::product_work::<T>(1, a.len(), 1), |exec| linalg::dot(exec, a, b))
    })
}

/// Matrices of one shape, whether their transposes are meant, and which belongs in each place.
type PyStack<'py> = (Bound<'py, PyAny>, bool, PyReadonlyArray1<'py, i64>);

/// Products of the matrices of two stacks, `a_places[i]` times `b_places[i]` into `out[i]`; of their
/// transposes, where that is said.
#[pyfunction]
pub fn matmul(
    py: Python<'_>,
    a: PyStack<'_>,
    b: PyStack<'_>,
    out: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let ((a, a_transposed, a_places), (b, b_transposed, b_places)) = (a, b);
    let (a_places, b_places) = (a_places.as_slice()?, b_places.as_slice()?);
    by_float!(a, T => {
        let (a, b): (PyReadonlyArray3<'_, T>, PyReadonlyArray3<'_, T>) = (a.extract()?, b.extract()?);
        let mut out: PyReadwriteArray3<'_, T> = out.extract()?;
        let (a, b) = (stack(&a, a_transposed, a_places)?, stack(&b, b_transposed, b_places)?);
        let out = out.as_slice_mut()?;
        bridge::run(py, linalg::stack_work(a, b), |exec| linalg::matmul_stack(exec, a, b, out))
    })
}

fn stack<'a, T: Real + Element>(
    array: &'a PyReadonlyArray3<'_, T>,
    transposed: bool,
    places: &'a [i64],
) -> PyResult<Stack<'a, T>> {
    let shape = (array.shape()[1], array.shape()[2]);
    Ok(Stack { data: array.as_slice()?, shape, transposed, places })
}
