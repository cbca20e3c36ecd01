//! What is computed over the entries of a row: eight at a time, their factors read where they lie.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::rows::Rows;
use crate::numerics::{filled, product};
use crate::simd::{EIGHT, add_eight, eight_dots, padded};
use crate::{Real, Result};

/// Entries whose numbers lie side by side: zeros fill the last eight.
pub(super) fn whole_eights(n: usize) -> usize {
    n.next_multiple_of(EIGHT)
}

/// Room for the factors of eight entries in the precision of a row's system, if it is not theirs.
pub(super) fn room_for_eight<P: Real>(d: usize) -> Result<Vec<P>> {
    filled(product(&[EIGHT, padded(d)])?, P::ZERO)
}

/// `scores[i] = w_i . z`.
#[simd]
pub(super) fn scores_of<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    z: &[P],
    scores: &mut [P],
    room: &mut [P],
) {
    for (at, scores) in entries.clone().step_by(EIGHT).zip(scores.as_chunks_mut().0) {
        let w = rows.eight(at..entries.end, room);
        eight_dots(simd, &w, z, scores);
    }
}

/// `scores[i] = w_i . z` and `r += sum of (targets[i] - weights[i] scores[i]) w_i`; without targets these are
/// zeros.
#[simd]
pub(super) fn add_residual<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    (weights, targets): (&[P], Option<&[P]>),
    z: &[P],
    (scores, r): (&mut [P], &mut [P]),
    room: &mut [P],
) {
    let numbers = weights.as_chunks::<EIGHT>().0.iter().zip(scores.as_chunks_mut::<EIGHT>().0);
    for (i, (weights, scores)) in numbers.enumerate() {
        let at = entries.start + i * EIGHT;
        rows.prefetch_eight(at + EIGHT);
        let w = rows.eight(at..entries.end, room);
        eight_dots(simd, &w, z, scores);
        let mut t = [P::ZERO; EIGHT];
        if let Some(targets) = targets {
            t.copy_from_slice(&targets[i * EIGHT..][..EIGHT]);
        }
        for ((t, &weight), &score) in t.iter_mut().zip(weights).zip(&*scores) {
            *t -= weight * score;
        }
        add_eight(simd, &w, &t, r);
    }
}

/// `y += sum of t[i] w_i`.
#[simd]
pub(super) fn add_combination<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    t: &[P],
    y: &mut [P],
    room: &mut [P],
) {
    for (at, t) in entries.clone().step_by(EIGHT).zip(t.as_chunks().0) {
        let w = rows.eight(at..entries.end, room);
        add_eight(simd, &w, t, y);
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::*;
    use crate::Exec;
    use crate::factorization::objective::Objective;
    use crate::numerics::{Csr, CsrParts, Indices, Stored};
    use crate::simd::available_levels;

    /// Against the simple loops, with numbers that are exact in any order.
    fn check<P: Real>() {
        let (d, n, stride) = (17, 21, padded(17));
        let w: Vec<f32> = (0..n * stride).map(|i| ((i * 7) % 11) as f32 - 5.0).collect();
        let indices: Vec<i32> = (0..n as i32).rev().collect();
        let parts = CsrParts {
            shape: (1, n),
            indptr: &[0, n as i64],
            indices: Indices::Narrow(&indices),
            data: Stored::Shared(&1.0_f32),
        };
        let numbers = |f: fn(usize) -> f64| -> Vec<P> {
            (0..whole_eights(n)).map(|i| P::from_f64(if i < n { f(i) } else { 0.0 })).collect()
        };
        let (weights, targets) = (numbers(|i| (i % 3) as f64), numbers(|i| (i % 5) as f64 - 1.0));
        let z: Vec<P> = (0..stride).map(|k| P::from_f64((k % 4) as f64 - 1.0)).collect();
        for level in available_levels() {
            let ratings = Csr::new(&Exec::serial(level), "x", parts).unwrap();
            let rows = Rows {
                ratings,
                whitened: &w,
                d,
                objective: Objective::Original { alpha: 1.0, l2: 0.0 },
                spread: &[],
                known: None,
                is_scored: false,
            };
            let of = |i: usize, k: usize| f64::from(w[(n - 1 - i) * stride + k]);
            let want: Vec<f64> =
                (0..n).map(|i| (0..stride).map(|k| of(i, k) * z[k].to_f64()).sum()).collect();
            let combined = |t: &dyn Fn(usize) -> f64| -> Vec<f64> {
                (0..stride).map(|k| 2.0 + (0..n).map(|i| t(i) * of(i, k)).sum::<f64>()).collect()
            };
            let mut room = room_for_eight::<P>(d).unwrap();
            for targets in [Some(&targets[..]), None] {
                let (mut scores, mut r) = (numbers(|_| 0.0), vec![P::from_f64(2.0); stride]);
                dispatch!(level, simd => add_residual(
                    simd, &rows, 0..n, (&weights, targets), &z, (&mut scores, &mut r), &mut room
                ));
                let t = |i: usize| {
                    targets.map_or(0.0, |t| t[i].to_f64()) - weights[i].to_f64() * want[i]
                };
                assert_eq!(scores[..n].iter().map(|s| s.to_f64()).collect::<Vec<_>>(), want);
                assert_eq!(r.iter().map(|r| r.to_f64()).collect::<Vec<_>>(), combined(&t));
            }
            let (mut scores, mut y) = (numbers(|_| 0.0), vec![P::from_f64(2.0); stride]);
            dispatch!(level, simd => scores_of(simd, &rows, 0..n, &z, &mut scores, &mut room));
            assert_eq!(scores[..n].iter().map(|s| s.to_f64()).collect::<Vec<_>>(), want);
            dispatch!(level, simd => {
                add_combination(simd, &rows, 0..n, &targets, &mut y, &mut room)
            });
            let want = combined(&|i| targets[i].to_f64());
            assert_eq!(y.iter().map(|y| y.to_f64()).collect::<Vec<_>>(), want);
        }
    }

    #[test]
    fn they_are_the_simple_loops() {
        check::<f32>();
        check::<f64>();
    }
}
