//! What only the tests call: a panic on purpose, small work on the pool.

use std::sync::atomic::Ordering;

use mlmath_core::Work;
use mlmath_core::parallel::Chunks;
use pyo3::prelude::*;

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

/// Sends small work to the pool as well (`true`), or not (`false`, the rule).
#[pyfunction]
pub fn always_pool(on: bool) {
    bridge::ALWAYS_POOL.store(on, Ordering::Relaxed);
}
