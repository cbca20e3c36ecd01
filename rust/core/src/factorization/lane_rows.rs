//! Short rows solved exactly, one in each lane of a vector: their duals of `row_system.rs`.
//!
//! The simple loop, row by row: `S = I + X D^-1 X^T; t = S^-1 b; z = D^-1 X^T t`. A system of order twelve
//! takes longer to wait for its own roots and divisions than to compute, and is too narrow for vectors.
//!
//! 1. As many rows as a vector has lanes are factored and solved at once (`simd/lanes`). They are taken by
//!    length; to the order of the longest, the others are filled up with the identity, which changes no
//!    bit of theirs.
//! 2. The products of a row's entries come from rows as they lie (`simd/row_products.rs`).
//! 3. The scores of the entries, which the loss asks for, are `X z = b - t` (unless that cancels): nothing
//!    is read again.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::row_system::{dot, dual_corrections, has_scores, inverse_roots, scale};
use super::rows::Rows;
use crate::numerics::{filled, product};
use crate::simd::lanes::{
    LANES_MAX, factor_lanes, gather, lanes, lanes_of, scatter, solve_lanes, stride,
};
use crate::simd::{PRODUCT_ROWS, padded, row_products};
use crate::{Real, Result};

/// Entries of a row at most: matrices of 16 lanes are then 66 KB.
const LONGEST: usize = 32;

/// Whether a row of `len` entries is short.
pub(super) fn is_short(len: usize, d: usize) -> bool {
    0 < len && len <= LONGEST && len < d
}

/// Working memory of one thread.
pub(super) struct LaneRows<T> {
    /// The `x_i` of a row.
    x: Vec<T>,
    /// The roots of D's reciprocals.
    scales: Vec<T>,
    /// Of all rows, one after the other.
    roots: Vec<T>,
    b: Vec<T>,
    t: Vec<T>,
    weights: Vec<T>,
    systems: Vec<T>,
    /// The same in lanes, and the reciprocals of the pivots.
    matrices: Vec<T>,
    sides: Vec<T>,
    reciprocals: Vec<T>,
    z: Vec<T>,
}

impl<T: Real> LaneRows<T> {
    pub(super) fn new(d: usize) -> Result<Self> {
        let zeros = |n| filled(n, T::ZERO);
        Ok(Self {
            x: zeros(product(&[LONGEST, padded(d)])?)?,
            scales: zeros(padded(d))?,
            roots: zeros(LANES_MAX * LONGEST)?,
            b: zeros(LANES_MAX * LONGEST)?,
            t: zeros(LANES_MAX * LONGEST)?,
            weights: zeros(LONGEST)?,
            systems: zeros(LANES_MAX * LONGEST * LONGEST)?,
            matrices: zeros(LANES_MAX * LONGEST * stride(LONGEST))?,
            sides: zeros(LANES_MAX * LONGEST)?,
            reciprocals: zeros(LANES_MAX * LONGEST)?,
            z: zeros(padded(d))?,
        })
    }
}

/// Rows that are solved at once.
#[inline(always)]
pub(super) fn rows_at_once<S: Simd, T: Real>(simd: S) -> usize {
    lanes_of::<S, T>(simd)
}

/// Solves for the rows in `group`, short ones of increasing length, each into its `padded(d)` elements of
/// `z`, which begins with row `first`. Returns what their entries add to the loss if that is asked for;
/// `Err` is a row of which a pivot fails.
#[simd]
pub(super) fn solve_lane_rows<S: Simd, T: Real>(
    simd: S,
    rows: &Rows<T>,
    group: &[usize],
    work: &mut LaneRows<T>,
    z: &mut [f64],
    first: usize,
) -> std::result::Result<f64, usize> {
    let Some(longest) = group.last().map(|&row| rows.ratings.row(row).len()) else {
        return Ok(0.0);
    };
    let order = longest.next_multiple_of(PRODUCT_ROWS);
    for (lane, &row) in group.iter().enumerate() {
        let next = group.get(lane + 1).map_or(0..0, |&row| rows.ratings.row(row));
        prepare(simd, rows, row, next, order, lane, work);
    }
    let LaneRows { b, t, systems, matrices, sides, reciprocals, .. } = &mut *work;
    // Lanes without a row have the first one's system.
    let starts =
        |size| std::array::from_fn(|lane| if lane < group.len() { lane * size } else { 0 });
    gather(simd, systems, &starts(order * order), [order, order], matrices);
    gather(simd, b, &starts(order), [order, 1], sides);
    let failed = factor_lanes(simd, order, matrices, reciprocals);
    if failed != 0 {
        return Err(group[failed.trailing_zeros() as usize]);
    }
    solve_lanes(simd, order, matrices, reciprocals, sides, 1);
    scatter(simd, sides, [order, 1], &mut t[..lanes::<S, T>() * order]);
    let mut stored = 0.0;
    for (lane, &row) in group.iter().enumerate() {
        let z = &mut z[(row - first) * padded(rows.d)..][..padded(rows.d)];
        stored += finish(simd, rows, row, order, lane, work, z);
    }
    Ok(stored)
}

