//! Memory bandwidth: the best of five sums over a large array.

use std::time::Instant;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use crate::numerics::filled;
use crate::parallel::Chunks;
use crate::{Exec, Result};

const REPEATS: usize = 5;

/// Bytes a second read by summing `n_bytes` of doubles on `n_threads` workers.
pub fn measure_bandwidth(exec: &Exec, n_bytes: usize, n_threads: usize) -> Result<f64> {
    let x = filled(n_bytes / size_of::<f64>(), 1.0)?;
    let chunks = Chunks::new(x.len(), x.len().div_ceil(n_threads.max(1)));
    let mut best = 0.0_f64;
    for _ in 0..REPEATS {
        let start = Instant::now();
        let sums = exec.map_chunks(chunks, |_, range| {
            Ok(dispatch!(exec.level(), simd => sum(simd, &x[range])))
        })?;
        std::hint::black_box(sums);
        best = best.max(size_of_val(x.as_slice()) as f64 / start.elapsed().as_secs_f64());
    }
    Ok(best)
}

#[simd]
fn sum<S: Simd>(simd: S, x: &[f64]) -> f64 {
    const UNROLL: usize = 8;
    let mut sums = [S::f64s::splat(simd, 0.0); UNROLL];
    for block in x.chunks_exact(UNROLL * S::f64s::LEN) {
        for (sum, vector) in sums.iter_mut().zip(block.chunks_exact(S::f64s::LEN)) {
            *sum += S::f64s::from_slice(simd, vector);
        }
    }
    sums.iter().map(|sum| sum.reduce_sum()).sum()
}
