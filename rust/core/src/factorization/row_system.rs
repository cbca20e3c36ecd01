//! One row's system, in the basis of `whitening.rs`:
//!
//! ```text
//! (I + sum c'_i w_i w_i^T) z = sum c_i p_i w_i,    c' = alpha |r|,  c = 1 + c',  p = [r > 0]
//! ```
//!
//! over the row's entries. With `x_i = sqrt(c'_i) w_i` and `b_i = c_i p_i / sqrt(c'_i)` it reads
//! `(I + X^T X) z = X^T b`, and so does its dual, `z = X^T t` with `(I + X X^T) t = b`. The first is of
//! order d, the second of the order of the row's length: the shorter one is solved. Three in four items
//! of MovieLens have fewer than 13 ratings. No eigenvalue is below 1, and none above `1 + max c'`.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use crate::numerics::{Csr, filled, product};
use crate::simd::{BLOCK_ROWS, TURNED, factor, padded, solve, syrk, turn};
use crate::{Real, Result};

/// What the rows of a half step have in common.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a, T> {
    pub ratings: Csr<'a, T>,
    /// The fixed factors in the new basis, in rows of `padded(d)`.
    pub whitened: &'a [T],
    pub d: usize,
    pub alpha: T,
}

impl<T: Real> Rows<'_, T> {
    /// `c'` of the entry at `at`; never 0, so that its root has a reciprocal, and as good as 0 beside 1.
    #[inline(always)]
    fn extra(&self, at: usize) -> T {
        let extra = self.alpha * self.ratings.value(at).abs();
        if extra > T::EPSILON * T::EPSILON { extra } else { T::EPSILON * T::EPSILON }
    }

    /// The new basis' factors of the column of the entry at `at`.
    #[inline(always)]
    fn factors_of(&self, at: usize) -> &[T] {
        let stride = padded(self.d);
        let from = self.ratings.col(at) * stride;
        &self.whitened[from..from + stride]
    }

    /// Whether the entries leave digits enough to solve in the precision of `T`.
    #[inline(always)]
    pub(super) fn is_tame(&self, entries: Range<usize>) -> bool {
        // The pivots are at least 1; `factor` wants them above d rounding errors of `1 + max c'`.
        const MARGIN: f64 = 64.0;
        let limit = T::from_f64(1.0 / (MARGIN * self.d as f64 * T::EPSILON.to_f64()));
        entries.into_iter().all(|at| self.extra(at) < limit)
    }
}

/// Working memory of one thread in the precision the systems are solved in.
pub(super) struct Scratch<P> {
    /// The `x_i` as they lie; of a short row four at a time, then all on their side.
    x: Vec<P>,
    roots: Vec<P>,
    b: Vec<P>,
    system: Vec<P>,
    z: Vec<P>,
}

impl<P: Real> Scratch<P> {
    pub(super) fn new(d: usize) -> Result<Self> {
        let rows = BLOCK_ROWS.max(d);
        Ok(Self {
            x: filled(product(&[rows + TURNED, padded(d)])?, P::ZERO)?,
            roots: filled(padded(rows), P::ZERO)?,
            b: filled(padded(rows), P::ZERO)?,
            system: filled(product(&[padded(d), padded(d)])?, P::ZERO)?,
            z: filled(padded(d), P::ZERO)?,
        })
    }

    /// Adds what another has accumulated.
    pub(super) fn merge(&mut self, other: &Self) {
        let add = |to: &mut [P], from: &[P]| {
            to.iter_mut().zip(from).for_each(|(to, &from)| *to += from);
        };
        add(&mut self.system, &other.system);
        add(&mut self.z, &other.z);
    }

    /// The solution.
    pub(super) fn z(&self) -> &[P] {
        &self.z
    }
}

/// Solves for the row with these `entries`, into `z` (of length `padded(d)`); `Err` where a pivot fails.
#[simd]
pub(super) fn solve_row<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    scratch: &mut Scratch<P>,
    z: &mut [f64],
) -> std::result::Result<(), usize> {
    if entries.len() < rows.d {
        dual(simd, rows, entries, scratch)?;
    } else {
        primal(simd, rows, entries, scratch)?;
    }
    z.iter_mut().zip(&scratch.z).for_each(|(to, from)| *to = from.to_f64());
    Ok(())
}

/// `X` is gathered on its side, so that `X X^T` is a symmetric update as well.
#[inline(always)]
fn dual<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    scratch: &mut Scratch<P>,
) -> std::result::Result<(), usize> {
    let n = entries.len();
    let Scratch { x, roots, b, system, z } = scratch;
    z.fill(P::ZERO);
    if n == 0 {
        return Ok(());
    }
    let system = &mut system[..padded(n) * padded(n)];
    system.fill(P::ZERO);
    b[n..padded(n)].fill(P::ZERO);
    weigh(rows, entries.clone(), roots, b);
    products(simd, rows, entries.clone(), roots, x, system);
    add_identity(n, system);
    factor(simd, n, system)?;
    solve(simd, n, system, b);
    for ((at, &root), &b) in entries.zip(roots.iter()).zip(b.iter()) {
        let weight = root * b;
        for (z, &w) in z.iter_mut().zip(rows.factors_of(at)) {
            *z += weight * P::from_f64(w.to_f64());
        }
    }
    Ok(())
}

