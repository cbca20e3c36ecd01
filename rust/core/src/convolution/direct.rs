//! The sum as it stands in the formula, in tiles of outputs and blocks of taps.
//!
//! A block of taps is summed in the type of the data, so its rounding error is at most that of 128
//! additions; blocks are added in double precision.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::tile::{TAPS_MAX, TILE_MAX, VECTORS, tile};
use crate::numerics::filled;
use crate::{Exec, Real, Result};

/// Outputs of a chunk: with its signal, taps and sums it fits the L2 cache, and one block of taps on
/// it takes well under a millisecond.
const CHUNK: usize = 8192;

/// `out[i] = sum over j of h[j] * x[start + i - j]`, `x` being zero outside.
pub(super) fn direct<T: Real>(
    exec: &Exec,
    x: &[T],
    h: &[T],
    start: usize,
    out: &mut [T],
) -> Result<()> {
    exec.map_items(out.chunks_mut(CHUNK).collect(), |index, out| {
        let at = (start + index * CHUNK) as isize;
        if h.len() <= TAPS_MAX {
            dispatch!(exec.level(), simd => one_block(simd, x, h, at, out));
            return Ok(());
        }
        let mut totals = filled(out.len(), 0.0)?;
        for (block, taps) in h.chunks(TAPS_MAX).enumerate() {
            exec.check()?;
            let at = at - (block * TAPS_MAX) as isize;
            dispatch!(exec.level(), simd => add_block(simd, x, taps, at, &mut totals));
        }
        for (out, total) in out.iter_mut().zip(totals) {
            *out = T::from_f64(total);
        }
        Ok(())
    })?;
    Ok(())
}

#[simd]
fn one_block<S: Simd, T: Real>(simd: S, x: &[T], taps: &[T], at: isize, out: &mut [T]) {
    tiles(simd, x, taps, at, out, |out, sum| *out = sum);
}

#[simd]
fn add_block<S: Simd, T: Real>(simd: S, x: &[T], taps: &[T], at: isize, totals: &mut [f64]) {
    tiles(simd, x, taps, at, totals, |total, sum| *total += sum.to_f64());
}

#[inline(always)]
fn tiles<S: Simd, T: Real, U>(
    simd: S,
    x: &[T],
    taps: &[T],
    at: isize,
    out: &mut [U],
    put: impl Fn(&mut U, T),
) {
    let len = <T::Native<S> as SimdBase<S>>::LEN;
    let finite = taps.iter().all(|tap| tap.is_finite());
    let mut values = [T::ZERO; TILE_MAX];
    for (index, out) in out.chunks_mut(VECTORS * len).enumerate() {
        let sums = tile(simd, x, taps, at + (index * VECTORS * len) as isize, finite);
        for (sum, values) in sums.iter().zip(values.chunks_exact_mut(len)) {
            sum.store_slice(values);
        }
        for (out, &value) in out.iter_mut().zip(&values) {
            put(out, value);
        }
    }
}
