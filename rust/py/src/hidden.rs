//! What only the tests call: a panic on purpose, on either path through the gate.

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
