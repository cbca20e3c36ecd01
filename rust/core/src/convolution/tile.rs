//! One tile of outputs of the direct sum: eight vectors side by side, all taps of a block.
//!
//! The simple loop:
//! ```text
//! for t in at..at + 8 V:  y[t] = sum over j of taps[j] * x[t - j],  0 <= t - j < n
//! ```
//! 1. Outputs are the lanes, so a tap is one broadcast and an output is one running sum: no horizontal
//!    addition. Eight running vectors hide the latency of the multiply-add. (1 M * 127 doubles on two
//!    threads: 31 ms for NumPy, 4.1 ms.)
//! 2. Output vector `i` and tap `j` read `x` at `at - j + i V`: so do vector `i + 1` and tap `j + V`.
//!    Taps are therefore taken `STEPS` at a time, a vector apart: 11 loads feed 32 multiply-adds, and
//!    the loop reaches 94 % of the FMA peak (26 GMAC/s of doubles on one Zen 4 core, before 16).
//! 3. Tiles at the ends of the signal get a copy of it with zeros around, so that there is one loop.
//!    (100 * 100 doubles: 9 us with a branch per vector, see there.) Only an infinite tap, which
//!    would make NaN of those zeros, takes its vectors apart.

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

/// Taps of a block at most.
pub(super) const TAPS_MAX: usize = 128;

type V<S, T> = <T as SimdFloatElement>::Native<S>;
type Sums<S, T> = [V<S, T>; VECTORS];

/// `sum over j of taps[j] * x[at + l - j]` for `l` in `0..8 V`, `x` being zero outside; `finite` says
/// whether all taps are.
#[inline(always)]
pub(super) fn tile<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    taps: &[T],
    at: isize,
    finite: bool,
) -> Sums<S, T> {
    let (n, width) = (x.len() as isize, (VECTORS * V::<S, T>::LEN) as isize);
    let mut sums = [V::<S, T>::splat(simd, T::ZERO); VECTORS];
    if at + 1 >= taps.len() as isize && at + width <= n {
        add_inside(simd, x, taps, at as usize, &mut sums);
        return sums;
    }
    // Taps first..last touch the signal.
    let clamp = |tap: isize| tap.clamp(0, taps.len() as isize) as usize;
    let (first, last) = (clamp(at - n + 1), clamp(at + width));
    if first >= last {
        return sums;
    }
    if finite {
        let mut around = [T::ZERO; TAPS_MAX + TILE_MAX];
        let origin = at - last as isize + 1;
        let (low, high) = (origin.max(0), (at - first as isize + width).min(n));
        around[(low - origin) as usize..(high - origin) as usize]
            .copy_from_slice(&x[low as usize..high as usize]);
        add_inside(simd, &around, &taps[first..last], last - first - 1, &mut sums);
    } else {
        for (j, &tap) in (first..last).zip(&taps[first..last]) {
            add_partly(simd, x, tap, at - j as isize, &mut sums);
        }
    }
    sums
}

/// Adds taps that all lie inside the signal for every output; the first meets `x[at..at + 8 V]`.
#[inline(always)]
fn add_inside<S: Simd, T: Real>(simd: S, x: &[T], taps: &[T], at: usize, sums: &mut Sums<S, T>) {
    let done = add_groups::<STEPS, S, T>(simd, x, taps, at, sums);
    let done = done + add_groups::<2, S, T>(simd, x, &taps[done..], at.wrapping_sub(done), sums);
    let len = V::<S, T>::LEN;
    for (j, &tap) in taps.iter().enumerate().skip(done) {
        let tap = V::<S, T>::splat(simd, tap);
        let window = &x[at - j..at - j + VECTORS * len];
        for (sum, x) in sums.iter_mut().zip(window.chunks_exact(len)) {
            *sum = V::<S, T>::from_slice(simd, x).mul_add(tap, *sum);
        }
    }
}

/// Adds whole groups of `M` vectors of taps; tells how many taps that were.
#[inline(always)]
fn add_groups<const M: usize, S: Simd, T: Real>(
    simd: S,
    x: &[T],
    taps: &[T],
    at: usize,
    sums: &mut Sums<S, T>,
) -> usize {
    let len = V::<S, T>::LEN;
    let groups = taps.chunks_exact(M * len);
    let done = taps.len() - groups.remainder().len();
    for (group, at) in groups.zip((0..=at).rev().step_by(M * len)) {
        for j in 0..len {
            let mut tap = [sums[0]; M];
            for (m, tap) in tap.iter_mut().enumerate() {
                *tap = V::<S, T>::splat(simd, group[j + m * len]);
            }
            let from = at - j - (M - 1) * len;
            let window = &x[from..from + (VECTORS + M - 1) * len];
            for (q, x) in window.chunks_exact(len).enumerate() {
                let x = V::<S, T>::from_slice(simd, x);
                // Sum i and tap m meet where q = i + M - 1 - m.
                for (m, &tap) in tap.iter().enumerate() {
                    if let Some(sum) = (q + m + 1).checked_sub(M).and_then(|i| sums.get_mut(i)) {
                        *sum = x.mul_add(tap, *sum);
                    }
                }
            }
        }
    }
    done
}

/// Adds one tap, which may be infinite, to those outputs whose value lies inside the signal.
#[inline(always)]
fn add_partly<S: Simd, T: Real>(simd: S, x: &[T], tap: T, start: isize, sums: &mut Sums<S, T>) {
    let len = V::<S, T>::LEN;
    for (sum, from) in sums.iter_mut().zip((start..).step_by(len)) {
        let (mut values, mut taps) = ([T::ZERO; LANES_MAX], [T::ZERO; LANES_MAX]);
        for (lane, at) in (from..).take(len).enumerate() {
            if let Some(&value) = usize::try_from(at).ok().and_then(|at| x.get(at)) {
                (values[lane], taps[lane]) = (value, tap);
            }
        }
        let values = V::<S, T>::from_slice(simd, &values[..len]);
        *sum = values.mul_add(V::<S, T>::from_slice(simd, &taps[..len]), *sum);
    }
}
