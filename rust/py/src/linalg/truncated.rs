//! Bindings of the steps of truncated decompositions.

use mlmath_core::linalg::{self, Krylov, Operator, Passes};
use mlmath_core::numerics::Csr;
use mlmath_core::{Exec, Real, Result};
use numpy::{
    Element, PyReadonlyArray2, PyReadwriteArray1, PyReadwriteArray2, PyUntypedArrayMethods,
};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;
use crate::csr::PyCsr;

/// A matrix, sparse or dense.
#[derive(FromPyObject)]
pub enum Operand<'py> {
    Sparse(PyCsr<'py>),
    Dense(Bound<'py, PyAny>),
}

impl Operand<'_> {
    /// Hands the matrix, checked, to `task`, which needs it `products` times.
    fn with<R: Send>(&self, py: Python<'_>, products: usize, task: impl Task<R>) -> PyResult<R> {
        match self {
            Self::Sparse(csr) => by_float!(csr.data(), T => {
                let values = csr.values::<T>()?;
                let parts = csr.parts(&values)?;
                let stored = parts.indices.len().saturating_mul(products);
                bridge::run(py, Operator::<T>::work(parts.shape.0, stored), |exec| {
                    task.run(exec, Operator::Sparse(Csr::new(exec, "A", parts)?))
                })
            }),
            Self::Dense(array) => by_float!(array, T => {
                let array: PyReadonlyArray2<'_, T> = array.extract()?;
                let (n, values) = (array.shape()[0], array.as_slice()?);
                let stored = values.len().saturating_mul(products);
                bridge::run(py, Operator::<T>::work(n, stored), |exec| {
                    task.run(exec, Operator::Dense(values, n))
                })
            }),
        }
    }
}

/// What to do with a matrix of either type.
trait Task<R>: Send {
    fn run<T: Real + Element>(self, exec: &Exec, a: Operator<T>) -> Result<R>;
}

struct Extend<'a> {
    n: usize,
    m: usize,
    basis: &'a mut [f64],
    projection: &'a mut [f64],
    start: usize,
}

impl Task<(usize, f64)> for Extend<'_> {
    fn run<T: Real + Element>(self, exec: &Exec, a: Operator<T>) -> Result<(usize, f64)> {
        Krylov::new(self.n, self.m, self.basis, self.projection)?.extend(exec, a, self.start)
    }
}

/// Lanczos steps from vector `start` to the last; how many are projected on, and what remains.
#[pyfunction]
pub fn lanczos_extend(
    py: Python<'_>,
    a: Operand<'_>,
    mut basis: PyReadwriteArray2<'_, f64>,
    mut projection: PyReadwriteArray2<'_, f64>,
    start: usize,
) -> PyResult<(usize, f64)> {
    let (n, m) = (basis.shape()[1], projection.shape()[0]);
    let (basis, projection) = (basis.as_slice_mut()?, projection.as_slice_mut()?);
    a.with(py, m, Extend { n, m, basis, projection, start })
}

/// One step, whose product with the matrix is given.
#[pyfunction]
pub fn lanczos_step(
    py: Python<'_>,
    mut product: PyReadwriteArray1<'_, f64>,
    mut basis: PyReadwriteArray2<'_, f64>,
    mut projection: PyReadwriteArray2<'_, f64>,
    j: usize,
) -> PyResult<f64> {
    let (n, m) = (basis.shape()[1], projection.shape()[0]);
    let (basis, projection) = (basis.as_slice_mut()?, projection.as_slice_mut()?);
    let product = product.as_slice_mut()?;
    bridge::run(py, Operator::<f64>::work(n, n.saturating_mul(j)), |exec| {
        Krylov::new(n, m, basis, projection)?.step(exec, j, product)
    })
}

/// The columns of `x` become orthonormal; roughly, if that will do.
#[pyfunction]
pub fn orthonormalize(py: Python<'_>, x: &Bound<'_, PyAny>, rough: bool) -> PyResult<()> {
    by_float!(x, T => {
        let mut x: PyReadwriteArray2<'_, T> = x.extract()?;
        let (n, d) = (x.shape()[0], x.shape()[1]);
        let x = x.as_slice_mut()?;
        let passes = if rough { Passes::One } else { Passes::Enough };
        bridge::run(py, linalg::orthonormalize_work(n, d), |exec| {
            linalg::orthonormalize(exec, x, d, passes)
        })
    })
}

struct Power<'a> {
    tol: f64,
    max_iter: usize,
    vector: &'a mut [f64],
}

impl Task<(f64, usize, bool)> for Power<'_> {
    fn run<T: Real + Element>(self, exec: &Exec, a: Operator<T>) -> Result<(f64, usize, bool)> {
        let end = linalg::power_iteration(exec, a, self.tol, self.max_iter, self.vector)?;
        Ok((end.value, end.n_iter, end.converged))
    }
}

/// `value, n_iter, converged`; the vector, which holds where to start, in place.
#[pyfunction]
pub fn power_iteration(
    py: Python<'_>,
    a: Operand<'_>,
    tol: f64,
    max_iter: usize,
    mut vector: PyReadwriteArray1<'_, f64>,
) -> PyResult<(f64, usize, bool)> {
    let vector = vector.as_slice_mut()?;
    a.with(py, max_iter, Power { tol, max_iter, vector })
}
