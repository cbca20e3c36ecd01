//! One turn of a factor of which the loss asks no more than `X H^T` and `H H^T`.
//!
//! The simple loop:
//! ```text
//! for row w, row b of X H^T:
//!     for t in components:  w[t] = max(0, w[t] - ((G w)[t] - b[t] + l1) / G[t, t])     descent
//!     w = w * b / (G w + l1)                                                           multiplicative
//! ```
//! with `G = H H^T + l2 I`; descent goes over the components as often as it is told. scikit-learn has
//! components outside and rows inside, which gives the same numbers and reads W once for each component.
//! 1. Rows do not know each other: a lane each, two vectors at a time, turned on the way in (`panel.rs`).
//! 2. Products with [`TILE`] rows of G at once: W is loaded once for all of them. What a component has
//!    moved is added to the sums of those after it in the tile.
//! 3. Curvatures are inverted once, not divided by in every row.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::Rule;
use super::panel::{VECTORS, lanes, load, store, turn_in, turn_out};
use crate::numerics::{filled, product};
use crate::{Exec, Real, Result};

/// Components whose products are computed together.
const TILE: usize = 4;

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
    /// How often descent goes over the components.
    pub passes: usize,
}

/// Moves the rows of `w`, given `b = X H^T`; returns the sum of the projected gradients that the first
/// pass met.
pub(super) fn update<T: Real>(exec: &Exec, shared: Shared<T>, b: &[T], w: &mut [T]) -> Result<f64> {
    let k = shared.k;
    let rows = (PRODUCTS / shared.passes / (k * k)).max(1).next_multiple_of(64);
    let inverse = inverse_curvatures(shared)?;
    let items = b.chunks(rows * k).zip(w.chunks_mut(rows * k)).collect();
    let sums = exec.map_items(items, |_, (b, w): (&[T], &mut [T])| {
        let lanes = dispatch!(exec.level(), simd => lanes::<_, T>(simd));
        let mut scratch = filled(product(&[3, k, lanes])?, T::ZERO)?;
        Ok(dispatch!(exec.level(), simd => rows_of(simd, shared, &inverse, b, w, &mut scratch)))
    })?;
    Ok(sums.iter().sum())
}

/// `1 / G[t, t]`, and 0 for a component of zeros, which moves nothing.
fn inverse_curvatures<T: Real>(shared: Shared<T>) -> Result<Vec<T>> {
    let mut inverse = filled(shared.k, T::ZERO)?;
    for (inverse, &g) in inverse.iter_mut().zip(shared.gram.iter().step_by(shared.k + 1)) {
        if g > T::ZERO {
            // The inverse of a number without all its digits may not be finite.
            *inverse = T::ONE / if g < T::MIN_POSITIVE { T::MIN_POSITIVE } else { g };
        }
    }
    Ok(inverse)
}

#[simd]
fn rows_of<S: Simd, T: Real>(
    simd: S,
    shared: Shared<T>,
    inverse: &[T],
    b: &[T],
    w: &mut [T],
    scratch: &mut [T],
) -> f64 {
    let (k, lanes) = (shared.k, lanes::<S, T>(simd));
    let (own, rest) = scratch.split_at_mut(k * lanes);
    let (right, next) = rest.split_at_mut(k * lanes);
    let mut violation = [T::Native::<S>::splat(simd, T::ZERO); VECTORS];
    for (b, w) in b.chunks(lanes * k).zip(w.chunks_mut(lanes * k)) {
        if w.len() < lanes * k {
            // Lanes without a row stay at zero, where no gradient points below.
            own.fill(T::ZERO);
            right.fill(T::ZERO);
        }
        turn_in(simd, b, k, right);
        turn_in(simd, w, k, own);
        match shared.rule {
            Rule::Descent => {
                for pass in 0..shared.passes {
                    let before = violation;
                    descend(simd, shared, inverse, right, own, &mut violation);
                    violation = if pass == 0 { violation } else { before };
                }
            }
            Rule::Multiplicative => multiply(simd, shared, right, own, next),
        }
        let moved = if shared.rule == Rule::Descent { &*own } else { &*next };
        turn_out(simd, moved, k, w);
    }
    let violations = violation.iter().flat_map(|violation| violation.as_slice());
    violations.map(|violation| violation.to_f64()).sum()
}

/// Sums of `N` components and all lanes.
type Sums<S, T, const N: usize> = [[<T as SimdFloatElement>::Native<S>; VECTORS]; N];

