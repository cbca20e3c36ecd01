//! Convolution by FFT, block by block.
//!
//! The simple form:
//! ```text
//! y = inverse(forward(x padded with zeros) * forward(h padded with zeros))
//! ```
//! 1. Overlap-save: a transform of `fft_len` values gives `fft_len - k + 1` outputs; the transforms
//!    stay in the cache, and blocks run on all threads. (1 M * 1,023 doubles, one thread: 20 ms for
//!    SciPy's overlap-add, 6 ms; as one transform of everything, 100 ms, planning included.)
//! 2. Real transforms, half the work of complex ones, of the length with the least predicted cost
//!    (`blocks.rs`: predictions are within a fifth of what was measured).
//! 3. Only the outputs asked for are computed: "same" and "valid" are an offset, not a slice.
//! 4. Where one transform holds everything it needs no overlap: its zeros serve both ends.
//! 5. NaN and Inf are kept out of the transforms (`non_finite.rs`).
//!
//! Rejected: overlap-add (blocks share outputs, which threads must not); the direct sum for blocks
//! that hold a NaN (37 s for one NaN among 1 M * 1 M).

use fearless_simd::dispatch;

use super::blocks::{Blocks, Sizes};
use super::plan::Plan;
use super::{Operand, non_finite, spectra};
use crate::{Exec, Real, Result};

/// Tasks a call is cut into at most: a task goes over several blocks with the same scratch.
const TASKS: usize = 64;

/// `out[i] = sum over j of h[j] * x[start + i - j]`, `x` being zero outside.
pub(super) fn overlap_save<T: Real>(
    exec: &Exec,
    x: Operand<T>,
    h: Operand<T>,
    sizes: Sizes,
    blocks: Blocks,
    out: &mut [T],
) -> Result<()> {
    let Blocks { fft_len, hop, .. } = blocks;
    let plan = Plan::of(fft_len);
    let taps = spectra::of_taps(&plan, h, 0..sizes.k)?;
    let single = fft_len >= sizes.single_len();
    let task_len = out.len().div_ceil(hop).div_ceil(TASKS) * hop;
    exec.map_items(out.chunks_mut(task_len).collect(), |task, out| {
        let mut scratch = plan.scratch()?;
        for (block, out) in out.chunks_mut(hop).enumerate() {
            exec.check()?;
            let start = sizes.start + task * task_len + block * hop;
            let lead = if single { start } else { sizes.k - 1 };
            let origin = start as isize - lead as isize;
            scratch.load(x, origin, origin + fft_len as isize);
            plan.forward(&mut scratch);
            dispatch!(exec.level(), simd => spectra::multiply(simd, &mut scratch.spectrum, &taps));
            plan.inverse(&mut scratch);
            scratch.store(lead, out);
            non_finite::add(exec, x, h, start, out)?;
        }
        Ok(())
    })?;
    Ok(())
}
