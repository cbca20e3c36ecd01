//! One row's ridge regression on the factors of the columns it rated:
//!
//! ```text
//! (A^T A + ridge I) x = A^T t,    ridge = l2 times the row's entries, or l2 alone
//! ```
//!
//! over the row's entries: `a = (v, 1)` and `t = r - mean - bias` of the column, so that the last unknown
//! is the row's own bias; without biases `a = v`, `t = r - mean`. The dual is `x = A^T y` with
//! `(A A^T + ridge I) y = t`, of the order of the row's length: the shorter system is solved.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use crate::numerics::{Csr, filled, product};
use crate::simd::{BLOCK_ROWS, TURNED, factor, padded, solve, syrk, turn};
use crate::{Real, Result};

/// The penalty, and what it multiplies.
#[derive(Clone, Copy, Debug)]
pub struct Ridge {
    /// Not negative.
    pub l2: f64,
    /// Times the number of a row's entries.
    pub weighted: bool,
}

impl Ridge {
    /// Of a row with `n` entries.
    pub(super) fn of(self, n: usize) -> f64 {
        if self.weighted { self.l2 * n as f64 } else { self.l2 }
    }
}

/// What the rows of a half step have in common.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a, T> {
    pub ratings: Csr<'a, T>,
    /// The `a` of all columns, in rows of `padded(order)`.
    pub table: &'a [T],
    /// Squared lengths of these rows.
    pub squares: &'a [f64],
    /// What the columns explain of a rating by themselves.
    pub offsets: &'a [f64],
    pub order: usize,
    pub ridge: Ridge,
}

impl<T: Real> Rows<'_, T> {
    #[inline(always)]
    fn regressors_of(&self, at: usize) -> &[T] {
        let stride = padded(self.order);
        let from = self.ratings.col(at) * stride;
        &self.table[from..from + stride]
    }

    #[inline(always)]
    fn target<P: Real>(&self, at: usize) -> P {
        P::from_f64(self.ratings.value(at).to_f64() - self.offsets[self.ratings.col(at)])
    }

    /// Whether the ridge leaves digits enough to solve in the precision of `T`.
    #[inline(always)]
    pub(super) fn is_tame(&self, entries: Range<usize>) -> bool {
        // No eigenvalue is below the ridge, none above it and the trace; `factor` wants pivots above
        // `order` rounding errors.
        const MARGIN: f64 = 64.0;
        let digits = MARGIN * self.order as f64 * T::EPSILON.to_f64();
        let ridge = self.ridge.of(entries.len());
        let trace: f64 = entries.map(|at| self.squares[self.ratings.col(at)]).sum();
        digits * trace <= ridge
    }
}

/// Working memory of one thread in the precision the systems are solved in.
pub(super) struct Scratch<P> {
    /// The `a` as they lie; of a short row four at a time, then all on their side.
    x: Vec<P>,
    t: Vec<P>,
    system: Vec<P>,
    solution: Vec<P>,
}

impl<P: Real> Scratch<P> {
    pub(super) fn new(order: usize) -> Result<Self> {
        let rows = BLOCK_ROWS.max(order);
        Ok(Self {
            x: filled(product(&[rows + TURNED, padded(order)])?, P::ZERO)?,
            t: filled(padded(rows), P::ZERO)?,
            system: filled(product(&[padded(order), padded(order)])?, P::ZERO)?,
            solution: filled(padded(order), P::ZERO)?,
        })
    }

    /// Adds what another has accumulated.
    pub(super) fn merge(&mut self, other: &Self) {
        let add = |to: &mut [P], from: &[P]| {
            to.iter_mut().zip(from).for_each(|(to, &from)| *to += from);
        };
        add(&mut self.system, &other.system);
        add(&mut self.solution, &other.solution);
    }

    /// The row's factors, then its bias.
    pub(super) fn solution(&self) -> &[P] {
        &self.solution
    }
}

/// Solves for the row with these `entries`; `Err` where a pivot fails.
#[simd]
pub(super) fn solve_row<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    scratch: &mut Scratch<P>,
) -> std::result::Result<(), usize> {
    let n = entries.len();
    scratch.solution.fill(P::ZERO);
    if n == 0 {
        return Ok(());
    }
    if n < rows.order && rows.ridge.of(n) == 0.0 {
        return Err(n);
    }
    if n == 1 {
        return single(rows, entries.start, &mut scratch.solution);
    }
    if is_dual(n, rows.order) {
        return dual(simd, rows, entries, scratch);
    }
    scratch.system.fill(P::ZERO);
    accumulate(simd, rows, entries.clone(), scratch);
    finish(simd, rows, entries.len(), scratch)
}