/// `(G w)[t..t + N]` of all lanes.
#[inline(always)]
fn products<S: Simd, T: Real, const N: usize>(
    simd: S,
    shared: Shared<T>,
    panel: &[T],
    t: usize,
) -> Sums<S, T, N> {
    let mut sums = [[T::Native::<S>::splat(simd, T::ZERO); VECTORS]; N];
    for (s, gram) in shared.gram.chunks_exact(shared.k).enumerate() {
        let w = load::<S, T>(simd, panel, s);
        // G is symmetric: its row s has what column s has.
        let Some(gram) = gram[t..].first_chunk::<N>() else { break };
        for (sums, &g) in sums.iter_mut().zip(gram) {
            let g = T::Native::<S>::splat(simd, g);
            for (sum, w) in sums.iter_mut().zip(w) {
                *sum = g.mul_add(w, *sum);
            }
        }
    }
    sums
}

/// Coordinate descent over all components; adds the projected gradients.
#[inline(always)]
fn descend<S: Simd, T: Real>(
    simd: S,
    shared: Shared<T>,
    inverse: &[T],
    b: &[T],
    w: &mut [T],
    violation: &mut [T::Native<S>; VECTORS],
) {
    let mut t = 0;
    while t < shared.k {
        t = match shared.k - t {
            TILE.. => descend_tile::<S, T, TILE>(simd, shared, inverse, b, w, violation, t),
            _ => descend_tile::<S, T, 1>(simd, shared, inverse, b, w, violation, t),
        };
    }
}

/// The components from `t` on; returns where they end.
#[inline(always)]
fn descend_tile<S: Simd, T: Real, const N: usize>(
    simd: S,
    shared: Shared<T>,
    inverse: &[T],
    b: &[T],
    w: &mut [T],
    violation: &mut [T::Native<S>; VECTORS],
    t: usize,
) -> usize {
    let zero = T::Native::<S>::splat(simd, T::ZERO);
    let l1 = T::Native::<S>::splat(simd, shared.l1);
    let mut sums = products::<S, T, N>(simd, shared, w, t);
    for i in 0..N {
        let (right, mut own) = (load::<S, T>(simd, b, t + i), load::<S, T>(simd, w, t + i));
        let inverse = T::Native::<S>::splat(simd, inverse[t + i]);
        let mut moves = own;
        for v in 0..VECTORS {
            let gradient = sums[i][v] - right[v] + l1;
            let projected = own[v].simd_eq(zero).select(gradient.min(zero), gradient);
            violation[v] += projected.abs();
            let moved = (own[v] - gradient * inverse).max(zero);
            moves[v] = moved - own[v];
            own[v] = moved;
        }
        store(simd, own, w, t + i);
        for (j, sums) in sums.iter_mut().enumerate().skip(i + 1) {
            let g = T::Native::<S>::splat(simd, shared.gram[(t + i) * shared.k + t + j]);
            for (sum, moves) in sums.iter_mut().zip(moves) {
                *sum = g.mul_add(moves, *sum);
            }
        }
    }
    t + N
}

/// Multiplicative update of all components at once, into `next`.
#[inline(always)]
fn multiply<S: Simd, T: Real>(simd: S, shared: Shared<T>, b: &[T], w: &[T], next: &mut [T]) {
    let mut t = 0;
    while t < shared.k {
        t = match shared.k - t {
            TILE.. => multiply_tile::<S, T, TILE>(simd, shared, b, w, next, t),
            _ => multiply_tile::<S, T, 1>(simd, shared, b, w, next, t),
        };
    }
}

#[inline(always)]
fn multiply_tile<S: Simd, T: Real, const N: usize>(
    simd: S,
    shared: Shared<T>,
    b: &[T],
    w: &[T],
    next: &mut [T],
    t: usize,
) -> usize {
    let zero = T::Native::<S>::splat(simd, T::ZERO);
    let l1 = T::Native::<S>::splat(simd, shared.l1);
    for (i, sums) in products::<S, T, N>(simd, shared, w, t).iter().enumerate() {
        let (right, mut own) = (load::<S, T>(simd, b, t + i), load::<S, T>(simd, w, t + i));
        for v in 0..VECTORS {
            let below = sums[v] + l1;
            own[v] = below.simd_gt(zero).select(own[v] * (right[v] / below), zero);
        }
        store(simd, own, next, t + i);
    }
    t + N
}
