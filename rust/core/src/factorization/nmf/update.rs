//! One turn of a factor of which the loss asks no more than `X H^T` and `H H^T`.
//!
//! The simple loop:
//! ```text
//! for row w, row b of X H^T:
//!     for t in components:  w[t] = max(0, w[t] - ((G w)[t] - b[t] + l1) / G[t, t])     descent
//!     w = w * b / (G w + l1)                                                           multiplicative
//! ```
//! with `G = H H^T + l2 I`. scikit-learn has components outside and rows inside, which gives the same
//! numbers and reads W once for each component.
//! 1. Rows do not know each other: a lane each, [`VECTORS`] vectors at a time, transposed on the way in.
//! 2. Four sums for each product, for one would wait for itself.
//!
//! 30,000 rows, k = 32, doubles: 6.5 ms of one (shared) thread of Zen 4. Tried without effect: turning
//! rows element by element in the order of stores instead of loads.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::Rule;
use crate::numerics::{filled, product};
use crate::{Exec, Real, Result};

/// Vectors of rows at a time.
const VECTORS: usize = 2;

/// Multiply-adds of a task: some 50 microseconds.
const PRODUCTS: usize = 1 << 19;

/// What the rows of a factor have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shared<'a, T> {
    /// `H H^T + l2 I`.
    pub gram: &'a [T],
    pub k: usize,
    pub l1: T,
    pub rule: Rule,
}

/// Moves the rows of `w`, given `b = X H^T`; returns the sum of the projected gradients it met.
pub(super) fn update<T: Real>(exec: &Exec, shared: Shared<T>, b: &[T], w: &mut [T]) -> Result<f64> {
    let k = shared.k;
    let rows = (PRODUCTS / (k * k)).max(1).next_multiple_of(64);
    let items = b.chunks(rows * k).zip(w.chunks_mut(rows * k)).collect();
    let sums = exec.map_items(items, |_, (b, w): (&[T], &mut [T])| {
        let lanes = dispatch!(exec.level(), simd => lanes::<_, T>(simd));
        let mut scratch = filled(product(&[3, k, lanes])?, T::ZERO)?;
        Ok(dispatch!(exec.level(), simd => rows_of(simd, shared, b, w, &mut scratch)))
    })?;
    Ok(sums.iter().sum())
}

const fn len<S: Simd, T: Real>() -> usize {
    <T::Native<S> as SimdBase<S>>::LEN
}

#[inline(always)]
fn lanes<S: Simd, T: Real>(_: S) -> usize {
    VECTORS * len::<S, T>()
}

#[simd]
fn rows_of<S: Simd, T: Real>(
    simd: S,
    shared: Shared<T>,
    b: &[T],
    w: &mut [T],
    scratch: &mut [T],
) -> f64 {
    let (k, lanes) = (shared.k, lanes::<S, T>(simd));
    let (own, rest) = scratch.split_at_mut(k * lanes);
    let (right, next) = rest.split_at_mut(k * lanes);
    let mut violation = 0.0;
    for (b, w) in b.chunks(lanes * k).zip(w.chunks_mut(lanes * k)) {
        if w.len() < lanes * k {
            // Lanes without a row stay at zero, where no gradient points below.
            own.fill(T::ZERO);
            right.fill(T::ZERO);
        }
        turn_in(b, k, lanes, right);
        turn_in(w, k, lanes, own);
        match shared.rule {
            Rule::Descent => violation += descend(simd, shared, right, own),
            Rule::Multiplicative => {
                multiply(simd, shared, right, own, next);
                own.copy_from_slice(next);
            }
        }
        for (lane, w) in w.chunks_exact_mut(k).enumerate() {
            for (t, w) in w.iter_mut().enumerate() {
                *w = own[t * lanes + lane];
            }
        }
    }
    violation
}

#[inline(always)]
fn turn_in<T: Real>(rows: &[T], k: usize, lanes: usize, to: &mut [T]) {
    let n = rows.len() / k;
    for (t, to) in to.chunks_exact_mut(lanes).take(k).enumerate() {
        for (to, row) in to[..n].iter_mut().zip(rows.chunks_exact(k)) {
            *to = row[t];
        }
    }
}

