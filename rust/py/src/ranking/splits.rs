//! Which stored entries learn and which judge.

use mlmath_core::numerics::Csr;
use mlmath_core::ranking;
use numpy::{PyReadonlyArray1, PyReadwriteArray1};
use pyo3::prelude::*;

use crate::bridge;
use crate::csr::PyCsr;

/// Holds `k` random entries of every row out: marks them in `parts`.
#[pyfunction]
pub fn leave_k_out(
    py: Python<'_>,
    ratings: PyCsr<'_>,
    k: usize,
    seed: u64,
    mut parts: PyReadwriteArray1<'_, u8>,
) -> PyResult<()> {
    let (ratings, parts) = (ratings.pattern()?, parts.as_slice_mut()?);
    bridge::run(py, ranking::split_work(parts.len()), |exec| {
        ranking::leave_k_out(exec, Csr::new(exec, "ratings", ratings)?, k, seed, parts)
    })
}

#[derive(FromPyObject)]
pub enum Times<'py> {
    Whole(PyReadonlyArray1<'py, i64>),
    Real(PyReadonlyArray1<'py, f64>),
}

/// Holds the `k` latest entries of every row out: marks them in `parts`.
#[pyfunction]
pub fn leave_last_out(
    py: Python<'_>,
    ratings: PyCsr<'_>,
    timestamps: Times<'_>,
    k: usize,
    mut parts: PyReadwriteArray1<'_, u8>,
) -> PyResult<()> {
    let (ratings, parts) = (ratings.pattern()?, parts.as_slice_mut()?);
    let work = ranking::split_work(parts.len());
    let whole = match &timestamps {
        Times::Whole(times) => Ok(times.as_slice()?),
        Times::Real(times) => Err(times.as_slice()?),
    };
    bridge::run(py, work, |exec| {
        let ratings = Csr::new(exec, "ratings", ratings)?;
        match whole {
            Ok(times) => ranking::leave_last_out(exec, ratings, times, k, parts),
            Err(times) => ranking::leave_last_out(exec, ratings, times, k, parts),
        }
    })
}

/// Draws `n_users` rows, into `drawn`, and holds the share `holdout` of theirs out, into `parts`.
#[pyfunction]
pub fn strong_generalization(
    py: Python<'_>,
    ratings: PyCsr<'_>,
    n_users: usize,
    holdout: f64,
    seed: u64,
    mut drawn: PyReadwriteArray1<'_, bool>,
    mut parts: PyReadwriteArray1<'_, u8>,
) -> PyResult<()> {
    let (ratings, parts) = (ratings.pattern()?, parts.as_slice_mut()?);
    let drawn = drawn.as_slice_mut()?;
    bridge::run(py, ranking::split_work(parts.len()), |exec| {
        let ratings = Csr::new(exec, "ratings", ratings)?;
        ranking::strong_generalization(exec, ratings, n_users, holdout, seed, drawn, parts)
    })
}

/// Where the rows of one of the parts begin, into `indptr`.
#[pyfunction]
pub fn part_indptr(
    py: Python<'_>,
    ratings: PyCsr<'_>,
    parts: PyReadonlyArray1<'_, u8>,
    part: u8,
    mut indptr: PyReadwriteArray1<'_, i64>,
) -> PyResult<()> {
    let (ratings, parts) = (ratings.pattern()?, parts.as_slice()?);
    let indptr = indptr.as_slice_mut()?;
    bridge::run(py, ranking::split_work(parts.len()), |exec| {
        let ratings = Csr::new(exec, "ratings", ratings)?;
        ranking::part_indptr(exec, ratings, parts, part, indptr)
    })
}
