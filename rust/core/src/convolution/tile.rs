//! One tile of outputs of the direct sum: eight vectors side by side, all taps.
//!
//! The simple loop:
//! ```text
//! for t in at..at + 8 V:  y[t] = sum over j of taps[j] * x[t - j],  0 <= t - j < n
//! ```
//! 1. Outputs are the lanes, so a tap is one broadcast and an output is one running sum: no horizontal
//!    addition. Eight running vectors hide the latency of the multiply-add.
//! 2. Output vector `i` and tap `j` read `x` at `at - j + i V`: so do vector `i + 1` and tap `j + V`.
//!    Taps are therefore taken `STEPS` at a time, a vector apart: 11 loads feed 32 multiply-adds.
//! 3. Taps that reach beyond the signal for some outputs of the tile (`x` would be read outside) are
//!    taken one by one, and only lanes inside the signal count: a padding of zeros would turn an
//!    infinite tap into NaN.

use fearless_simd::prelude::*;

use crate::Real;

/// Output vectors of a tile: eight sums, four taps and one value fit 16 registers.
pub(super) const VECTORS: usize = 8;

/// Taps a vector apart that share the loads of `x`.
const STEPS: usize = 4;

/// Lanes of the widest vector: 512 bits of f32.
const LANES_MAX: usize = 16;

/// Outputs of the largest tile.
pub(super) const TILE_MAX: usize = VECTORS * LANES_MAX;

type V<S, T> = <T as SimdFloatElement>::Native<S>;

/// `sum over j of taps[j] * x[at + l - j]` for `l` in `0..8 V`, `x` being zero outside.
#[inline(always)]
pub(super) fn tile<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    taps: &[T],
    at: isize,
) -> [V<S, T>; VECTORS] {
    let (n, width) = (x.len() as isize, (VECTORS * V::<S, T>::LEN) as isize);
    let clamp = |tap: isize| tap.clamp(0, taps.len() as isize) as usize;
    // Taps first..last touch the signal at all, low..high lie inside it for every output.
    let (first, last) = (clamp(at - n + 1), clamp(at + width));
    let low = clamp(at + width - n);
    let high = clamp(at + 1).max(low);
    let mut sums = [V::<S, T>::splat(simd, T::ZERO); VECTORS];
    for (j, &tap) in (first..low).zip(&taps[first..low]) {
        add_partial(simd, x, tap, at - j as isize, &mut sums);
    }
    if low < high {
        let start = (at - low as isize) as usize;
        let (done, start) = add_groups::<STEPS, S, T>(simd, x, &taps[low..high], start, &mut sums);
        let taps = &taps[low + done..high];
        let (done, start) = add_groups::<2, S, T>(simd, x, taps, start, &mut sums);
        for (&tap, start) in taps[done..].iter().zip((0..=start).rev()) {
            add_tap(simd, x, tap, start, &mut sums);
        }
    }
    for (j, &tap) in (high..last).zip(&taps[high..last]) {
        add_partial(simd, x, tap, at - j as isize, &mut sums);
    }
    sums
}

/// Adds whole groups of `M` vectors of taps; tells how many taps that were, and where the next starts.
#[inline(always)]
fn add_groups<const M: usize, S: Simd, T: Real>(
    simd: S,
    x: &[T],
    taps: &[T],
    mut start: usize,
    sums: &mut [V<S, T>; VECTORS],
) -> (usize, usize) {
    let len = V::<S, T>::LEN;
    let mut groups = taps.chunks_exact(M * len);
    for group in &mut groups {
        for j in 0..len {
            let mut tap = [sums[0]; M];
            for (m, tap) in tap.iter_mut().enumerate() {
                *tap = V::<S, T>::splat(simd, group[j + m * len]);
            }
            let from = start - j - (M - 1) * len;
            let window = &x[from..from + (VECTORS + M - 1) * len];
            for (q, x) in window.chunks_exact(len).enumerate() {
                let x = V::<S, T>::from_slice(simd, x);
                for m in 0..M {
                    if let Some(sum) = (q + m + 1).checked_sub(M).and_then(|i| sums.get_mut(i)) {
                        *sum = x.mul_add(tap[m], *sum);
                    }
                }
            }
        }
        start = start.wrapping_sub(M * len);
    }
    (taps.len() - groups.remainder().len(), start)
}

/// Adds one tap that is inside the signal for every output.
#[inline(always)]
fn add_tap<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    tap: T,
    start: usize,
    sums: &mut [V<S, T>; VECTORS],
) {
    let len = V::<S, T>::LEN;
    let tap = V::<S, T>::splat(simd, tap);
    let window = &x[start..start + VECTORS * len];
    for (sum, x) in sums.iter_mut().zip(window.chunks_exact(len)) {
        *sum = V::<S, T>::from_slice(simd, x).mul_add(tap, *sum);
    }
}

/// Adds one tap to those outputs whose value lies inside the signal.
#[inline(always)]
fn add_partial<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    tap: T,
    start: isize,
    sums: &mut [V<S, T>; VECTORS],
) {
    let (n, len) = (x.len() as isize, V::<S, T>::LEN as isize);
    for (sum, from) in sums.iter_mut().zip((0..).map(|i| start + i * len)) {
        if from >= 0 && from + len <= n {
            let x = V::<S, T>::from_slice(simd, &x[from as usize..(from + len) as usize]);
            *sum = x.mul_add(V::<S, T>::splat(simd, tap), *sum);
        } else if from + len > 0 && from < n {
            let (mut inside, mut taps) = ([T::ZERO; LANES_MAX], [T::ZERO; LANES_MAX]);
            for position in from.max(0)..(from + len).min(n) {
                inside[(position - from) as usize] = x[position as usize];
                taps[(position - from) as usize] = tap;
            }
            let x = V::<S, T>::from_slice(simd, &inside[..len as usize]);
            *sum = x.mul_add(V::<S, T>::from_slice(simd, &taps[..len as usize]), *sum);
        }
    }
}
