//! THE gate: every kernel call goes through [`run`] (or [`attached`], for solvers that call back).
//!
//! It decides whether the pool helps, releases the GIL then, listens for Ctrl-C, catches panics and maps
//! errors. Nobody else writes `detach`, `catch_unwind` or `map_err`.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, mem, process, thread};

use mlmath_core::parallel::Pool;
use mlmath_core::simd::{Level, LevelName};
use mlmath_core::{Exec, Result, Work};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::error::{InternalError, to_python};

/// Set by tests, so that small cases meet the pool too.
pub static ALWAYS_POOL: AtomicBool = AtomicBool::new(false);

/// Runs `task` on the calling thread; unless `work` is small, with the GIL released and our pool's help.
pub fn run<R: Send>(
    py: Python<'_>,
    work: Work,
    task: impl FnOnce(&Exec) -> Result<R> + Send,
) -> PyResult<R> {
    let level = level(py)?;
    if work.is_small() && !ALWAYS_POOL.load(Ordering::Relaxed) {
        let outcome = catch_unwind(AssertUnwindSafe(|| task(&Exec::serial(level))));
        return settle(outcome, to_python);
    }
    let pool = current_pool(py)?;
    let interrupt = Mutex::new(None);
    let go_on = || match Python::try_attach(|py| py.check_signals()) {
        Some(Ok(())) => true,
        Some(Err(error)) => {
            *interrupt.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            false
        }
        // The interpreter is shutting down.
        None => false,
    };
    let outcome = py.detach(|| pool.run(level, task, &go_on));
    match interrupt.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => settle(outcome, to_python),
    }
}

/// Runs `task` on the calling thread, attached to Python: for solvers whose objective or callback is
/// Python's. Python's own errors pass through unchanged.
pub fn attached<R>(py: Python<'_>, task: impl FnOnce(&Exec) -> PyResult<R>) -> PyResult<R> {
    let level = level(py)?;
    settle(catch_unwind(AssertUnwindSafe(|| task(&Exec::serial(level)))), |error| error)
}

fn settle<R, E>(
    outcome: thread::Result<std::result::Result<R, E>>,
    map: impl FnOnce(E) -> PyErr,
) -> PyResult<R> {
    match outcome {
        Ok(result) => result.map_err(map),
        Err(payload) => Err(InternalError::new_err(format!(
            "mlmath_fast failed in its own code: {}. This is a bug, please report it with the call \
             that led here; your data is unchanged",
            panic_text(payload.as_ref())
        ))),
    }
}

fn panic_text(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("panic without a message")
}

/// The name of the SIMD level in use.
#[pyfunction]
pub fn simd_level(py: Python<'_>) -> PyResult<String> {
    Ok(LevelName::of(level(py)?).to_string())
}

/// The level, settled at first use together with the thread settings, so that a malformed
/// `MLMATH_*` variable is an error at the very first call.
fn level(py: Python<'_>) -> PyResult<Level> {
    static LEVEL: PyOnceLock<Level> = PyOnceLock::new();
    LEVEL
        .get_or_try_init(py, || {
            threads_module(py)?.call_method0("get_num_threads")?;
            let Some(name) = env::var_os("MLMATH_SIMD").filter(|name| !name.is_empty()) else {
                return Ok(Level::new());
            };
            let name = name.to_string_lossy();
            let level = name.parse::<LevelName>().map_err(|()| {
                PyValueError::new_err(format!(
                    "MLMATH_SIMD must be baseline, v3 or v4, got '{name}'"
                ))
            })?;
            level.level().ok_or_else(|| {
                PyValueError::new_err(format!("MLMATH_SIMD asks for {name}, which this CPU lacks"))
            })
        })
        .copied()
}

fn threads_module(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static MODULE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    MODULE
        .get_or_try_init(py, || Ok(py.import("mlmath_fast._threads")?.into_any().unbind()))
        .map(|module| module.bind(py))
}

/// Pools by size, most recently used last, and the process they belong to.
struct Pools {
    pid: u32,
    by_size: Vec<(usize, Arc<Pool>)>,
}

/// More sizes than this at once are rare; the least recently used pool then ends.
const MAX_POOLS: usize = 4;

static POOLS: Mutex<Option<Pools>> = Mutex::new(None);

/// The pool of the current thread count. The lock is taken only while attached to Python, so no other
/// thread can hold it at the moment of an `os.fork()`; a child leaks its parent's pools (their threads
/// do not exist there) and makes its own.
fn current_pool(py: Python<'_>) -> PyResult<Arc<Pool>> {
    let n_threads: usize = threads_module(py)?.call_method0("get_num_threads")?.extract()?;
    let mut guard = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    let pid = process::id();
    if guard.as_ref().is_some_and(|pools| pools.pid != pid) {
        mem::forget(guard.take());
    }
    let by_size = &mut guard.get_or_insert_with(|| Pools { pid, by_size: Vec::new() }).by_size;
    let pool = match by_size.iter().position(|(size, _)| *size == n_threads) {
        Some(at) => by_size.remove(at).1,
        None => Arc::new(Pool::new(n_threads).map_err(PyRuntimeError::new_err)?),
    };
    if by_size.len() == MAX_POOLS {
        by_size.remove(0);
    }
    by_size.push((n_threads, Arc::clone(&pool)));
    Ok(pool)
}
