//! Panels: `width` rows (or columns) of a matrix side by side, element `k` of all of them together.
//!
//! The simple loop, for each panel:
//! `for k in 0..depth: for w in 0..width: panel[k][w] = x[w * step.width + k * step.depth]`.
//! 1. What lies side by side already (`step.width == 1`) is copied in pieces of a constant size (a call
//!    of `memcpy` for every `k` took a quarter of the time of a Gram matrix of 200 columns), four `k`
//!    at a time of all panels, so that the matrix is read as it lies.
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

/// Packs `live` rows of this `depth` (at least 1) into panels of `width`, the last of which may be
/// narrower; where there is room for more rows, zeros. `x` begins with the first element.
#[simd]
pub fn pack<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    step: Step,
    depth: usize,
    live: usize,
    width: usize,
    panels: &mut [T],
) {
    if step.width == 1 {
        let whole = live / width * width;
        let full = &mut panels[..whole * depth];
        match width {
            4 => copy::<T, 4>(x, step.depth, depth, full),
            6 => copy::<T, 6>(x, step.depth, depth, full),
            8 => copy::<T, 8>(x, step.depth, depth, full),
            16 => copy::<T, 16>(x, step.depth, depth, full),
            24 => copy::<T, 24>(x, step.depth, depth, full),
            48 => copy::<T, 48>(x, step.depth, depth, full),
            _ => unreachable!("no tile is {width} wide"),
        }
        for (index, panel) in panels[whole * depth..].chunks_mut(width * depth).enumerate() {
            let rest = (live - whole).saturating_sub(index * width);
            for (k, to) in panel.chunks_exact_mut(panel.len() / depth).enumerate() {
                to.fill(T::ZERO);
                to[..rest].copy_from_slice(&x[k * step.depth + whole..][..rest]);
            }
        }
        return;
    }
    for (index, panel) in panels.chunks_mut(width * depth).enumerate() {
        let first = (index * width).min(live);
        let (x, width) = (x.get(first * step.width..).unwrap_or(&[]), panel.len() / depth);
        let live = (live - first).min(width);
        if live < width {
            panel.fill(T::ZERO);
        }
        if step.depth == 1 {
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
}

/// Elements of the matrix's rows that are copied before the next panel's turn.
const GROUP: usize = 4;

#[inline(always)]
fn copy<T: Real, const WIDTH: usize>(x: &[T], step: usize, depth: usize, panels: &mut [T]) {
    for first in (0..depth).step_by(GROUP) {
        let group = first..depth.min(first + GROUP);
        for (index, panel) in panels.chunks_exact_mut(WIDTH * depth).enumerate() {
            let rows = panel.as_chunks_mut::<WIDTH>().0[group.clone()].iter_mut();
            for (k, to) in group.clone().zip(rows) {
                if let Some(from) = x[k * step + index * WIDTH..].first_chunk() {
                    *to = *from;
                }
            }
        }
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
            4 => put::<T, 4>(buffer, width, first, part),
            _ => put::<T, 2>(buffer, width, first, part),
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
            for (width, last) in [(4, 2), (6, 6), (8, 8), (16, 4), (24, 16), (48, 32)] {
                for live in [1, 2, 5, width - 1, width, width + 1, 2 * width + last - 1] {
                    for depth in [1, 2, 7, 8, 15, 16, 17, 35] {
                        for step in [
                            Step { width: 1, depth: 3 * width },
                            Step { width: depth + 2, depth: 1 },
                            Step { width: 2 * depth, depth: 2 },
                            Step { width: 1, depth: 1 },
                        ] {
                            let size = live * step.width + depth * step.depth;
                            let x: Vec<T> = (1..=size).map(|i| T::from_f64(i as f64)).collect();
                            let mut panels = vec![T::NAN; depth * (2 * width + last)];
                            dispatch!(level, simd =>
                                pack(simd, &x, step, depth, live, width, &mut panels));
                            for (at, panel) in panels.chunks(depth * width).enumerate() {
                                let wide = panel.len() / depth;
                                for (i, &got) in panel.iter().enumerate() {
                                    let (k, w) = (i / wide, at * width + i % wide);
                                    let from = w * step.width + k * step.depth;
                                    let want = if w < live { x[from] } else { T::ZERO };
                                    assert_eq!(got, want, "{w} {k} {step:?}");
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