/// The vectors of a component.
#[inline(always)]
fn load<S: Simd, T: Real>(simd: S, panel: &[T], t: usize) -> [T::Native<S>; VECTORS] {
    let (len, lanes) = (len::<S, T>(), lanes::<S, T>(simd));
    let row = &panel[t * lanes..][..lanes];
    std::array::from_fn(|v| T::Native::<S>::from_slice(simd, &row[v * len..][..len]))
}

#[inline(always)]
fn store<S: Simd, T: Real>(simd: S, vectors: [T::Native<S>; VECTORS], panel: &mut [T], t: usize) {
    let (len, lanes) = (len::<S, T>(), lanes::<S, T>(simd));
    let row = &mut panel[t * lanes..][..lanes];
    for (vector, out) in vectors.iter().zip(row.chunks_exact_mut(len)) {
        vector.store_slice(out);
    }
}

/// `(G w)[t]` of all lanes.
#[inline(always)]
fn gram_times<S: Simd, T: Real>(simd: S, gram: &[T], panel: &[T]) -> [T::Native<S>; VECTORS] {
    /// Sums at a time.
    const CHAINS: usize = 4;
    let mut sums = [[T::Native::<S>::splat(simd, T::ZERO); VECTORS]; CHAINS];
    for (index, gram) in gram.chunks(CHAINS).enumerate() {
        for (chain, (&g, sums)) in gram.iter().zip(&mut sums).enumerate() {
            let g = T::Native::<S>::splat(simd, g);
            let w = load::<S, T>(simd, panel, index * CHAINS + chain);
            for (sum, w) in sums.iter_mut().zip(w) {
                *sum = g.mul_add(w, *sum);
            }
        }
    }
    let [a, b, c, d] = sums;
    std::array::from_fn(|v| (a[v] + b[v]) + (c[v] + d[v]))
}

/// Coordinate descent over all components; returns the sum of the projected gradients.
#[inline(always)]
fn descend<S: Simd, T: Real>(simd: S, shared: Shared<T>, b: &[T], w: &mut [T]) -> f64 {
    let zero = T::Native::<S>::splat(simd, T::ZERO);
    let l1 = T::Native::<S>::splat(simd, shared.l1);
    let mut violation = [zero; VECTORS];
    for (t, gram) in shared.gram.chunks_exact(shared.k).enumerate() {
        let product = gram_times::<S, T>(simd, gram, w);
        let (right, mut own) = (load::<S, T>(simd, b, t), load::<S, T>(simd, w, t));
        let curvature = T::Native::<S>::splat(simd, gram[t]);
        for v in 0..VECTORS {
            let gradient = product[v] - right[v] + l1;
            let projected = own[v].simd_eq(zero).select(gradient.min(zero), gradient);
            violation[v] += projected.abs();
            own[v] = (own[v] - gradient / curvature).max(zero);
        }
        // A component of zeros moves nothing.
        if gram[t] > T::ZERO {
            store(simd, own, w, t);
        }
    }
    violation
        .iter()
        .flat_map(|violation| violation.as_slice())
        .map(|violation| violation.to_f64())
        .sum()
}

/// Multiplicative update of all components at once, into `next`.
#[inline(always)]
fn multiply<S: Simd, T: Real>(simd: S, shared: Shared<T>, b: &[T], w: &[T], next: &mut [T]) {
    let zero = T::Native::<S>::splat(simd, T::ZERO);
    let l1 = T::Native::<S>::splat(simd, shared.l1);
    for (t, gram) in shared.gram.chunks_exact(shared.k).enumerate() {
        let product = gram_times::<S, T>(simd, gram, w);
        let (right, mut own) = (load::<S, T>(simd, b, t), load::<S, T>(simd, w, t));
        for v in 0..VECTORS {
            let below = product[v] + l1;
            own[v] = below.simd_gt(zero).select(own[v] * (right[v] / below), zero);
        }
        store(simd, own, next, t);
    }
}
