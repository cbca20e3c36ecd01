//! Bindings of pairwise ranking.

use mlmath_core::factorization::{self, Descent};
use mlmath_core::numerics::Csr;
use numpy::{PyReadwriteArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;
use crate::csr::PyCsr;

/// One epoch of `bpr`, in place; the mean loss.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "Python's signature")]
pub fn bpr_epoch(
    py: Python<'_>,
    ratings: PyCsr<'_>,
    users: &Bound<'_, PyAny>,
    items: &Bound<'_, PyAny>,
    learning_rate: f64,
    l2: f64,
    seed: u64,
    epoch: u64,
) -> PyResult<f64> {
    by_float!(users, T => {
        let (mut users, mut items): (PyReadwriteArray2<'_, T>, PyReadwriteArray2<'_, T>) =
            (users.extract()?, items.extract()?);
        let values = ratings.values::<T>()?;
        let (parts, d) = (ratings.sharing(&values)?, users.shape()[1]);
        let (users, items) = (users.as_slice_mut()?, items.as_slice_mut()?);
        let (n_rows, n_cols) = parts.shape;
        let work = factorization::bpr_work(n_rows, n_cols, parts.indices.len(), d);
        bridge::run(py, work, |exec| {
            let ratings = Csr::new(exec, "ratings", parts)?;
            let descent = Descent { learning_rate, l2, seed, epoch };
            factorization::bpr_epoch(exec, ratings, users, items, d, descent)
        })
    })
}