/// Whether the dual of a row with `n` entries is quicker: both systems are padded.
fn is_dual(n: usize, order: usize) -> bool {
    padded(n) < padded(order) || 2 * n <= order
}

/// The dual of one entry is a division.
#[inline(always)]
fn single<T: Real, P: Real>(
    rows: &Rows<T>,
    at: usize,
    solution: &mut [P],
) -> std::result::Result<(), usize> {
    let system = rows.squares[rows.ratings.col(at)] + rows.ridge.of(1);
    if system == 0.0 {
        return Err(0);
    }
    let y = rows.target::<f64>(at) / system;
    for (to, &a) in solution.iter_mut().zip(rows.regressors_of(at)) {
        *to = P::from_f64(y * a.to_f64());
    }
    Ok(())
}

/// `A` is gathered on its side, so that `A A^T` is a symmetric update as well.
#[inline(always)]
fn dual<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    scratch: &mut Scratch<P>,
) -> std::result::Result<(), usize> {
    let (n, stride) = (entries.len(), padded(rows.order));
    let Scratch { x, t, system, solution } = scratch;
    let (four, x) = x.split_at_mut(TURNED * stride);
    let (x, t) = (&mut x[..rows.order * padded(n)], &mut t[..padded(n)]);
    x.fill(P::ZERO);
    for i in (0..n).step_by(TURNED) {
        let group = entries.start + i..entries.end.min(entries.start + i + TURNED);
        four[group.len() * stride..].fill(P::ZERO);
        gather(rows, group, four);
        turn(simd, four, x, padded(n), i);
    }
    let system = &mut system[..padded(n) * padded(n)];
    system.fill(P::ZERO);
    syrk(simd, n, x, system);
    add_ridge(n, P::from_f64(rows.ridge.of(n)), system);
    t[n..].fill(P::ZERO);
    entries.clone().zip(t.iter_mut()).for_each(|(at, t)| *t = rows.target(at));
    factor(simd, n, system)?;
    solve(simd, n, system, t);
    for (at, &y) in entries.zip(t.iter()) {
        for (to, &a) in solution.iter_mut().zip(rows.regressors_of(at)) {
            *to += y * P::from_f64(a.to_f64());
        }
    }
    Ok(())
}

/// Adds `A^T A` and `A^T t` of `entries` to the system and to the solution.
#[simd]
pub(super) fn accumulate<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    entries: Range<usize>,
    scratch: &mut Scratch<P>,
) {
    let Scratch { x, t, system, solution } = scratch;
    for start in entries.clone().step_by(BLOCK_ROWS) {
        let block = start..entries.end.min(start + BLOCK_ROWS);
        let n = block.len();
        gather(rows, block.clone(), x);
        block.zip(t.iter_mut()).for_each(|(at, t)| *t = rows.target(at));
        syrk(simd, rows.order, &x[..n * padded(rows.order)], system);
        combine(simd, &t[..n], x, solution);
    }
}

/// As [`solve_row`], for the `n` entries of a row that were accumulated before.
#[simd]
pub(super) fn finish<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    n: usize,
    scratch: &mut Scratch<P>,
) -> std::result::Result<(), usize> {
    add_ridge(rows.order, P::from_f64(rows.ridge.of(n)), &mut scratch.system);
    factor(simd, rows.order, &mut scratch.system)?;
    solve(simd, rows.order, &scratch.system, &mut scratch.solution);
    Ok(())
}

/// The `a` of `entries`, one a row.
#[inline(always)]
fn gather<T: Real, P: Real>(rows: &Rows<T>, entries: Range<usize>, x: &mut [P]) {
    for (at, x) in entries.zip(x.chunks_exact_mut(padded(rows.order))) {
        for (x, &a) in x.iter_mut().zip(rows.regressors_of(at)) {
            *x = P::from_f64(a.to_f64());
        }
    }
}

#[inline(always)]
fn add_ridge<P: Real>(n: usize, ridge: P, system: &mut [P]) {
    for i in 0..n {
        system[i * padded(n) + i] += ridge;
    }
}

/// `sum += sum of t_i a_i`.
#[inline(always)]
fn combine<S: Simd, P: Real>(simd: S, t: &[P], x: &[P], sum: &mut [P]) {
    let len = <P::Native<S> as SimdBase<S>>::LEN;
    let stride = sum.len();
    for (v, to) in sum.chunks_exact_mut(len).enumerate() {
        let mut sum = P::Native::<S>::from_slice(simd, to);
        for (&t, x) in t.iter().zip(x.chunks_exact(stride)) {
            let x = P::Native::<S>::from_slice(simd, &x[v * len..(v + 1) * len]);
            sum = P::Native::<S>::splat(simd, t).mul_add(x, sum);
        }
        sum.store_slice(to);
    }
}
