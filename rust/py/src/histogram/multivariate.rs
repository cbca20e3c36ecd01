//! Histograms of several variables.

use mlmath_core::histogram::{self, Axis, Column, Values};
use numpy::{PyReadonlyArray1, PyReadwriteArray1};
use pyo3::prelude::*;

use crate::bridge;

/// Data of either precision, flat.
#[derive(FromPyObject)]
pub enum Data<'py> {
    Double(PyReadonlyArray1<'py, f64>),
    Single(PyReadonlyArray1<'py, f32>),
}

impl Data<'_> {
    fn values(&self) -> PyResult<Values<'_>> {
        Ok(match self {
            Self::Double(x) => Values::Double(x.as_slice()?),
            Self::Single(x) => Values::Single(x.as_slice()?),
        })
    }
}

/// Edges, and the rounding step of equal ones.
type Edges<'py> = (PyReadonlyArray1<'py, f64>, Option<f64>);

fn axes<'a>(edges: &'a [Edges<'_>]) -> PyResult<Vec<Axis<'a>>> {
    let axis = |(edges, equal): &'a Edges<'_>| Ok(Axis { edges: edges.as_slice()?, equal: *equal });
    edges.iter().map(axis).collect()
}

/// Where variables are: each in an array of its own, or one array of rows, as often as it has columns.
fn columns<'a>(data: &'a [Data<'_>], by_rows: bool) -> PyResult<Vec<Column<'a>>> {
    let stride = if by_rows { data.len() } else { 1 };
    let column = |(at, data): (usize, &'a Data<'_>)| {
        let offset = if by_rows { at } else { 0 };
        Ok(Column { values: data.values()?, offset, stride })
    };
    data.iter().enumerate().map(column).collect()
}

/// Counts of `n` samples in each cell.
#[pyfunction]
pub fn histogram_cells(
    py: Python<'_>,
    n: usize,
    data: Vec<Data<'_>>,
    by_rows: bool,
    edges: Vec<Edges<'_>>,
    mut counts: PyReadwriteArray1<'_, i64>,
) -> PyResult<()> {
    let (columns, axes, counts) = (columns(&data, by_rows)?, axes(&edges)?, counts.as_slice_mut()?);
    bridge::run(py, histogram::cells_work(n, &axes), |exec| {
        histogram::histogram_cells(exec, n, &columns, &axes, counts)
    })
}

/// Sums of the weights of the samples in each cell.
#[pyfunction]
pub fn histogram_cells_weighted(
    py: Python<'_>,
    weights: PyReadonlyArray1<'_, f64>,
    data: Vec<Data<'_>>,
    by_rows: bool,
    edges: Vec<Edges<'_>>,
    mut sums: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    let (columns, axes, sums) = (columns(&data, by_rows)?, axes(&edges)?, sums.as_slice_mut()?);
    let weights = weights.as_slice()?;
    bridge::run(py, histogram::cells_work(weights.len(), &axes), |exec| {
        histogram::histogram_cells_weighted(exec, weights, &columns, &axes, sums)
    })
}

/// The array that receives codes.
#[derive(FromPyObject)]
pub enum CodesOut<'py> {
    Byte(PyReadwriteArray1<'py, u8>),
    Short(PyReadwriteArray1<'py, u16>),
}

/// The bin of every value, a column an axis.
#[pyfunction]
pub fn digitize(
    py: Python<'_>,
    data: Data<'_>,
    edges: Vec<Edges<'_>>,
    out: CodesOut<'_>,
) -> PyResult<()> {
    let (values, axes) = (data.values()?, axes(&edges)?);
    let work = |n: usize| histogram::cells_work(n / axes.len().max(1), &axes);
    match out {
        CodesOut::Byte(mut out) => {
            let out = out.as_slice_mut()?;
            bridge::run(py, work(out.len()), |exec| histogram::digitize(exec, values, &axes, out))
        }
        CodesOut::Short(mut out) => {
            let out = out.as_slice_mut()?;
            bridge::run(py, work(out.len()), |exec| histogram::digitize(exec, values, &axes, out))
        }
    }
}
