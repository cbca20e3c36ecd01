//! How good rankings are.

use mlmath_core::numerics::{Csr, CsrParts};
use mlmath_core::ranking::{self, Pattern, Ranked};
use mlmath_core::{Exec, Result};
use numpy::{PyReadonlyArray1, PyReadonlyArray2, PyReadwriteArray1, PyUntypedArrayMethods};
use pyo3::prelude::*;

use super::top_n::factors;
use crate::arrays::by_float;
use crate::bridge;
use crate::csr::PyCsr;

/// A metric of the first `k` ids of every user, into `out`.
#[pyfunction]
pub fn metric_of_lists(
    py: Python<'_>,
    metric: &str,
    ids: PyReadonlyArray2<'_, i64>,
    relevant: PyCsr<'_>,
    exclude: Option<PyCsr<'_>>,
    k: usize,
    mut out: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    let ranked = ranked(&ids)?;
    let (relevant, out) = (relevant.pattern()?, out.as_slice_mut()?);
    let exclude = exclude.as_ref().map(PyCsr::pattern).transpose()?;
    bridge::run(py, ranked.work(k, relevant.indices.len()), |exec| {
        let (relevant, exclude) = both(exec, "relevant", relevant, exclude)?;
        ranking::metric_of_lists(exec, metric.parse()?, ranked, relevant, exclude, k, out)
    })
}

/// A metric of the first `k` places, where those of the relevant items are known, into `out`.
#[pyfunction]
pub fn metric_of_places(
    py: Python<'_>,
    metric: &str,
    places: PyReadonlyArray1<'_, i64>,
    test: PyCsr<'_>,
    exclude: Option<PyCsr<'_>>,
    k: usize,
    mut out: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    let (places, test, out) = (places.as_slice()?, test.pattern()?, out.as_slice_mut()?);
    let exclude = exclude.as_ref().map(PyCsr::pattern).transpose()?;
    let work = ranking::split_work(out.len().saturating_add(places.len()));
    bridge::run(py, work, |exec| {
        let (test, exclude) = both(exec, "test", test, exclude)?;
        ranking::metric_of_places(exec, metric.parse()?, places, test, exclude, k, out)
    })
}

/// The place of every item of `test` in its user's ranking, exact below `limit`, into `out`.
#[pyfunction]
pub fn places(
    py: Python<'_>,
    user_factors: &Bound<'_, PyAny>,
    item_factors: &Bound<'_, PyAny>,
    test: PyCsr<'_>,
    exclude: Option<PyCsr<'_>>,
    limit: usize,
    mut out: PyReadwriteArray1<'_, i64>,
) -> PyResult<()> {
    let (test, out) = (test.pattern()?, out.as_slice_mut()?);
    let exclude = exclude.as_ref().map(PyCsr::pattern).transpose()?;
    by_float!(user_factors, T => {
        let users: PyReadonlyArray2<'_, T> = user_factors.extract()?;
        let items: PyReadonlyArray2<'_, T> = item_factors.extract()?;
        let (users, items) = (factors(&users, "user_factors")?, factors(&items, "item_factors")?);
        let work = ranking::recommend_work(users.n_rows, items.n_rows, users.n_components);
        bridge::run(py, work, |exec| {
            let (test, exclude) = both(exec, "test", test, exclude)?;
            ranking::places(exec, users, items, test, exclude, limit, out)
        })
    })
}

/// The part of all items that is among the first `k` of any user.
#[pyfunction]
pub fn coverage(
    py: Python<'_>,
    ids: PyReadonlyArray2<'_, i64>,
    n_items: usize,
    k: usize,
) -> PyResult<f64> {
    let ranked = ranked(&ids)?;
    bridge::run(py, ranked.work(k, n_items), |exec| ranking::coverage(exec, ranked, n_items, k))
}

/// The mean self-information of the first `k` ids of every user, into `out`.
#[pyfunction]
pub fn novelty(
    py: Python<'_>,
    ids: PyReadonlyArray2<'_, i64>,
    known: PyCsr<'_>,
    k: usize,
    mut out: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    let ranked = ranked(&ids)?;
    let (known, out) = (known.pattern()?, out.as_slice_mut()?);
    bridge::run(py, ranked.work(k, known.indices.len()), |exec| {
        let known = Pattern::new(Csr::new(exec, "known", known)?)?;
        ranking::novelty(exec, ranked, known, k, out)
    })
}

fn ranked<'a>(ids: &'a PyReadonlyArray2<'_, i64>) -> PyResult<Ranked<'a>> {
    Ok(Ranked { ids: ids.as_slice()?, n_users: ids.shape()[0], n: ids.shape()[1] })
}

fn both<'a>(
    exec: &Exec,
    name: &str,
    items: CsrParts<'a, ()>,
    exclude: Option<CsrParts<'a, ()>>,
) -> Result<(Pattern<'a>, Option<Pattern<'a>>)> {
    let checked = |name, parts| Pattern::new(Csr::new(exec, name, parts)?);
    let exclude = exclude.map(|parts| checked("exclude", parts)).transpose()?;
    Ok((checked(name, items)?, exclude))
}
