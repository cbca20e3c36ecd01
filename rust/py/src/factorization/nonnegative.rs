//! Bindings of non-negative factorization.

use mlmath_core::factorization::{self, Data, Distance, NmfEnd, Options, Rule};
use mlmath_core::numerics::Csr;
use numpy::{PyReadonlyArray2, PyReadwriteArray2, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;
use crate::csr::PyCsr;

/// A matrix: sparse, or dense with what was observed of it.
#[derive(FromPyObject)]
pub enum PyData<'py> {
    Sparse(PyCsr<'py>),
    Dense(Bound<'py, PyAny>),
}

/// What is to be done.
#[derive(FromPyObject)]
pub struct PyOptions {
    multiplicative: bool,
    kullback_leibler: bool,
    l1: f64,
    l2: f64,
    max_iter: usize,
    tol: f64,
    passes: usize,
    fixed: bool,
}

impl PyOptions {
    fn of(&self) -> Options {
        Options {
            rule: if self.multiplicative { Rule::Multiplicative } else { Rule::Descent },
            distance: if self.kullback_leibler {
                Distance::KullbackLeibler
            } else {
                Distance::Frobenius
            },
            l1: self.l1,
            l2: self.l2,
            passes: self.passes,
            max_iter: self.max_iter,
            tol: self.tol,
            fixed: self.fixed,
        }
    }
}

/// Moves `w` and the transpose of `h` in place; the losses, the last without penalties, and whether the
/// stopping rule was met.
#[pyfunction]
pub fn nmf(
    py: Python<'_>,
    data: PyData<'_>,
    mask: Option<PyReadonlyArray2<'_, bool>>,
    options: PyOptions,
    w: &Bound<'_, PyAny>,
    ht: &Bound<'_, PyAny>,
) -> PyResult<(Vec<f64>, f64, bool)> {
    let options = options.of();
    let end: NmfEnd = by_float!(w, T => {
        let (mut w, mut ht): (PyReadwriteArray2<'_, T>, PyReadwriteArray2<'_, T>) =
            (w.extract()?, ht.extract()?);
        let ((n, k), m) = ((w.shape()[0], w.shape()[1]), ht.shape()[0]);
        let factors = (w.as_slice_mut()?, ht.as_slice_mut()?);
        let Options { passes, max_iter, .. } = options;
        let work = |stored| factorization::nmf_work((n, m), stored, k, passes, max_iter);
        match &data {
            PyData::Sparse(csr) => {
                let values = csr.values::<T>()?;
                let parts = csr.parts(&values)?;
                bridge::run(py, work(parts.indices.len()), |exec| {
                    let data = Data::Sparse(Csr::new(exec, "X", parts)?);
                    factorization::nmf(exec, data, (n, m), k, options, factors)
                })
            }
            PyData::Dense(x) => {
                let x: PyReadonlyArray2<'_, T> = x.extract()?;
                let x = x.as_slice()?;
                let mask = mask.as_ref().map(|mask| mask.as_slice()).transpose()?;
                let data = mask.map_or(Data::Dense(x), |mask| Data::Masked(x, mask));
                bridge::run(py, work(x.len()), |exec| {
                    factorization::nmf(exec, data, (n, m), k, options, factors)
                })
            }
        }
    })?;
    Ok((end.losses, end.distance, end.converged))
}
