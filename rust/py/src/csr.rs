//! Sparse matrices from Python: `_csr.py` hands over a `Csr`, taken apart here by attribute.

use mlmath_core::Real;
use mlmath_core::numerics::{self, Csr, CsrMut, CsrParts, Indices, IndicesMut, Stored, Value};
use numpy::{Element, PyReadonlyArray1, PyReadwriteArray1, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;

/// A matrix of numbers, of which only the pattern may be read.
#[derive(FromPyObject)]
pub struct PyCsr<'py> {
    indptr: PyReadonlyArray1<'py, i64>,
    indices: PyIndices<'py>,
    data: Bound<'py, PyAny>,
    shape: (usize, usize),
}

#[derive(FromPyObject)]
enum PyIndices<'py> {
    Narrow(PyReadonlyArray1<'py, i32>),
    Wide(PyReadonlyArray1<'py, i64>),
}

impl<'py> PyCsr<'py> {
    /// The places alone.
    pub fn pattern(&self) -> PyResult<CsrParts<'_, ()>> {
        Ok(CsrParts::pattern(self.shape, self.indptr.as_slice()?, self.indices()?))
    }

    /// The places with their values, which [`PyCsr::values`] borrowed.
    pub fn parts<'a, T: Real + Element>(
        &'a self,
        values: &'a PyReadonlyArray1<'_, T>,
    ) -> PyResult<CsrParts<'a, T>> {
        let (indptr, indices) = (self.indptr.as_slice()?, self.indices()?);
        Ok(CsrParts { shape: self.shape, indptr, indices, data: Stored::Each(values.as_slice()?) })
    }

    /// The same, but values that NumPy broadcasts are shared: kernels read one after the other.
    pub fn sharing<'a, T: Real + Element>(
        &'a self,
        values: &'a PyReadonlyArray1<'_, T>,
    ) -> PyResult<CsrParts<'a, T>> {
        let (indptr, indices) = (self.indptr.as_slice()?, self.indices()?);
        match values.get(0) {
            Some(value) if values.strides() == [0] && values.len() == indices.len() => {
                let data = Stored::Shared(value);
                Ok(CsrParts { shape: self.shape, indptr, indices, data })
            }
            _ => self.parts(values),
        }
    }

    /// The array of values, which says their type.
    pub fn data(&self) -> &Bound<'py, PyAny> {
        &self.data
    }

    /// The values.
    pub fn values<T: Real + Element>(&self) -> PyResult<PyReadonlyArray1<'py, T>> {
        self.data.extract()
    }

    fn indices(&self) -> PyResult<Indices<'_>> {
        Ok(match &self.indices {
            PyIndices::Narrow(indices) => Indices::Narrow(indices.as_slice()?),
            PyIndices::Wide(indices) => Indices::Wide(indices.as_slice()?),
        })
    }
}

/// A matrix to be filled.
#[derive(FromPyObject)]
pub struct PyCsrMut<'py> {
    indptr: PyReadwriteArray1<'py, i64>,
    indices: PyIndicesMut<'py>,
    data: Bound<'py, PyAny>,
}

#[derive(FromPyObject)]
enum PyIndicesMut<'py> {
    Narrow(PyReadwriteArray1<'py, i32>),
    Wide(PyReadwriteArray1<'py, i64>),
}

impl PyCsrMut<'_> {
    fn parts<'a, V>(&'a mut self, data: &'a mut [V]) -> PyResult<CsrMut<'a, V>> {
        let indices = match &mut self.indices {
            PyIndicesMut::Narrow(indices) => IndicesMut::Narrow(indices.as_slice_mut()?),
            PyIndicesMut::Wide(indices) => IndicesMut::Wide(indices.as_slice_mut()?),
        };
        Ok(CsrMut { indptr: self.indptr.as_slice_mut()?, indices, data })
    }
}

/// Checks `csr`; says whether it is in canonical form.
#[pyfunction]
pub fn csr_check(py: Python<'_>, name: &str, csr: PyCsr<'_>, with_values: bool) -> PyResult<bool> {
    fn run<V: Value>(py: Python<'_>, name: &str, parts: CsrParts<V>) -> PyResult<bool> {
        let work = numerics::csr_work(parts);
        bridge::run(py, work, |exec| Ok(Csr::new(exec, name, parts)?.is_canonical()))
    }
    if !with_values {
        return run(py, name, csr.pattern()?);
    }
    by_float!(csr.data, T => run(py, name, csr.sharing(&csr.values::<T>()?)?))
}

/// `csr` in canonical form, into `out`; returns how many entries remain.
#[pyfunction]
pub fn csr_canonical(
    py: Python<'_>,
    name: &str,
    csr: PyCsr<'_>,
    with_values: bool,
    mut out: PyCsrMut<'_>,
) -> PyResult<usize> {
    fn run<V: Value + Default>(
        py: Python<'_>,
        name: &str,
        parts: CsrParts<V>,
        mut out: CsrMut<V>,
    ) -> PyResult<usize> {
        bridge::run(py, numerics::csr_work(parts), |exec| {
            numerics::canonical(exec, Csr::new(exec, name, parts)?, &mut out)
        })
    }
    if !with_values {
        let parts = csr.pattern()?;
        return run(py, name, parts, out.parts(&mut vec![(); parts.indices.len()])?);
    }
    by_float!(csr.data, T => {
        let mut data: PyReadwriteArray1<'_, T> = out.data.extract()?;
        run(py, name, csr.sharing(&csr.values::<T>()?)?, out.parts(data.as_slice_mut()?)?)
    })
}

/// The transpose of `csr`, rows in order, into `out`.
#[pyfunction]
pub fn csr_transpose(
    py: Python<'_>,
    name: &str,
    csr: PyCsr<'_>,
    with_values: bool,
    mut out: PyCsrMut<'_>,
) -> PyResult<()> {
    fn run<V: Value>(
        py: Python<'_>,
        name: &str,
        parts: CsrParts<V>,
        mut out: CsrMut<V>,
    ) -> PyResult<()> {
        bridge::run(py, numerics::csr_work(parts), |exec| {
            numerics::transpose(exec, Csr::new(exec, name, parts)?, &mut out)
        })
    }
    if !with_values {
        let parts = csr.pattern()?;
        return run(py, name, parts, out.parts(&mut vec![(); parts.indices.len()])?);
    }
    by_float!(csr.data, T => {
        let mut data: PyReadwriteArray1<'_, T> = out.data.extract()?;
        run(py, name, csr.parts(&csr.values::<T>()?)?, out.parts(data.as_slice_mut()?)?)
    })
}

/// The matrix of entries in any order, rows in order, into `out`; returns how many remain.
#[pyfunction]
pub fn csr_from_triplets(
    py: Python<'_>,
    rows: PyReadonlyArray1<'_, i64>,
    cols: PyReadonlyArray1<'_, i64>,
    values: &Bound<'_, PyAny>,
    shape: (usize, usize),
    duplicates: &str,
    mut out: PyCsrMut<'_>,
) -> PyResult<usize> {
    let places = (rows.as_slice()?, cols.as_slice()?);
    by_float!(values, T => {
        let values: PyReadonlyArray1<'_, T> = values.extract()?;
        let mut data: PyReadwriteArray1<'_, T> = out.data.extract()?;
        let (values, mut out) = (values.as_slice()?, out.parts(data.as_slice_mut()?)?);
        let work = numerics::triplets_work(values.len(), shape);
        bridge::run(py, work, |exec| {
            numerics::from_triplets(exec, places, values, shape, duplicates.parse()?, &mut out)
        })
    })
}
