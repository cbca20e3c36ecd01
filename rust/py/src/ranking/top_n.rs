//! Bindings of the topic `ranking`.

use mlmath_core::Real;
use mlmath_core::numerics::Csr;
use mlmath_core::ranking::{self, Factors, Pattern};
use numpy::{
    Element, PyReadonlyArray1, PyReadonlyArray2, PyReadwriteArray2, PyUntypedArrayMethods,
};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;
use crate::csr::PyCsr;

/// A matrix of factors, by its name in error messages.
pub fn factors<'a, T: Real + Element>(
    array: &'a PyReadonlyArray2<'_, T>,
    name: &'static str,
) -> PyResult<Factors<'a, T>> {
    let shape = array.shape();
    Ok(Factors { data: array.as_slice()?, n_rows: shape[0], n_components: shape[1], name })
}

/// The best items of every user, into `ids` and `scores`.
#[pyfunction]
pub fn recommend(
    py: Python<'_>,
    user_factors: &Bound<'_, PyAny>,
    item_factors: &Bound<'_, PyAny>,
    exclude: Option<PyCsr<'_>>,
    mut ids: PyReadwriteArray2<'_, i64>,
    scores: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let n = ids.shape()[1];
    let ids = ids.as_slice_mut()?;
    let exclude = exclude.as_ref().map(PyCsr::pattern).transpose()?;
    by_float!(user_factors, T => {
        let users: PyReadonlyArray2<'_, T> = user_factors.extract()?;
        let items: PyReadonlyArray2<'_, T> = item_factors.extract()?;
        let mut scores: PyReadwriteArray2<'_, T> = scores.extract()?;
        let (users, items) = (factors(&users, "user_factors")?, factors(&items, "item_factors")?);
        let scores = scores.as_slice_mut()?;
        let work = ranking::recommend_work(users.n_rows, items.n_rows, users.n_components);
        bridge::run(py, work, |exec| {
            let exclude = exclude
                .map(|parts| Pattern::new(Csr::new(exec, "exclude", parts)?))
                .transpose()?;
            ranking::recommend(exec, users, items, exclude, n, ids, scores)
        })
    })
}

/// The rows most similar to each of `rows`, into `ids` and `cosines`.
#[pyfunction]
pub fn similar_items(
    py: Python<'_>,
    array: &Bound<'_, PyAny>,
    rows: PyReadonlyArray1<'_, i64>,
    mut ids: PyReadwriteArray2<'_, i64>,
    cosines: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let n = ids.shape()[1];
    let (rows, ids) = (rows.as_slice()?, ids.as_slice_mut()?);
    by_float!(array, T => {
        let array: PyReadonlyArray2<'_, T> = array.extract()?;
        let mut cosines: PyReadwriteArray2<'_, T> = cosines.extract()?;
        let (factors, cosines) = (factors(&array, "factors")?, cosines.as_slice_mut()?);
        let work = ranking::recommend_work(rows.len(), factors.n_rows, factors.n_components);
        bridge::run(py, work, |exec| {
            ranking::similar_items(exec, factors, rows, n, ids, cosines)
        })
    })
}

/// The items `chosen` in every user's order, into `ids` and `scores`.
#[pyfunction]
pub fn rank_items(
    py: Python<'_>,
    user_factors: &Bound<'_, PyAny>,
    item_factors: &Bound<'_, PyAny>,
    chosen: PyReadonlyArray1<'_, i64>,
    mut ids: PyReadwriteArray2<'_, i64>,
    scores: &Bound<'_, PyAny>,
) -> PyResult<()> {
    let (chosen, ids) = (chosen.as_slice()?, ids.as_slice_mut()?);
    by_float!(user_factors, T => {
        let users: PyReadonlyArray2<'_, T> = user_factors.extract()?;
        let items: PyReadonlyArray2<'_, T> = item_factors.extract()?;
        let mut scores: PyReadwriteArray2<'_, T> = scores.extract()?;
        let (users, items) = (factors(&users, "user_factors")?, factors(&items, "item_factors")?);
        let scores = scores.as_slice_mut()?;
        let work = ranking::recommend_work(users.n_rows, chosen.len(), users.n_components);
        bridge::run(py, work, |exec| {
            ranking::rank_items(exec, users, items, chosen, ids, scores)
        })
    })
}
