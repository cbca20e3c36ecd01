//! Entropy and mutual information from counts.

use mlmath_core::information::{self, Estimator};
use numpy::{PyReadonlyArray2, PyReadonlyArrayDyn, PyReadwriteArrayDyn, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::bridge;

/// The entropy along `axis` (`None`: of all elements), into `out`.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "those of the public function")]
pub fn entropy_from_counts(
    py: Python<'_>,
    counts: PyReadonlyArrayDyn<'_, i64>,
    axis: Option<usize>,
    estimator: &str,
    pseudocount: f64,
    n_classes: usize,
    base: Option<f64>,
    mut out: PyReadwriteArrayDyn<'_, f64>,
) -> PyResult<()> {
    let (shape, counts, out) = (counts.shape(), counts.as_slice()?, out.as_slice_mut()?);
    let work = information::entropy_from_counts_work(estimator, counts.len(), out.len());
    bridge::run(py, work, |exec| {
        let estimator = Estimator::named(estimator, pseudocount)?;
        information::entropy_from_counts(exec, counts, shape, axis, estimator, n_classes, base, out)
    })
}

/// The mutual information of rows and columns of a joint table of counts.
#[pyfunction]
pub fn mutual_information_from_counts(
    py: Python<'_>,
    table: PyReadonlyArray2<'_, i64>,
    estimator: &str,
    pseudocount: f64,
    base: Option<f64>,
) -> PyResult<f64> {
    let (shape, table) = ([table.shape()[0], table.shape()[1]], table.as_slice()?);
    let work = information::entropy_from_counts_work(estimator, table.len(), 3);
    bridge::run(py, work, |exec| {
        let estimator = Estimator::named(estimator, pseudocount)?;
        information::mutual_information_from_counts(exec, table, shape, estimator, base)
    })
}
