//! Tables of pairs of features.

use mlmath_core::information::pairs::{self, Codes, Order, Values};
use numpy::{PyReadonlyArray2, PyReadwriteArray1, PyReadwriteArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::bridge;

/// A matrix of codes, or a column of labels.
#[derive(FromPyObject)]
pub enum PyCodes<'py> {
    U8(PyReadonlyArray2<'py, u8>),
    U16(PyReadonlyArray2<'py, u16>),
}

impl PyCodes<'_> {
    pub fn values(&self) -> PyResult<Values<'_>> {
        Ok(match self {
            Self::U8(codes) => Values::U8(codes.as_slice()?),
            Self::U16(codes) => Values::U16(codes.as_slice()?),
        })
    }

    pub fn shape(&self) -> [usize; 2] {
        let shape = match self {
            Self::U8(codes) => codes.shape(),
            Self::U16(codes) => codes.shape(),
        };
        [shape[0], shape[1]]
    }
}

/// Words of the working memory of the functions of pairs, for codes of this shape below `n_bins`; of all
/// pairs of features if `all_pairs`.
#[pyfunction]
pub fn planes_room(n_samples: usize, n_features: usize, n_bins: usize, all_pairs: bool) -> usize {
    let order = if all_pairs { pairs::order_of_pairs(n_features) } else { Order::Row };
    pairs::planes_room([n_samples, n_features], n_bins, order)
}

/// The mutual information of all pairs of features, into `out`.
#[pyfunction]
pub fn mi_matrix(
    py: Python<'_>,
    codes: PyCodes<'_>,
    n_bins: Option<usize>,
    normalized: bool,
    mut room: PyReadwriteArray1<'_, u64>,
    mut out: PyReadwriteArray2<'_, f64>,
) -> PyResult<()> {
    let (values, shape) = (codes.values()?, codes.shape());
    let (room, out) = (room.as_slice_mut()?, out.as_slice_mut()?);
    bridge::run(py, pairs::tables_work(shape, shape[1]), |exec| {
        let codes = Codes::new(exec, "codes", values, shape, n_bins)?;
        pairs::mi_matrix(exec, &codes, normalized, room, out)
    })
}

/// The mutual information of all pairs of features, given a column, into `out`.
#[pyfunction]
pub fn cmi_given(
    py: Python<'_>,
    codes: PyCodes<'_>,
    given: PyCodes<'_>,
    mut room: PyReadwriteArray1<'_, u64>,
    mut out: PyReadwriteArray2<'_, f64>,
) -> PyResult<()> {
    let (values, shape) = (codes.values()?, codes.shape());
    let (room, out) = (room.as_slice_mut()?, out.as_slice_mut()?);
    let (given, given_shape) = (given.values()?, given.shape());
    bridge::run(py, pairs::tables_work(shape, shape[1]), |exec| {
        let codes = Codes::new(exec, "codes", values, shape, None)?;
        let given = Codes::new(exec, "given", given, given_shape, None)?;
        pairs::cmi_given(exec, &codes, &given, room, out)
    })
}

/// The information of each feature about `y`, into `mi`, and how rare as much is by chance, into
/// `p_values`.
#[pyfunction]
pub fn mi_significance(
    py: Python<'_>,
    codes: PyCodes<'_>,
    y: PyCodes<'_>,
    n_permutations: usize,
    seed: u64,
    mut room: PyReadwriteArray1<'_, u64>,
    mut mi: PyReadwriteArray1<'_, f64>,
    mut p_values: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    let (values, shape, y_values, y_shape) =
        (codes.values()?, codes.shape(), y.values()?, y.shape());
    let (mi, p_values) = (mi.as_slice_mut()?, p_values.as_slice_mut()?);
    let room = room.as_slice_mut()?;
    bridge::run(py, pairs::tables_work(shape, n_permutations), |exec| {
        let codes = Codes::new(exec, "codes", values, shape, None)?;
        let y = Codes::new(exec, "y", y_values, y_shape, None)?;
        pairs::mi_significance(exec, &codes, &y, n_permutations, seed, room, mi, p_values)
    })
}
