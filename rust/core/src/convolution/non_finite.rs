//! NaN and Inf under the FFT: taken out before it, which would spread them over a whole block, and
//! added to exactly those outputs that the direct sum gives them to.

use super::Operand;
use crate::parallel::Chunks;
use crate::{Exec, Real, Result};

/// Values a chunk of the search holds.
const CHUNK: usize = 1 << 16;

/// The positions of values that are not finite, ascending.
pub(super) fn find<T: Real>(exec: &Exec, x: &[T]) -> Result<Vec<usize>> {
    let found = exec.map_chunks(Chunks::new(x.len(), CHUNK), |_, range| {
        let start = range.start;
        let x = &x[range];
        // A branch-free fold, which the compiler turns into vectors; nearly always all there is.
        if x.iter().fold(true, |all, x| all & x.is_finite()) {
            return Ok(Vec::new());
        }
        Ok((start..).zip(x).filter(|(_, x)| !x.is_finite()).map(|(at, _)| at).collect())
    })?;
    Ok(found.concat())
}

/// Those of the sorted positions `at` that lie in `low..high`.
pub(super) fn between(at: &[usize], low: usize, high: usize) -> &[usize] {
    let first = at.partition_point(|&at| at < low);
    &at[first..first + at[first..].partition_point(|&at| at < high)]
}

/// Adds to `out`, which begins with output `start`, every product that has a factor which is not
/// finite.
///
/// A product of two infinities is added twice, which changes nothing.
pub(super) fn add<T: Real>(
    exec: &Exec,
    x: Operand<T>,
    h: Operand<T>,
    start: usize,
    out: &mut [T],
) -> Result<()> {
    add_products(exec, x, h.values, start, out)?;
    add_products(exec, h, x.values, start, out)
}

/// Adds `x[i] * h[start + l - i]` to `out[l]` for every `i` whose `x` is not finite. A NaN makes all
/// its outputs NaN, which needs no product.
fn add_products<T: Real>(
    exec: &Exec,
    x: Operand<T>,
    h: &[T],
    start: usize,
    out: &mut [T],
) -> Result<()> {
    let end = start + out.len();
    let mut nan_to = start;
    for &i in between(x.non_finite, (start + 1).saturating_sub(h.len()), end) {
        let (low, high) = (i.max(start), (i + h.len()).min(end));
        let value = x.values[i];
        if value.is_nan() {
            out[low.max(nan_to) - start..high - start].fill(T::NAN);
            nan_to = high;
        } else {
            exec.check()?;
            for (out, &h) in out[low - start..high - start].iter_mut().zip(&h[low - i..]) {
                *out = T::from_f64(out.to_f64() + value.to_f64() * h.to_f64());
            }
        }
    }
    Ok(())
}
