//! Convolution by FFT when both operands are very long: `h` is cut into parts too.
//!
//! Part `p` of `h` sees the signal `p` blocks earlier. With blocks as long as parts, every window of
//! the signal is transformed once and serves all parts; sums are formed among spectra, and one
//! inverse gives a block:
//! ```text
//! y[b] = inverse(sum over p of X[b - p] * H[p])
//! ```
//! The length of a transform stays bounded, so Ctrl-C is heard and threads share the work.

use std::ops::Range;

use fearless_simd::dispatch;
use realfft::num_complex::Complex;

use super::blocks::{Blocks, Sizes};
use super::plan::Plan;
use super::{Operand, non_finite, spectra};
use crate::parallel::Chunks;
use crate::{Exec, Real, Result};

/// As `overlap_save`, with `blocks.hop == blocks.part == blocks.fft_len / 2`.
pub(super) fn in_parts<T: Real>(
    exec: &Exec,
    x: Operand<T>,
    h: Operand<T>,
    sizes: Sizes,
    blocks: Blocks,
    out: &mut [T],
) -> Result<()> {
    let Blocks { fft_len, hop, part } = blocks;
    let plan = Plan::of(fft_len);
    let taps = exec.map_chunks(Chunks::new(sizes.k, part), |_, range: Range<usize>| {
        spectra::of_taps(&plan, h, range)
    })?;
    // Window w holds the signal from `start + (w - parts) * hop` on.
    let windows = out.len().div_ceil(hop) + taps.len() - 1;
    let origin = sizes.start as isize - (taps.len() * hop) as isize;
    let signal = exec.map_chunks(Chunks::new(windows, 1), |window, _| {
        let low = origin + (window * hop) as isize;
        let high = low + fft_len as isize;
        if high <= 0 || low >= sizes.n as isize {
            return Ok(None);
        }
        let mut scratch = plan.scratch()?;
        scratch.load(x, low, high);
        plan.forward(&mut scratch);
        Ok(Some(scratch.spectrum))
    })?;
    exec.map_items(out.chunks_mut(hop).collect(), |block, out| {
        let mut scratch = plan.scratch()?;
        // Part p meets window `block - p + parts - 1`.
        for (taps, signal) in taps.iter().rev().zip(&signal[block..]) {
            exec.check()?;
            if let Some(signal) = signal {
                let sum: &mut [Complex<f64>] = &mut scratch.spectrum;
                dispatch!(exec.level(), simd => spectra::add_product(simd, signal, taps, sum));
            }
        }
        plan.inverse(&mut scratch);
        scratch.store(hop, out);
        non_finite::add(exec, x, h, sizes.start + block * hop, out)
    })?;
    Ok(())
}
