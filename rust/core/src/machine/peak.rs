//! Peak rates from registers: fused multiply-adds, and our own logarithm.

use std::time::Instant;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use crate::parallel::Chunks;
use crate::simd::log::{Log, log_normal};
use crate::{Exec, Real, Result};

const REPEATS: usize = 5;

/// Independent accumulators: enough to cover the latency of two FMA units, few enough for 16 registers.
const CHAINS: usize = 12;

/// FMA rounds a measurement runs: some 10 ms.
const ROUNDS: usize = 2_000_000;

/// Logarithm rounds of a measurement: some 10 ms.
const LOG_ROUNDS: usize = 300_000;

/// Independent logarithms of a round.
const LOGS: usize = 4;

/// FLOP/s of a register-only fused multiply-add loop on `n_threads` workers.
pub fn measure_flops<T: Real>(exec: &Exec, n_threads: usize) -> Result<f64> {
    best_rate(exec, n_threads, || dispatch!(exec.level(), simd => fma_rounds::<_, T>(simd, ROUNDS)))
}

/// Values a second of our own logarithm from registers.
pub fn measure_transcendentals<T: Log>(exec: &Exec, n_threads: usize) -> Result<f64> {
    best_rate(
        exec,
        n_threads,
        || dispatch!(exec.level(), simd => log_rounds::<_, T>(simd, LOG_ROUNDS)),
    )
}

/// The best of several runs of `rounds`, which answers how many operations it did, on every worker.
fn best_rate(exec: &Exec, n_threads: usize, rounds: impl Fn() -> usize + Sync) -> Result<f64> {
    let mut best = 0.0_f64;
    for _ in 0..REPEATS {
        let start = Instant::now();
        let counts = exec.map_chunks(Chunks::new(n_threads.max(1), 1), |_, _| Ok(rounds()))?;
        let total: usize = counts.into_iter().sum();
        best = best.max(total as f64 / start.elapsed().as_secs_f64());
    }
    Ok(best)
}

#[simd]
fn fma_rounds<S: Simd, T: Real>(simd: S, rounds: usize) -> usize {
    // Opaque, or the compiler merges the equal chains and sees that 1 * 0.999 + 0.001 stays 1.
    let mut sums = std::hint::black_box([T::Native::<S>::splat(simd, T::ONE); CHAINS]);
    let factor = T::Native::<S>::splat(simd, std::hint::black_box(T::from_f64(0.999)));
    let term = T::Native::<S>::splat(simd, std::hint::black_box(T::from_f64(0.001)));
    for _ in 0..rounds {
        for sum in &mut sums {
            *sum = sum.mul_add(factor, term);
        }
    }
    std::hint::black_box(sums);
    rounds * CHAINS * <T::Native<S> as SimdBase<S>>::LEN * 2
}

#[simd]
fn log_rounds<S: Simd, T: Log>(simd: S, rounds: usize) -> usize {
    // Opaque, as above.
    let mut x = std::hint::black_box([T::Native::<S>::splat(simd, T::ONE); LOGS]);
    let mut sums = std::hint::black_box(x);
    for _ in 0..rounds {
        for (x, sum) in x.iter_mut().zip(&mut sums) {
            *x += T::ONE;
            *sum += log_normal::<S, T>(simd, *x);
        }
    }
    std::hint::black_box(sums);
    rounds * LOGS * <T::Native<S> as SimdBase<S>>::LEN
}
