//! Greedy selection of features.

use mlmath_core::information::pairs::{Codes, tables_work};
use mlmath_core::selection::{self, Criterion};
use numpy::PyReadwriteArray1;
use pyo3::prelude::*;

use crate::bridge;
use crate::information::PyCodes;

/// The features that tell most of `y`, into `picks`, and their scores.
#[pyfunction]
pub fn select_features(
    py: Python<'_>,
    codes: PyCodes<'_>,
    y: PyCodes<'_>,
    criterion: &str,
    beta: f64,
    mut room: PyReadwriteArray1<'_, u64>,
    mut picks: PyReadwriteArray1<'_, i64>,
    mut scores: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    let criterion = Criterion::named(criterion, beta);
    let (values, shape, y_values, y_shape) =
        (codes.values()?, codes.shape(), y.values()?, y.shape());
    let (picks, scores) = (picks.as_slice_mut()?, scores.as_slice_mut()?);
    let room = room.as_slice_mut()?;
    bridge::run(py, tables_work(shape, picks.len()), |exec| {
        let codes = Codes::new(exec, "codes", values, shape, None)?;
        let y = Codes::new(exec, "y", y_values, y_shape, None)?;
        selection::select_features(exec, &codes, &y, criterion?, room, picks, scores)
    })
}