/// `X X^T` of `entries`: a few products of rows, or `X` on its side and a symmetric update.
#[inline(always)]
fn products<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    roots: &[P],
    x: &mut [P],
    system: &mut [P],
) {
    let (n, stride) = (entries.len(), padded(rows.d));
    let (four, x) = x.split_at_mut(TURNED * stride);
    if n <= TURNED {
        gather(rows, entries, roots, four);
        for i in 0..n {
            for j in i..n {
                system[i * padded(n) + j] =
                    dot(simd, &four[i * stride..], &four[j * stride..], stride);
            }
        }
        return;
    }
    let x = &mut x[..rows.d * padded(n)];
    x.fill(P::ZERO);
    for i in (0..n).step_by(TURNED) {
        let group = entries.start + i..entries.end.min(entries.start + i + TURNED);
        four[group.len() * stride..].fill(P::ZERO);
        gather(rows, group, &roots[i..], four);
        turn(simd, four, x, padded(n), i);
    }
    syrk(simd, n, x, system);
}

/// The scalar product of the first `n` (padded) elements.
#[inline(always)]
fn dot<S: Simd, P: Real>(simd: S, x: &[P], y: &[P], n: usize) -> P {
    let len = <P::Native<S> as SimdBase<S>>::LEN;
    let mut sum = P::Native::<S>::splat(simd, P::ZERO);
    for (x, y) in x[..n].chunks_exact(len).zip(y[..n].chunks_exact(len)) {
        sum = P::Native::<S>::from_slice(simd, x).mul_add(P::Native::<S>::from_slice(simd, y), sum);
    }
    sum.reduce_sum()
}

/// As [`solve_row`], for entries that were accumulated before.
#[simd]
pub(super) fn finish<S: Simd, P: Real>(
    simd: S,
    d: usize,
    scratch: &mut Scratch<P>,
) -> std::result::Result<(), usize> {
    add_identity(d, &mut scratch.system);
    factor(simd, d, &mut scratch.system)?;
    solve(simd, d, &scratch.system, &mut scratch.z);
    Ok(())
}

#[inline(always)]
fn primal<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    scratch: &mut Scratch<P>,
) -> std::result::Result<(), usize> {
    scratch.system.fill(P::ZERO);
    scratch.z.fill(P::ZERO);
    accumulate(simd, rows, entries, scratch);
    finish(simd, rows.d, scratch)
}

/// Adds `X^T X` and `X^T b` of `entries` to the system and to `z`.
#[simd]
pub(super) fn accumulate<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    scratch: &mut Scratch<P>,
) {
    let Scratch { x, roots, b, system, z } = scratch;
    for start in entries.clone().step_by(BLOCK_ROWS) {
        let block = start..entries.end.min(start + BLOCK_ROWS);
        let n = block.len();
        weigh(rows, block.clone(), roots, b);
        gather(rows, block, roots, x);
        syrk(simd, rows.d, &x[..n * padded(rows.d)], system);
        combine(simd, &b[..n], x, z);
    }
}

/// The roots of `c'_i`, and `b_i`, of `entries`.
#[inline(always)]
fn weigh<T: Real, P: Real>(rows: &Rows<T>, entries: Range<usize>, roots: &mut [P], b: &mut [P]) {
    for ((at, root), b) in entries.zip(roots).zip(b) {
        let extra = rows.extra(at);
        let liked = rows.ratings.value(at) > T::ZERO;
        *root = P::from_f64(extra.sqrt().to_f64());
        *b = if liked { P::from_f64((T::ONE + extra).to_f64()) / *root } else { P::ZERO };
    }
}

/// The `x_i` of `entries`, one a row.
#[inline(always)]
fn gather<T: Real, P: Real>(rows: &Rows<T>, entries: Range<usize>, roots: &[P], x: &mut [P]) {
    for ((at, x), &root) in entries.zip(x.chunks_exact_mut(padded(rows.d))).zip(roots) {
        for (x, &w) in x.iter_mut().zip(rows.factors_of(at)) {
            *x = root * P::from_f64(w.to_f64());
        }
    }
}

#[inline(always)]
fn add_identity<P: Real>(n: usize, system: &mut [P]) {
    for i in 0..n {
        system[i * padded(n) + i] = system[i * padded(n) + i] + P::ONE;
    }
}

/// `z += sum of b_i x_i`.
#[inline(always)]
fn combine<S: Simd, P: Real>(simd: S, b: &[P], x: &[P], z: &mut [P]) {
    let len = <P::Native<S> as SimdBase<S>>::LEN;
    let stride = z.len();
    for (v, z) in z.chunks_exact_mut(len).enumerate() {
        let mut sum = P::Native::<S>::from_slice(simd, z);
        for (&b, x) in b.iter().zip(x.chunks_exact(stride)) {
            let x = P::Native::<S>::from_slice(simd, &x[v * len..(v + 1) * len]);
            sum = P::Native::<S>::splat(simd, b).mul_add(x, sum);
        }
        sum.store_slice(z);
    }
}
