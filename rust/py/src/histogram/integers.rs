//! Counts of integers.

use mlmath_core::histogram::{self, Code};
use numpy::{PyReadonlyArray1, PyReadwriteArray1};
use pyo3::prelude::*;

use crate::bridge;

/// Codes of one of the types that are counted as they are.
#[derive(FromPyObject)]
pub enum Codes<'py> {
    Byte(PyReadonlyArray1<'py, u8>),
    Short(PyReadonlyArray1<'py, u16>),
    Long(PyReadonlyArray1<'py, i64>),
}

/// The largest code, -1 of none.
#[pyfunction]
pub fn largest_code(py: Python<'_>, codes: Codes<'_>) -> PyResult<i64> {
    match codes {
        Codes::Byte(codes) => largest(py, codes.as_slice()?),
        Codes::Short(codes) => largest(py, codes.as_slice()?),
        Codes::Long(codes) => largest(py, codes.as_slice()?),
    }
}

fn largest<C: Code>(py: Python<'_>, codes: &[C]) -> PyResult<i64> {
    let work = histogram::bincount_work(codes.len());
    bridge::run(py, work, |exec| histogram::largest_code(exec, codes))
}

/// Counts of bytes into 256 `counts`; how many of them reach up to the largest byte.
#[pyfunction]
pub fn count_bytes(
    py: Python<'_>,
    codes: PyReadonlyArray1<'_, u8>,
    mut counts: PyReadwriteArray1<'_, i64>,
) -> PyResult<usize> {
    let (codes, counts) = (codes.as_slice()?, counts.as_slice_mut()?);
    let work = histogram::bincount_work(codes.len());
    bridge::run(py, work, |exec| histogram::count_bytes(exec, codes, counts))
}

/// Counts of codes, none above the length of `counts`.
#[pyfunction]
pub fn count_codes(
    py: Python<'_>,
    codes: Codes<'_>,
    mut counts: PyReadwriteArray1<'_, i64>,
) -> PyResult<()> {
    let counts = counts.as_slice_mut()?;
    match codes {
        Codes::Byte(codes) => count(py, codes.as_slice()?, counts),
        Codes::Short(codes) => count(py, codes.as_slice()?, counts),
        Codes::Long(codes) => count(py, codes.as_slice()?, counts),
    }
}

fn count<C: Code>(py: Python<'_>, codes: &[C], counts: &mut [i64]) -> PyResult<()> {
    let work = histogram::bincount_work(codes.len());
    bridge::run(py, work, |exec| histogram::count_codes(exec, codes, counts))
}

/// Adds the tables of all pairs of columns, which lie one after the other, to `counts`.
#[pyfunction]
pub fn count_pairs(
    py: Python<'_>,
    columns: Codes<'_>,
    n_columns: usize,
    n_bins: usize,
    mut counts: PyReadwriteArray1<'_, i64>,
) -> PyResult<()> {
    let (shape, counts) = ([n_columns, n_bins], counts.as_slice_mut()?);
    match columns {
        Codes::Byte(columns) => pairs(py, columns.as_slice()?, shape, counts),
        Codes::Short(columns) => pairs(py, columns.as_slice()?, shape, counts),
        Codes::Long(columns) => pairs(py, columns.as_slice()?, shape, counts),
    }
}

fn pairs<C: Code>(
    py: Python<'_>,
    columns: &[C],
    [n_columns, n_bins]: [usize; 2],
    counts: &mut [i64],
) -> PyResult<()> {
    let work = histogram::pairs_work(columns.len() / n_columns.max(1), n_columns);
    bridge::run(py, work, |exec| histogram::count_pairs(exec, columns, n_columns, n_bins, counts))
}

/// Sums of weights of each code, none above the length of `sums`.
#[pyfunction]
pub fn sum_codes(
    py: Python<'_>,
    codes: PyReadonlyArray1<'_, i64>,
    weights: PyReadonlyArray1<'_, f64>,
    mut sums: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    let (codes, weights, sums) = (codes.as_slice()?, weights.as_slice()?, sums.as_slice_mut()?);
    let work = histogram::bincount_work(codes.len());
    bridge::run(py, work, |exec| histogram::sum_codes(exec, codes, weights, sums))
}
