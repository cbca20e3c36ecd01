//! Bindings of the topic `ranking`.

use mlmath_core::Real;
use mlmath_core::ranking::{self, Factors, Pattern};
use numpy::{PyReadonlyArray1, PyReadonlyArray2, PyReadwriteArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;

fn factors<'a, T: Real + numpy::Element>(
    array: &'a PyReadonlyArray2<'_, T>,
    name: &'static str,
) -> PyResult<Factors<'a, T>> {
    let [n_rows, n_components] = *array.shape() else { unreachable!() };
    Ok(Factors { data: array.as_slice()?, n_rows, n_components, name })
}

/// The best items of every user, into `ids` and `scores`.
#[pyfunction]
pub fn recommend(
    py: Python<'_>,
    user_factors: &Bound<'_, PyAny>,
    item_factors: &Bound<'_, PyAny>,
    exclude: Option<(PyReadonlyArray1<'_, i64>, PyReadonlyArray1<'_, i64>)>,
    mut ids: PyReadwriteArray2<'_, i64>,
    scores: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let n = ids.shape()[1];
    let ids = ids.as_slice_mut()?;
    by_float!(user_factors, T => {
        let users: PyReadonlyArray2<'_, T> = user_factors.extract()?;
        let items: PyReadonlyArray2<'_, T> = item_factors.extract()?;
        let mut scores: PyReadwriteArray2<'_, T> = scores.extract()?;
        let (users, items) = (factors(&users, "user_factors")?, factors(&items, "item_factors")?);
        let scores = scores.as_slice_mut()?;
        let pattern = match &exclude {
            Some((p, i)) => Some(Pattern::new(p.as_slice()?, i.as_slice()?, items.n_rows)),
            None => None,
        };
        let work = ranking::recommend_work(users.n_rows, items.n_rows, users.n_components);
        bridge::run(py, work, |exec| {
            ranking::recommend(exec, users, items, pattern.as_ref(), n, ids, scores)
        })
    })
}
