//! Bindings of the topic `factorization`.

use mlmath_core::factorization::{self, Penalty};
use mlmath_core::numerics::Csr;
use numpy::{PyReadonlyArray2, PyReadwriteArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;
use crate::csr::PyCsr;

/// The factors of the rows of `ratings`, given those of its columns, called `name`, into `out`.
#[pyfunction]
pub fn als_half_step(
    py: Python<'_>,
    ratings: PyCsr<'_>,
    name: &str,
    fixed: &Bound<'_, PyAny>,
    alpha: f64,
    l2: f64,
    out: &Bound<'_, PyAny>,
) -> PyResult<()> {
    by_float!(fixed, T => {
        let (fixed, mut out): (PyReadonlyArray2<'_, T>, PyReadwriteArray2<'_, T>) =
            (fixed.extract()?, out.extract()?);
        let values = ratings.values::<T>()?;
        let (parts, d) = (ratings.parts(&values)?, fixed.shape()[1]);
        let (fixed, out) = (fixed.as_slice()?, out.as_slice_mut()?);
        let work =
            factorization::half_step_work(parts.shape.0, parts.shape.1, parts.data.len(), d);
        bridge::run(py, work, |exec| {
            let ratings = Csr::new(exec, "ratings", parts)?;
            factorization::half_step(exec, ratings, name, fixed, d, Penalty { alpha, l2 }, out)
        })
    })
}

/// The loss over all pairs.
#[pyfunction]
pub fn als_loss(
    py: Python<'_>,
    ratings: PyCsr<'_>,
    user_factors: &Bound<'_, PyAny>,
    item_factors: &Bound<'_, PyAny>,
    alpha: f64,
    l2: f64,
) -> PyResult<f64> {
    by_float!(user_factors, T => {
        let (users, items): (PyReadonlyArray2<'_, T>, PyReadonlyArray2<'_, T>) =
            (user_factors.extract()?, item_factors.extract()?);
        let values = ratings.values::<T>()?;
        let (parts, d) = (ratings.parts(&values)?, users.shape()[1]);
        let (users, items) = (users.as_slice()?, items.as_slice()?);
        let work = factorization::loss_work(parts.shape.0, parts.shape.1, parts.data.len(), d);
        bridge::run(py, work, |exec| {
            let ratings = Csr::new(exec, "ratings", parts)?;
            factorization::loss(exec, ratings, users, items, d, Penalty { alpha, l2 })
        })
    })
}
