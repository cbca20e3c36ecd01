//! Random numbers of kernels: arguments, never a state. Number i of (seed, stream) is what it is, whoever
//! draws it and in whatever order.

use fearless_simd::dispatch;

use crate::simd::{Philox, normals as normals_of};
use crate::{Exec, Result, Work};

/// Numbers in a task: some 50 microseconds.
const CHUNK: usize = 1 << 13;

/// The predicted time of `n` normal numbers.
pub fn normals_work(n: usize) -> Work {
    const NS: f64 = 6.0;
    Work::new(n, NS)
}

/// The normal numbers `first..` of the stream into `out`.
pub fn normals(exec: &Exec, philox: Philox, first: u64, out: &mut [f64]) -> Result<()> {
    exec.map_items(out.chunks_mut(CHUNK).collect(), |index, out: &mut [f64]| {
        let first = first.wrapping_add((index * CHUNK) as u64);
        dispatch!(exec.level(), simd => normals_of(simd, philox, first, out));
        Ok(())
    })?;
    Ok(())
}
