//! Bindings of `machine`: what this machine can do at best.

use mlmath_core::{Work, machine};
use pyo3::prelude::*;

use crate::bridge;

/// Long enough for the pool: the measurements run on all threads.
fn long() -> Work {
    Work::new(1, 1e9)
}

/// CPUs this process may use (affinity mask and cgroup quota).
#[pyfunction]
pub fn available_parallelism() -> usize {
    machine::available_parallelism()
}

/// Best rate of a register-only fused multiply-add loop, in FLOP/s, on `n_threads` workers.
#[pyfunction]
pub fn measure_flops(py: Python<'_>, double: bool, n_threads: usize) -> PyResult<f64> {
    bridge::run(py, long(), |exec| {
        if double {
            machine::measure_flops::<f64>(exec, n_threads)
        } else {
            machine::measure_flops::<f32>(exec, n_threads)
        }
    })
}

/// Best of five sums over `n_bytes` of memory, in bytes a second.
#[pyfunction]
pub fn measure_bandwidth(py: Python<'_>, n_bytes: usize, n_threads: usize) -> PyResult<f64> {
    bridge::run(py, long(), |exec| machine::measure_bandwidth(exec, n_bytes, n_threads))
}

/// Best rate of our own logarithm from registers, in values a second.
#[pyfunction]
pub fn measure_transcendentals(py: Python<'_>, double: bool, n_threads: usize) -> PyResult<f64> {
    bridge::run(py, long(), |exec| {
        if double {
            machine::measure_transcendentals::<f64>(exec, n_threads)
        } else {
            machine::measure_transcendentals::<f32>(exec, n_threads)
        }
    })
}
