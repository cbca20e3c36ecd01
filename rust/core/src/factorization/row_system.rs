//! One row's system, in the basis of `whitening.rs`:
//!
//! ```text
//! (D + sum c'_i w_i w_i^T) z = sum y_i w_i
//! ```
//!
//! over the row's entries, with the weights `c'` and right-hand sides `y` of `objective.rs`. D is the
//! identity, or where the ridge grows with the row a diagonal of at least 1. With `x_i = sqrt(c'_i) w_i`
//! and `b_i = y_i / sqrt(c'_i)` it reads `(D + X^T X) z = X^T b`, and so does its dual, `z = D^-1 X^T t`
//! with `(I + X D^-1 X^T) t = b`. The first is of order d, the second of the order of the row's length:
//! the shorter one is solved. Three in four items of MovieLens have fewer than 13 ratings; such rows
//! are solved many at once, if single precision will do (`lane_rows.rs`). No eigenvalue is below 1, and none
//! above `D + max c' / (weight of all pairs)`.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::rows::Rows;
use crate::numerics::{filled, product};
use crate::simd::{BLOCK_ROWS, TURNED, factor, padded, solve, syrk, turn};
use crate::{Real, Result};

/// Working memory of one thread in the precision the systems are solved in.
pub(super) struct Scratch<P> {
    /// The `x_i` as they lie; of a short row four at a time, then all on their side.
    x: Vec<P>,
    roots: Vec<P>,
    b: Vec<P>,
    /// What solves the dual.
    t: Vec<P>,
    system: Vec<P>,
    /// D, or its root's reciprocals.
    diagonal: Vec<P>,
    z: Vec<P>,
}

impl<P: Real> Scratch<P> {
    pub(super) fn new(d: usize) -> Result<Self> {
        let rows = BLOCK_ROWS.max(d);
        Ok(Self {
            x: filled(product(&[rows + TURNED, padded(d)])?, P::ZERO)?,
            roots: filled(padded(rows), P::ZERO)?,
            b: filled(padded(rows), P::ZERO)?,
            t: filled(padded(d), P::ZERO)?,
            system: filled(product(&[padded(d), padded(d)])?, P::ZERO)?,
            diagonal: filled(padded(d), P::ONE)?,
            z: filled(padded(d), P::ZERO)?,
        })
    }

    /// Forgets what was accumulated.
    pub(super) fn clear(&mut self) {
        self.system.fill(P::ZERO);
        self.z.fill(P::ZERO);
    }

    /// Adds what another has accumulated.
    pub(super) fn merge(&mut self, other: &Self) {
        let add = |to: &mut [P], from: &[P]| {
            to.iter_mut().zip(from).for_each(|(to, &from)| *to += from);
        };
        add(&mut self.system, &other.system);
        add(&mut self.z, &other.z);
    }

    /// What the entries of the row that was just solved for add to the loss, if its dual tells.
    #[inline(always)]
    pub(super) fn corrections<T: Real>(
        &self,
        rows: &Rows<T>,
        entries: Range<usize>,
    ) -> Option<f64> {
        let tells = entries.len() < rows.d && has_scores(&self.roots[..entries.len()]);
        tells.then(|| dual_corrections(rows, entries, &self.roots, &self.b, &self.t))
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

/// `X` is gathered on its side, so that `X D^-1 X^T` is a symmetric update as well.
#[inline(always)]
fn dual<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    scratch: &mut Scratch<P>,
) -> std::result::Result<(), usize> {
    let n = entries.len();
    let Scratch { x, roots, b, t, system, diagonal, z } = scratch;
    z.fill(P::ZERO);
    if n == 0 {
        return Ok(());
    }
    let scales = if rows.spread.is_empty() { &mut [][..] } else { &mut diagonal[..] };
    inverse_roots(rows, n, scales);
    let system = &mut system[..padded(n) * padded(n)];
    system.fill(P::ZERO);
    b[n..padded(n)].fill(P::ZERO);
    rows.weigh(entries.clone(), roots, b);
    products(simd, rows, entries.clone(), roots, scales, x, system);
    for i in 0..n {
        system[i * padded(n) + i] += P::ONE;
    }
    factor(simd, n, system)?;
    let t = &mut t[..padded(n)];
    t.copy_from_slice(&b[..padded(n)]);
    solve(simd, n, system, t);
    for ((at, &root), &t) in entries.zip(roots.iter()).zip(&*t) {
        let weight = root * t;
        for (z, &w) in z.iter_mut().zip(rows.factors_of(at)) {
            *z += weight * P::from_f64(w.to_f64());
        }
    }
    z.iter_mut().zip(scales).for_each(|(z, &mut scale)| *z *= scale * scale);
    Ok(())
}

/// `X D^-1 X^T` of `entries`: a few products of rows, or `X` on its side and a symmetric update.
#[inline(always)]
fn products<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    roots: &[P],
    scales: &[P],
    x: &mut [P],
    system: &mut [P],
) {
    let (n, stride) = (entries.len(), padded(rows.d));
    let (four, x) = x.split_at_mut(TURNED * stride);
    if n <= TURNED {
        rows.gather(entries, roots, four);
        scale(four, scales);
        for i in 0..n {
            for j in i..n {
                system[i * padded(n) + j] =
                    dot(simd, &four[i * stride..], &four[j * stride..], stride);
            }
        }
        return;
    }
    let x = &mut x[..rows.d * padded(n)];
    let turned = n.next_multiple_of(TURNED);
    if turned < padded(n) {
        x.chunks_exact_mut(padded(n)).for_each(|x| x[turned..].fill(P::ZERO));
    }
    for i in (0..n).step_by(TURNED) {
        let group = entries.start + i..entries.end.min(entries.start + i + TURNED);
        four[group.len() * stride..].fill(P::ZERO);
        rows.gather(group, &roots[i..], four);
        scale(four, scales);
        turn(simd, four, x, padded(n), i);
    }
    syrk(simd, n, x, system);
}

