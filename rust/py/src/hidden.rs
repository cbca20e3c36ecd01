//! What only the tests call: a panic on purpose, small work on the pool, random words and numbers.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use mlmath_core::Work;
use mlmath_core::parallel::Chunks;
use mlmath_core::simd::Philox;
use numpy::PyReadwriteArray1;
use pyo3::prelude::*;

use crate::bridge;

/// Panics on the calling thread, or inside a chunk on a helper, for whom the calling thread waits.
#[pyfunction]
pub fn panic_on_purpose(py: Python<'_>, on_helper: bool) -> PyResult<()> {
    const PATIENCE: Duration = Duration::from_secs(5);
    bridge::run(py, Work::new(usize::from(on_helper), 1e9), |exec| {
        assert!(on_helper, "panic on purpose");
        let (caller, helped) = (thread::current().id(), AtomicBool::new(false));
        exec.map_chunks(Chunks::new(2, 1), |_, _| {
            if thread::current().id() != caller {
                helped.store(true, Ordering::Relaxed);
                panic!("panic on purpose");
            }
            let start = Instant::now();
            while !helped.load(Ordering::Relaxed) && start.elapsed() < PATIENCE {
                thread::sleep(Duration::from_millis(1));
            }
            Ok(())
        })?;
        Ok(())
    })
}

/// Words `first..` of the stream.
#[pyfunction]
pub fn philox_words(
    py: Python<'_>,
    seed: u64,
    stream: u64,
    first: u64,
    mut out: PyReadwriteArray1<'_, u64>,
) -> PyResult<()> {
    let out = out.as_slice_mut()?;
    bridge::run(py, Work::new(0, 0.0), |_| {
        Philox::new(seed, stream).words(first, out);
        Ok(())
    })
}

/// Uniform numbers of the words `first..` of the stream.
#[pyfunction]
pub fn philox_uniforms(
    py: Python<'_>,
    seed: u64,
    stream: u64,
    first: u64,
    mut out: PyReadwriteArray1<'_, f64>,
) -> PyResult<()> {
    let out = out.as_slice_mut()?;
    bridge::run(py, Work::new(0, 0.0), |_| {
        Philox::new(seed, stream).uniforms(first, out);
        Ok(())
    })
}

/// Sends small work to the pool as well (`true`), or not (`false`, the rule).
#[pyfunction]
pub fn always_pool(on: bool) {
    bridge::ALWAYS_POOL.store(on, Ordering::Relaxed);
}
