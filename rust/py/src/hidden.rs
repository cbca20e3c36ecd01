//! What only the tests call: a panic on purpose, small work on the pool, our own logarithm.

use std::sync::atomic::Ordering;

use mlmath_core::Work;
use mlmath_core::parallel::Chunks;
use mlmath_core::simd::log::log_array as log;
use mlmath_core::simd::{exp_array as exp, log1p_array as log1p};
use numpy::{PyReadonlyArray1, PyReadwriteArray1};
use pyo3::prelude::*;

use crate::arrays::by_float;
use crate::bridge;

/// Panics on the calling thread, or inside a chunk on a worker.
#[pyfunction]
pub fn panic_on_purpose(py: Python<'_>, on_worker: bool) -> PyResult<()> {
    let work = Work::new(usize::from(on_worker), 1e9);
    bridge::run(py, work, |exec| {
        exec.map_chunks(Chunks::new(2, 1), |index, _| {
            assert!(index == 0, "panic on purpose");
            Ok(())
        })?;
        Ok(())
    })
}

/// `out[i] = log(x[i])`, on the calling thread.
#[pyfunction]
pub fn log_array(py: Python<'_>, x: &Bound<'_, PyAny>, out: &Bound<'_, PyAny>) -> PyResult<()> {
    by_float!(x, T => {
        let x: PyReadonlyArray1<'_, T> = x.extract()?;
        let mut out: PyReadwriteArray1<'_, T> = out.extract()?;
        let (x, out) = (x.as_slice()?, out.as_slice_mut()?);
        bridge::run(py, Work::new(0, 0.0), |exec| {
            log(exec.level(), x, out);
            Ok(())
        })
    })
}

/// `out[i] = exp(x[i])`, on the calling thread.
#[pyfunction]
pub fn exp_array(py: Python<'_>, x: &Bound<'_, PyAny>, out: &Bound<'_, PyAny>) -> PyResult<()> {
    by_float!(x, T => {
        let x: PyReadonlyArray1<'_, T> = x.extract()?;
        let mut out: PyReadwriteArray1<'_, T> = out.extract()?;
        let (x, out) = (x.as_slice()?, out.as_slice_mut()?);
        bridge::run(py, Work::new(0, 0.0), |exec| {
            exp(exec.level(), x, out);
            Ok(())
        })
    })
}

/// `out[i] = log(1 + x[i])` for x in [0, 1], on the calling thread.
#[pyfunction]
pub fn log1p_array(
    py: Python<'_>,
    x: PyReadonlyArray1<'_, f64>,
    mut out: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    let (x, out) = (x.as_slice()?, out.as_slice_mut()?);
    bridge::run(py, Work::new(0, 0.0), |exec| {
        log1p(exec.level(), x, out);
        Ok(())
    })
}

/// Sends small work to the pool as well (`true`), or not (`false`, the rule).
#[pyfunction]
pub fn always_pool(on: bool) {
    bridge::ALWAYS_POOL.store(on, Ordering::Relaxed);
}
