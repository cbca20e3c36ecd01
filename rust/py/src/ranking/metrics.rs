//! How good rankings are.

use mlmath_core::numerics::Csr;
use mlmath_core::ranking::{self, Pattern, Ranked};
use mlmath_core::{Exec, Result};
use numpy::{PyReadonlyArray2, PyReadwriteArray1, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::bridge;
use crate::csr::PyCsr;

/// Normalised discounted cumulative gain of every user, into `out`.
#[pyfunction]
pub fn ndcg_at_k(
    py: Python<'_>,
    ids: PyReadonlyArray2<'_, i64>,
    relevant: PyCsr<'_>,
    k: usize,
    out: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    metric(py, ids, relevant, k, out, ranking::ndcg_at_k)
}

/// Recall of every user, into `out`.
#[pyfunction]
pub fn recall_at_k(
    py: Python<'_>,
    ids: PyReadonlyArray2<'_, i64>,
    relevant: PyCsr<'_>,
    k: usize,
    out: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    metric(py, ids, relevant, k, out, ranking::recall_at_k)
}

/// Precision of every user, into `out`.
#[pyfunction]
pub fn precision_at_k(
    py: Python<'_>,
    ids: PyReadonlyArray2<'_, i64>,
    relevant: PyCsr<'_>,
    k: usize,
    out: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    metric(py, ids, relevant, k, out, ranking::precision_at_k)
}

fn metric(
    py: Python<'_>,
    ids: PyReadonlyArray2<'_, i64>,
    relevant: PyCsr<'_>,
    k: usize,
    mut out: PyReadwriteArray1<'_, f64>,
    of: impl Fn(&Exec, Ranked, Pattern, usize, &mut [f64]) -> Result<()> + Send + Sync,
) -> PyResult<()> {
    let ranked = Ranked { ids: ids.as_slice()?, n_users: ids.shape()[0], n: ids.shape()[1] };
    let (relevant, out) = (relevant.pattern()?, out.as_slice_mut()?);
    let work = ranked.work(k, relevant.indices.len());
    bridge::run(py, work, |exec| {
        let relevant = Pattern::new(Csr::new(exec, "relevant", relevant)?)?;
        of(exec, ranked, relevant, k, out)
    })
}
