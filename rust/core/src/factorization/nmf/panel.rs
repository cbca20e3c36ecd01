//! Rows of a factor on lanes: a vector holds one component of as many rows as it has lanes.
//!
//! The simple loop: `for t in components: for r in rows: panel[t][r] = rows[r][t]`.
//! 1. Squares of vectors are turned in registers: as many rounds of interleaving as their length has bits.
//! 2. The last square ends where the rows end, overlapping the one before it.

use fearless_simd::prelude::*;

use crate::Real;

/// Vectors of rows in a panel.
pub(super) const VECTORS: usize = 2;

/// Elements of a vector.
pub(super) const fn len<S: Simd, T: Real>() -> usize {
    <T::Native<S> as SimdBase<S>>::LEN
}

/// Rows of a panel.
#[inline(always)]
pub(super) fn lanes<S: Simd, T: Real>(_: S) -> usize {
    VECTORS * len::<S, T>()
}

/// The vectors of a component.
#[inline(always)]
pub(super) fn load<S: Simd, T: Real>(simd: S, panel: &[T], t: usize) -> [T::Native<S>; VECTORS] {
    let (len, lanes) = (len::<S, T>(), lanes::<S, T>(simd));
    let row = &panel[t * lanes..][..lanes];
    std::array::from_fn(|v| T::Native::<S>::from_slice(simd, &row[v * len..][..len]))
}

/// Puts them there.
#[inline(always)]
pub(super) fn store<S: Simd, T: Real>(
    simd: S,
    vectors: [T::Native<S>; VECTORS],
    panel: &mut [T],
    t: usize,
) {
    let (len, lanes) = (len::<S, T>(), lanes::<S, T>(simd));
    let row = &mut panel[t * lanes..][..lanes];
    for (vector, out) in vectors.iter().zip(row.chunks_exact_mut(len)) {
        vector.store_slice(out);
    }
}

/// Rows of `k` into a panel; lanes without a row stay as they are.
#[inline(always)]
pub(super) fn turn_in<S: Simd, T: Real>(simd: S, rows: &[T], k: usize, panel: &mut [T]) {
    let lanes = lanes::<S, T>(simd);
    if k < len::<S, T>() || rows.len() < lanes * k {
        for (t, to) in panel.chunks_exact_mut(lanes).take(k).enumerate() {
            for (to, row) in to.iter_mut().zip(rows.chunks_exact(k)) {
                *to = row[t];
            }
        }
        return;
    }
    for (from, to) in squares::<S, T>(k) {
        square(simd, (rows, from, k), (panel, to, lanes));
    }
}

/// The way back.
#[inline(always)]
pub(super) fn turn_out<S: Simd, T: Real>(simd: S, panel: &[T], k: usize, rows: &mut [T]) {
    let lanes = lanes::<S, T>(simd);
    if k < len::<S, T>() || rows.len() < lanes * k {
        for (lane, row) in rows.chunks_exact_mut(k).enumerate() {
            for (to, from) in row.iter_mut().zip(panel.chunks_exact(lanes)) {
                *to = from[lane];
            }
        }
        return;
    }
    for (to, from) in squares::<S, T>(k) {
        square(simd, (panel, from, lanes), (rows, to, k));
    }
}

/// Where squares begin in full rows of `k`, and in their panel.
#[inline(always)]
fn squares<S: Simd, T: Real>(k: usize) -> impl Iterator<Item = (usize, usize)> {
    let len = len::<S, T>();
    (0..VECTORS).flat_map(move |v| {
        (0..k).step_by(len).map(move |t| {
            let t = t.min(k - len);
            (v * len * k + t, t * VECTORS * len + v * len)
        })
    })
}

/// Where a square lies: in what, from where on, and how far apart its rows are.
type Place<A> = (A, usize, usize);

#[inline(always)]
fn square<S: Simd, T: Real>(simd: S, from: Place<&[T]>, to: Place<&mut [T]>) {
    match len::<S, T>() {
        2 => square_of::<S, T, 2, 1>(simd, from, to),
        4 => square_of::<S, T, 4, 2>(simd, from, to),
        8 => square_of::<S, T, 8, 3>(simd, from, to),
        _ => square_of::<S, T, 16, 4>(simd, from, to),
    }
}

#[inline(always)]
fn square_of<S: Simd, T: Real, const LEN: usize, const ROUNDS: usize>(
    simd: S,
    (x, at, step): Place<&[T]>,
    (y, start, stride): Place<&mut [T]>,
) {
    let mut rows: [T::Native<S>; LEN] =
        std::array::from_fn(|r| T::Native::<S>::from_slice(simd, &x[at + r * step..][..LEN]));
    for _ in 0..ROUNDS {
        let mut next = rows;
        for i in 0..LEN / 2 {
            (next[2 * i], next[2 * i + 1]) = rows[i].interleave(rows[i + LEN / 2]);
        }
        rows = next;
    }
    for (r, row) in rows.iter().enumerate() {
        row.store_slice(&mut y[start + r * stride..][..LEN]);
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;
    use fearless_simd_macros::simd;

    use super::*;
    use crate::simd::available_levels;

    #[simd]
    fn there_and_back<S: Simd, T: Real>(simd: S, rows: &[T], k: usize, back: &mut [T]) -> Vec<T> {
        let mut panel = vec![T::ZERO; k * lanes::<S, T>(simd)];
        turn_in(simd, rows, k, &mut panel);
        turn_out(simd, &panel, k, back);
        panel
    }

    fn check<T: Real + PartialEq + std::fmt::Debug>() {
        for level in available_levels() {
            let lanes = dispatch!(level, simd => lanes::<_, T>(simd));
            for (n, k) in [1, lanes - 1, lanes]
                .into_iter()
                .flat_map(|n| [1, 2, 7, 8, 15, 16, 17, 20, 32].map(|k| (n, k)))
            {
                let rows: Vec<T> = (0..n * k).map(|i| T::from_f64(i as f64)).collect();
                let mut back = vec![T::NAN; n * k];
                let panel = dispatch!(level, simd => there_and_back(simd, &rows, k, &mut back));
                assert_eq!(back, rows);
                for (at, &x) in rows.iter().enumerate() {
                    assert_eq!(panel[at % k * lanes + at / k], x, "{at} of ({n}, {k})");
                }
            }
        }
    }

    #[test]
    fn rows_go_on_lanes_and_back() {
        check::<f32>();
        check::<f64>();
    }
}