/// Whether the dual of entries with these `roots` tells their scores: where a `c'` is small, as where alpha
/// is, `b - t` is a small difference of large numbers (of equal ones, if alpha is 0).
#[inline(always)]
pub(super) fn has_scores<P: Real>(roots: &[P]) -> bool {
    /// Of a root: scores lose eight bits at most.
    const LEAST: f64 = 1.0 / 16.0;
    roots.iter().all(|root| root.to_f64() >= LEAST)
}

/// What `entries` add to the loss, given the solution `t` of their dual: their `X z` is `b - t`.
#[inline(always)]
pub(super) fn dual_corrections<T: Real, P: Real>(
    rows: &Rows<T>,
    entries: Range<usize>,
    roots: &[P],
    b: &[P],
    t: &[P],
) -> f64 {
    let mut sum = 0.0;
    for (((at, &root), &b), &t) in entries.zip(roots).zip(b).zip(t) {
        let score = ((b - t) / root).to_f64();
        sum += rows.objective.correction(rows.ratings.value(at).to_f64(), score);
    }
    sum
}

/// The roots of the reciprocals of D, for a row of `n` entries.
#[inline(always)]
pub(super) fn inverse_roots<T: Real, P: Real>(rows: &Rows<T>, n: usize, scales: &mut [P]) {
    rows.diagonal(n, scales);
    for scale in scales {
        *scale = P::ONE / scale.sqrt();
    }
}

/// Every row of `x` times `scales`, where there are any.
#[inline(always)]
pub(super) fn scale<P: Real>(x: &mut [P], scales: &[P]) {
    if !scales.is_empty() {
        for x in x.chunks_exact_mut(scales.len()) {
            x.iter_mut().zip(scales).for_each(|(x, &scale)| *x *= scale);
        }
    }
}

/// The scalar product of the first `n` (padded) elements.
#[inline(always)]
pub(super) fn dot<S: Simd, P: Real>(simd: S, x: &[P], y: &[P], n: usize) -> P {
    let len = <P::Native<S> as SimdBase<S>>::LEN;
    let mut sum = P::Native::<S>::splat(simd, P::ZERO);
    for (x, y) in x[..n].chunks_exact(len).zip(y[..n].chunks_exact(len)) {
        sum = P::Native::<S>::from_slice(simd, x).mul_add(P::Native::<S>::from_slice(simd, y), sum);
    }
    sum.reduce_sum()
}

/// As [`solve_row`], for `len` entries that were accumulated before.
#[simd]
pub(super) fn finish<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    len: usize,
    scratch: &mut Scratch<P>,
) -> std::result::Result<(), usize> {
    let (d, Scratch { system, diagonal, z, .. }) = (rows.d, scratch);
    rows.diagonal(len, diagonal);
    for (i, &diagonal) in diagonal[..d].iter().enumerate() {
        system[i * padded(d) + i] += diagonal;
    }
    factor(simd, d, system)?;
    solve(simd, d, system, z);
    Ok(())
}

#[inline(always)]
fn primal<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    scratch: &mut Scratch<P>,
) -> std::result::Result<(), usize> {
    scratch.clear();
    accumulate(simd, rows, entries.clone(), scratch);
    finish(simd, rows, entries.len(), scratch)
}

/// Adds `X^T X` and `X^T b` of `entries` to the system and to `z`.
#[simd]
pub(super) fn accumulate<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    scratch: &mut Scratch<P>,
) {
    let Scratch { x, roots, b, system, z, .. } = scratch;
    for start in entries.clone().step_by(BLOCK_ROWS) {
        let block = start..entries.end.min(start + BLOCK_ROWS);
        let n = block.len();
        rows.weigh(block.clone(), roots, b);
        rows.gather(block, roots, x);
        syrk(simd, rows.d, &x[..n * padded(rows.d)], system);
        combine(simd, &b[..n], x, z);
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