/// The system and the right-hand side of a row.
#[inline(always)]
fn prepare<S: Simd, T: Real>(
    simd: S,
    rows: &Rows<T>,
    row: usize,
    next: Range<usize>,
    order: usize,
    lane: usize,
    work: &mut LaneRows<T>,
) {
    let (entries, width) = (rows.ratings.row(row), padded(rows.d));
    let (n, whole) = (entries.len(), entries.len().next_multiple_of(PRODUCT_ROWS));
    let (roots, b) = (&mut work.roots[lane * order..], &mut work.b[lane * order..]);
    rows.weigh(entries.clone(), &mut roots[..n], &mut b[..n]);
    b[n..order].fill(T::ZERO);
    for ((at, x), &root) in entries.zip(work.x.chunks_exact_mut(width)).zip(&*roots) {
        rows.weighed(at, root, x);
    }
    rows.prefetch(next);
    work.x[n * width..whole * width].fill(T::ZERO);
    if !rows.spread.is_empty() {
        inverse_roots(rows, n, &mut work.scales);
        scale(&mut work.x[..n * width], &work.scales);
    }
    let system = &mut work.systems[lane * order * order..][..order * order];
    system[whole * order..].fill(T::ZERO);
    row_products(simd, &work.x[..whole * width], width, system, order);
    for i in 0..order {
        system[i * order + i] += T::ONE;
    }
}

/// The solution of a row from its dual's; returns what its entries add to the loss if that is asked for.
#[inline(always)]
fn finish<S: Simd, T: Real>(
    simd: S,
    rows: &Rows<T>,
    row: usize,
    order: usize,
    lane: usize,
    work: &mut LaneRows<T>,
    solution: &mut [f64],
) -> f64 {
    let LaneRows { scales, roots, b, t, weights, z, .. } = work;
    let own = lane * order..(lane + 1) * order;
    let (roots, b, t) = (&roots[own.clone()], &b[own.clone()], &t[own]);
    let entries = rows.ratings.row(row);
    for (weight, (&root, &t)) in weights.iter_mut().zip(roots.iter().zip(t)) {
        *weight = root * t;
    }
    combine(simd, rows, entries.clone(), weights, z);
    if !rows.spread.is_empty() {
        inverse_roots(rows, entries.len(), scales);
        for (z, &scale) in z.iter_mut().zip(&*scales) {
            *z *= scale * scale;
        }
    }
    for (solution, &z) in solution.iter_mut().zip(&*z) {
        *solution = z.to_f64();
    }
    if !rows.is_scored {
        return 0.0;
    }
    if has_scores(&roots[..entries.len()]) {
        return dual_corrections(rows, entries, roots, b, t);
    }
    let mut stored = 0.0;
    for at in entries {
        let score = dot(simd, z, rows.factors_of(at), z.len()).to_f64();
        stored += rows.objective.correction(rows.ratings.value(at).to_f64(), score);
    }
    stored
}

/// `z = sum of the weighed factors of the entries`, four vectors at a time.
#[inline(always)]
fn combine<S: Simd, T: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    weights: &[T],
    z: &mut [T],
) {
    let len = lanes::<S, T>();
    for (part, z) in z.chunks_mut(VECTORS * len).enumerate() {
        let mut sums = [T::Native::<S>::splat(simd, T::ZERO); VECTORS];
        for (at, &weight) in entries.clone().zip(weights) {
            let w = rows.factors_of(at)[part * VECTORS * len..][..z.len()].chunks_exact(len);
            let weight = T::Native::<S>::splat(simd, weight);
            for (sum, w) in sums.iter_mut().zip(w) {
                *sum = weight.mul_add(T::Native::<S>::from_slice(simd, w), *sum);
            }
        }
        for (sum, z) in sums.iter().zip(z.chunks_exact_mut(len)) {
            sum.store_slice(z);
        }
    }
}

/// Vectors of a solution that stay in registers.
const VECTORS: usize = 4;
