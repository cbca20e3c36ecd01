//! Panels: `width` rows (or columns) of a matrix side by side, element `k` of all of them together.
//!
//! The simple loop: `for k in 0..depth: for w in 0..width: panel[k][w] = x[w * step.width + k * step.depth]`.
//! 1. What lies side by side already (`step.width == 1`) is copied in pieces of a constant size: a call
//!    of `memcpy` for every `k` takes three times as long.
//! 2. What lies along the depth is turned, eight rows and a vector of `k` at a time: three rounds of
//!    interleaving rotate the index `(row, k)` to `(k, row)`, 3 shuffles a vector.

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::tile::len;
use crate::Real;

/// How far neighbours of a panel lie apart in the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// From one row of the panel to the next.
    pub width: usize,
    /// From one `k` to the next.
    pub depth: usize,
}

/// Rows turned at once.
const TURNED: usize = 8;

/// Elements of the longest vector.
const LEN_MAX: usize = 16;

/// Packs the first `live` of `width` rows into `panel`, whose length is the depth times `width`; the
/// other rows become zeros. `x` begins with the first element of the first row.
#[simd]
pub fn pack<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    step: Step,
    live: usize,
    width: usize,
    panel: &mut [T],
) {
    if live < width {
        panel.fill(T::ZERO);
    }
    if step.width == 1 && live == width {
        match width % 8 {
            0 => copy::<T, 8>(x, step.depth, width, panel),
            4 => copy::<T, 4>(x, step.depth, width, panel),
            _ => copy::<T, 2>(x, step.depth, width, panel),
        }
    } else if step.depth == 1 && step.width != 1 {
        for first in (0..live).step_by(TURNED) {
            let rows = (live - first).min(TURNED);
            turn::<S, T>(simd, &x[first * step.width..], step.width, rows, first, width, panel);
        }
    } else {
        for (k, to) in panel.chunks_exact_mut(width).enumerate() {
            for (w, to) in to[..live].iter_mut().enumerate() {
                *to = x[w * step.width + k * step.depth];
            }
        }
    }
}

#[inline(always)]
fn copy<T: Real, const PIECE: usize>(x: &[T], step: usize, width: usize, panel: &mut [T]) {
    for (k, to) in panel.chunks_exact_mut(width).enumerate() {
        let from = &x[k * step..][..width];
        let pieces = to.as_chunks_mut::<PIECE>().0.iter_mut().zip(from.as_chunks::<PIECE>().0);
        pieces.for_each(|(to, from)| *to = *from);
    }
}

/// Up to eight rows, `step` apart, into the columns of `panel` from `first` on.
#[inline(always)]
fn turn<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    step: usize,
    rows: usize,
    first: usize,
    width: usize,
    panel: &mut [T],
) {
    let len = len::<S, T>();
    let depth = panel.len() / width;
    let mut buffer = [T::ZERO; TURNED * LEN_MAX];
    let buffer = &mut buffer[..TURNED * len];
    let mut parts = panel.chunks_mut(len * width);
    for k in (0..depth).step_by(len) {
        let Some(part) = parts.next() else { break };
        let mut vectors = [T::Native::<S>::splat(simd, T::ZERO); TURNED];
        for (r, vector) in vectors[..rows].iter_mut().enumerate() {
            let from = &x[r * step + k..];
            *vector = if k + len <= depth {
                T::Native::<S>::from_slice(simd, &from[..len])
            } else {
                let mut padded = [T::ZERO; LEN_MAX];
                padded[..depth - k].copy_from_slice(&from[..depth - k]);
                T::Native::<S>::from_slice(simd, &padded[..len])
            };
        }
        let vectors = rotate::<S, T>(rotate::<S, T>(rotate::<S, T>(vectors)));
        for (to, vector) in buffer.chunks_exact_mut(len).zip(&vectors) {
            vector.store_slice(to);
        }
        match (width - first).min(TURNED) {
            TURNED => put::<T, TURNED>(buffer, width, first, part),
            6 => put::<T, 6>(buffer, width, first, part),
            _ => put::<T, 4>(buffer, width, first, part),
        }
    }
}

/// One round: the first four vectors interleaved with the last four.
#[inline(always)]
fn rotate<S: Simd, T: Real>(v: [T::Native<S>; TURNED]) -> [T::Native<S>; TURNED] {
    let (a, b) = v[0].interleave(v[4]);
    let (c, d) = v[1].interleave(v[5]);
    let (e, f) = v[2].interleave(v[6]);
    let (g, h) = v[3].interleave(v[7]);
    [a, b, c, d, e, f, g, h]
}

/// The first `PIECE` of each eight turned elements into their place.
#[inline(always)]
fn put<T: Real, const PIECE: usize>(turned: &[T], width: usize, first: usize, part: &mut [T]) {
    for (to, from) in part.chunks_exact_mut(width).zip(turned.as_chunks::<TURNED>().0) {
        if let (Some(to), Some(from)) = (to[first..].first_chunk_mut(), from.first_chunk::<PIECE>())
        {
            *to = *from;
        }
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::*;
    use crate::simd::available_levels;

    fn check<T: Real + PartialEq + std::fmt::Debug>() {
        for level in available_levels() {
            for width in [4, 6, 8, 12, 16, 24, 48] {
                for live in [1, 2, 5, width - 1, width].into_iter().filter(|&live| live <= width) {
                    for depth in [0, 1, 2, 7, 8, 15, 16, 17, 35] {
                        for step in [
                            Step { width: 1, depth: width + 3 },
                            Step { width: depth + 2, depth: 1 },
                            Step { width: 2 * depth.max(1), depth: 2 },
                            Step { width: 1, depth: 1 },
                        ] {
                            let size = live * step.width + depth * step.depth;
                            let x: Vec<T> = (1..=size).map(|i| T::from_f64(i as f64)).collect();
                            let mut panel = vec![T::NAN; depth * width];
                            dispatch!(level, simd => pack(simd, &x, step, live, width, &mut panel));
                            for k in 0..depth {
                                for w in 0..width {
                                    let at = w * step.width + k * step.depth;
                                    let want = if w < live { x[at] } else { T::ZERO };
                                    assert_eq!(panel[k * width + w], want, "{w} {k} {step:?}");
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_panel_holds_its_rows_side_by_side() {
        check::<f32>();
        check::<f64>();
    }
}
