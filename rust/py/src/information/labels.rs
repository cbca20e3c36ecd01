//! Information between columns of labels, which Python has numbered.

use mlmath_core::information::{self, Codes, Embedding, Mean};
use mlmath_core::numerics::Csr;
use mlmath_core::{Exec, Result, Work};
use numpy::{PyReadonlyArray1, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::bridge;
use crate::csr::PyCsr;

/// Codes, and how many different ones there may be.
type PyCodes<'py> = (PyReadonlyArray1<'py, i64>, usize);

/// What the scores of two columns have in common.
fn of_two(
    py: Python<'_>,
    (x, n_x): &PyCodes<'_>,
    (y, n_y): &PyCodes<'_>,
    work: impl Fn(usize) -> Work,
    score: impl FnOnce(&Exec, Codes, Codes) -> Result<f64> + Send,
) -> PyResult<f64> {
    let (work, x, y) = (work(x.len()), x.as_slice()?, y.as_slice()?);
    bridge::run(py, work, |exec| {
        score(exec, Codes::new(exec, x, *n_x)?, Codes::new(exec, y, *n_y)?)
    })
}

fn of_pairs(n_samples: usize) -> Work {
    information::labels_work(n_samples, 2)
}

/// The mean of this name.
fn mean(name: &str) -> Mean {
    match name {
        "min" => Mean::Min,
        "geometric" => Mean::Geometric,
        "max" => Mean::Max,
        _ => Mean::Arithmetic,
    }
}

/// The mutual information.
#[pyfunction]
pub fn mutual_info_score(py: Python<'_>, x: PyCodes<'_>, y: PyCodes<'_>) -> PyResult<f64> {
    of_two(py, &x, &y, of_pairs, information::mutual_info_score)
}

/// The mutual information over a mean of the entropies.
#[pyfunction]
pub fn normalized_mutual_info_score(
    py: Python<'_>,
    x: PyCodes<'_>,
    y: PyCodes<'_>,
    average: &str,
) -> PyResult<f64> {
    let mean = mean(average);
    of_two(py, &x, &y, of_pairs, |exec, x, y| {
        information::normalized_mutual_info_score(exec, x, y, mean)
    })
}

/// The mutual information, adjusted for chance.
#[pyfunction]
pub fn adjusted_mutual_info_score(
    py: Python<'_>,
    x: PyCodes<'_>,
    y: PyCodes<'_>,
    average: &str,
) -> PyResult<f64> {
    let mean = mean(average);
    of_two(py, &x, &y, information::adjusted_work, |exec, x, y| {
        information::adjusted_mutual_info_score(exec, x, y, mean)
    })
}

/// The mutual information of a sparse table of counts.
#[pyfunction]
pub fn contingency_information(py: Python<'_>, table: PyCsr<'_>) -> PyResult<f64> {
    let values = table.values::<f64>()?;
    let parts = table.parts(&values)?;
    let work = information::labels_work(parts.indices.len(), 2);
    bridge::run(py, work, |exec| {
        information::contingency_information(exec, &Csr::new(exec, "contingency", parts)?)
    })
}

/// The sum of the conditional entropies.
#[pyfunction]
pub fn variation_of_information(py: Python<'_>, x: PyCodes<'_>, y: PyCodes<'_>) -> PyResult<f64> {
    of_two(py, &x, &y, of_pairs, information::variation_of_information)
}

/// The information of x and y, given z.
#[pyfunction]
pub fn conditional_mutual_info_score(
    py: Python<'_>,
    x: PyCodes<'_>,
    y: PyCodes<'_>,
    z: PyCodes<'_>,
) -> PyResult<f64> {
    let work = information::labels_work(x.0.len(), 3);
    let columns = [(x.0.as_slice()?, x.1), (y.0.as_slice()?, y.1), (z.0.as_slice()?, z.1)];
    bridge::run(py, work, |exec| {
        let [x, y, z] = columns.map(|(codes, n_codes)| Codes::new(exec, codes, n_codes));
        information::conditional_mutual_info_score(exec, x?, y?, z?)
    })
}

/// The information of the source's past for the target, given the target's own.
#[pyfunction]
pub fn transfer_entropy(
    py: Python<'_>,
    source: PyCodes<'_>,
    target: PyCodes<'_>,
    embedding: (usize, usize, usize),
) -> PyResult<f64> {
    let (lag, history, source_history) = embedding;
    let embedding = Embedding { lag, history, source_history };
    let n_columns = history.saturating_add(source_history).saturating_add(1);
    let work = |n_samples| information::labels_work(n_samples, n_columns);
    of_two(py, &source, &target, work, |exec, source, target| {
        information::transfer_entropy(exec, source, target, embedding)
    })
}

/// The information of columns about each other.
#[pyfunction]
pub fn total_correlation(py: Python<'_>, columns: Vec<PyCodes<'_>>) -> PyResult<f64> {
    let n_samples = columns.first().map_or(0, |(codes, _)| codes.len());
    let work = information::labels_work(n_samples, columns.len());
    let slices: Vec<_> =
        columns.iter().map(|(codes, n)| Ok((codes.as_slice()?, *n))).collect::<PyResult<_>>()?;
    bridge::run(py, work, |exec| {
        let columns: Vec<_> = slices
            .iter()
            .map(|&(codes, n_codes)| Codes::new(exec, codes, n_codes))
            .collect::<Result<_>>()?;
        information::total_correlation(exec, &columns)
    })
}
