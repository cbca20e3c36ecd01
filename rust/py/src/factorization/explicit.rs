//! Bindings of explicit matrix factorization.

use mlmath_core::factorization::{self, FixedSide, Ridge, Sides};
use mlmath_core::numerics::{Csr, csr_work};
use numpy::{
    PyReadonlyArray1, PyReadonlyArray2, PyReadwriteArray1, PyReadwriteArray2, PyUntypedArrayMethods,
};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;
use crate::csr::PyCsr;

/// The mean of all entries.
#[pyfunction]
pub fn explicit_mean(py: Python<'_>, ratings: PyCsr<'_>) -> PyResult<f64> {
    by_float!(ratings.data(), T => {
        let values = ratings.values::<T>()?;
        let parts = ratings.parts(&values)?;
        bridge::run(py, csr_work(parts), |exec| {
            factorization::explicit_mean(exec, Csr::new(exec, "ratings", parts)?)
        })
    })
}

/// The rows of `ratings`, given its columns, called `name`, into `out`.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "Python's signature")]
pub fn als_explicit_half_step(
    py: Python<'_>,
    ratings: PyCsr<'_>,
    name: &str,
    fixed: &Bound<'_, PyAny>,
    mean: f64,
    bias: bool,
    l2: f64,
    weighted: bool,
    out: &Bound<'_, PyAny>,
) -> PyResult<()> {
    by_float!(fixed, T => {
        let (fixed, mut out): (PyReadonlyArray2<'_, T>, PyReadwriteArray2<'_, T>) =
            (fixed.extract()?, out.extract()?);
        let values = ratings.values::<T>()?;
        let (parts, order) = (ratings.parts(&values)?, fixed.shape()[1]);
        let (rows, out) = (fixed.as_slice()?, out.as_slice_mut()?);
        let (n_rows, n_cols) = parts.shape;
        let work =
            factorization::explicit_half_step_work(n_rows, n_cols, parts.indices.len(), order);
        bridge::run(py, work, |exec| {
            let ratings = Csr::new(exec, "ratings", parts)?;
            let fixed = FixedSide { name, rows, order, bias, mean };
            factorization::explicit_half_step(exec, ratings, fixed, Ridge { l2, weighted }, out)
        })
    })
}

/// The loss over the stored entries.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "Python's signature")]
pub fn als_explicit_loss(
    py: Python<'_>,
    ratings: PyCsr<'_>,
    users: &Bound<'_, PyAny>,
    items: &Bound<'_, PyAny>,
    mean: f64,
    bias: bool,
    l2: f64,
    weighted: bool,
) -> PyResult<f64> {
    by_float!(users, T => {
        let (users, items): (PyReadonlyArray2<'_, T>, PyReadonlyArray2<'_, T>) =
            (users.extract()?, items.extract()?);
        let values = ratings.values::<T>()?;
        let (parts, order) = (ratings.parts(&values)?, users.shape()[1]);
        let sides =
            Sides { users: users.as_slice()?, items: items.as_slice()?, order, bias, mean };
        let (n_rows, n_cols) = parts.shape;
        let work = factorization::explicit_loss_work(n_rows, n_cols, parts.indices.len(), order);
        bridge::run(py, work, |exec| {
            let ratings = Csr::new(exec, "ratings", parts)?;
            factorization::explicit_loss(exec, ratings, sides, Ridge { l2, weighted })
        })
    })
}

/// The predicted ratings of pairs, into `out`.
#[pyfunction]
pub fn explicit_predict(
    py: Python<'_>,
    pairs: (PyReadonlyArray1<'_, i64>, PyReadonlyArray1<'_, i64>),
    users: &Bound<'_, PyAny>,
    items: &Bound<'_, PyAny>,
    mean: f64,
    bias: bool,
    out: &Bound<'_, PyAny>,
) -> PyResult<()> {
    by_float!(users, T => {
        let (users, items): (PyReadonlyArray2<'_, T>, PyReadonlyArray2<'_, T>) =
            (users.extract()?, items.extract()?);
        let mut out: PyReadwriteArray1<'_, T> = out.extract()?;
        let (pairs, out) = ((pairs.0.as_slice()?, pairs.1.as_slice()?), out.as_slice_mut()?);
        let order = users.shape()[1];
        let sides =
            Sides { users: users.as_slice()?, items: items.as_slice()?, order, bias, mean };
        let work = factorization::explicit_loss_work(0, 0, out.len(), order);
        bridge::run(py, work, |exec| factorization::explicit_predict(exec, pairs, sides, out))
    })
}
