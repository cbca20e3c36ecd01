//! Half a sweep by blocks of coordinates (iALS++: Rendle, Krichene, Zhang and Koren 2021): each row takes
//! one step of Newton's method in every block of its factors, the others standing as they are.
//!
//! The simple loop, in the notation of `row_system.rs`, from the factors x that are there:
//! ```text
//! for row u: e = b - X x
//!     for block P of coordinates:
//!         solve (S_PP + X_P^T X_P) delta = X_P^T e - (S x)_P;   x_P += delta;   e -= X_P delta
//! ```
//! with `S = g G + l I`, what the rows share. Rows do not know each other: blocks may be outside.
//!
//! 1. Within a block a change of basis leaves the steps what they are: that of `whitening.rs`, in which
//!    `S_PP` is the identity or a diagonal D. There a block is a row's system as any (`row_system.rs`):
//!    with its dual, its digits and its single precision. With `c = (S x)_P` less the block's own part,
//!    `z = x_P + D^-1 c` is the solution of `(D + X_P^T X_P) z = X_P^T (e + X_P (x_P + D^-1 c))`, which
//!    asks for scores and nothing else.
//! 2. One table of fixed factors at a time, `n_cols x BLOCK`, is what entries look up.
//! 3. `c` is a product of matrices for many rows at once: it reads S from the nearest caches, not from
//!    memory for each row.
//!
//! A row stays on one thread, however long it is. With at most [`BLOCK`] factors it is the exact half step.
//!
//! The solver "auto" never takes it. Five sweeps of Gowalla (alpha0 0.1; mean row 23 entries; f32, AVX-512,
//! two threads), losses included, in seconds, and the loss after them; conjugate gradients took two steps
//! for each row then:
//! ```text
//!             blocks            conjugate gradients   exact
//! d = 128      2.0   690,078     1.0   689,790         1.5   689,737
//! d = 512     12.9   688,077     8.8   687,918
//! ```
//! Blocks of 128 took the same time at d = 512, for most rows are shorter, and lost half as much after
//! three sweeps (698,822 instead of 700,257; conjugate gradients 697,499); the systems of longer rows have
//! twice the products then.
//!
//! Rejected: first scores by `simd/dot.rs`, whose calls took three tenths of the time.

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::block_row::{PART, Workspace};
use super::fixed::Fixed;
use super::gram::gram;
use super::long_rows::is_long;
use super::loss::dot;
use super::objective::Objective;
use super::pieces::{Piece, cut};
use super::rows::Rows;
use super::solve_piece::failed;
use super::solver::{Solver, exact_products};
use super::whitening::Whitening;
use crate::numerics::{Csr, filled, product};
use crate::parallel::Chunks;
use crate::simd::{Step, multiply_small, padded};
use crate::{Error, Exec, Real, Result};

/// Coordinates of a block.
pub(super) const BLOCK: usize = 64;

/// Products of one block of a row of `len` entries: its system, scores before and after, and what `d`
/// factors add to the gradient.
pub(super) fn block_products(len: usize, d: usize) -> usize {
    let of_vectors = len.saturating_mul(2).saturating_add(d).saturating_mul(BLOCK);
    exact_products(len, BLOCK).saturating_add(of_vectors)
}

/// The step for arguments that have been checked, from the factors in `out`; `first` is the first row
/// with entries. Returns what `half_step_of` does.
pub(super) fn block_half_step<T: Real>(
    exec: &Exec,
    ratings: Csr<T>,
    fixed: Fixed<T>,
    known: Option<&[f64]>,
    objective: Objective,
    first: usize,
    is_scored: bool,
    out: &mut [T],
) -> Result<f64> {
    let Fixed { name, factors, d } = fixed;
    let computed = match known {
        Some(_) => Vec::new(),
        None => gram(exec, name, factors, d)?,
    };
    let shared = Shared { gram: known.unwrap_or(&computed), d, weight: objective.everywhere() };
    let rows = Rows { ratings, whitened: &[], d, objective, spread: &[], known: None, is_scored };
    let mut scores = filled(ratings.nnz(), 0.0)?;
    let products = |len| block_products(len, d);
    let pieces = with_scores(cut(&rows, products, |_| false, out), ratings, &mut scores);
    exec.map_items(pieces, |_, (range, out, scores)| {
        dispatch!(exec.level(), simd => score(simd, exec, ratings, (factors, d), range, out, scores))
    })?;
    for start in (0..d).step_by(BLOCK) {
        let block = start..d.min(start + BLOCK);
        let columns = columns_of(exec, factors, d, block.clone())?;
        let fixed = Fixed { name, factors: &columns, d: block.len() };
        let own = shared.own(block.clone())?;
        let whitening = Whitening::new(exec, fixed, Some(&own), objective, (first, start))?;
        let mut whitened = filled(product(&[ratings.n_cols(), padded(block.len())])?, T::ZERO)?;
        whitening.whiten(exec, &columns, &mut whitened)?;
        let coupling = shared.coupling(exec, block.clone(), &whitening)?;
        let pieces = with_scores(cut(&rows, products, |_| false, out), ratings, &mut scores);
        let rows = Rows { whitened: &whitened, d: block.len(), spread: whitening.spread(), ..rows };
        let step = BlockStep { rows, whitening: &whitening, coupling: &coupling, block, d };
        exec.map_items(pieces, |_, (range, out, scores)| step.solve(exec, range, out, scores))?;
    }
    if !is_scored {
        return Ok(0.0);
    }
    let parts = exec.map_chunks(Chunks::new(scores.len(), PART), |_, entries| {
        let stored = entries.clone().zip(&scores[entries]);
        let part = |(at, &score)| objective.correction(ratings.value(at).to_f64(), score);
        Ok(stored.map(part).sum::<f64>())
    })?;
    Ok(parts.iter().sum())
}

/// Each piece with the scores of its entries.
fn with_scores<'a, T: Real>(
    pieces: Vec<Piece<'a, T>>,
    ratings: Csr<T>,
    mut scores: &'a mut [f64],
) -> Vec<(Range<usize>, &'a mut [T], &'a mut [f64])> {
    let each = |(range, out): Piece<'a, T>| {
        let len = range.clone().map(|row| ratings.row(row).len()).sum();
        let (own, rest) = std::mem::take(&mut scores).split_at_mut(len);
        scores = rest;
        (range, out, own)
    };
    pieces.into_iter().map(each).collect()
}

/// The scores of the stored pairs of rows in `range`, whose factors are `x`.
#[simd]
fn score<S: Simd, T: Real>(
    simd: S,
    exec: &Exec,
    ratings: Csr<T>,
    (fixed, d): (&[T], usize),
    range: Range<usize>,
    x: &[T],
    mut scores: &mut [f64],
) -> Result<()> {
    for (row, x) in range.zip(x.chunks_exact(d)) {
        let entries = ratings.row(row);
        let (own, rest) = scores.split_at_mut(entries.len());
        for (start, own) in entries.step_by(PART).zip(own.chunks_mut(PART)) {
            exec.check()?;
            for (at, score) in (start..).zip(own) {
                let column = ratings.col(at) * d;
                *score = dot(simd, x, &fixed[column..column + d]);
            }
        }
        scores = rest;
    }
    Ok(())
}

/// The columns in `block`, side by side.
fn columns_of<T: Real>(
    exec: &Exec,
    factors: &[T],
    d: usize,
    block: Range<usize>,
) -> Result<Vec<T>> {
    /// Some 100 microseconds.
    const ROWS: usize = 1 << 12;
    let mut columns = filled(product(&[factors.len() / d, block.len()])?, T::ZERO)?;
    let pieces = columns.chunks_mut(ROWS * block.len()).zip(factors.chunks(ROWS * d));
    exec.map_items(pieces.collect(), |_, (columns, factors)| {
        for (to, from) in columns.chunks_exact_mut(block.len()).zip(factors.chunks_exact(d)) {
            to.copy_from_slice(&from[block.clone()]);
        }
        Ok(())
    })?;
    Ok(columns)
}

/// What all rows share, but for their ridge.
struct Shared<'a> {
    /// Upper triangle, in the layout of `simd/tile.rs`.
    gram: &'a [f64],
    d: usize,
    weight: f64,
}

impl Shared<'_> {
    fn gram_at(&self, i: usize, j: usize) -> f64 {
        self.gram[i.min(j) * padded(self.d) + i.max(j)]
    }

    /// The Gram matrix of the columns in `block`, upper triangle.
    fn own(&self, block: Range<usize>) -> Result<Vec<f64>> {
        let stride = padded(block.len());
        let mut own = filled(product(&[stride, stride])?, 0.0)?;
        for (i, row) in block.clone().zip(own.chunks_exact_mut(stride)) {
            for (j, x) in (i..block.end).zip(&mut row[i - block.start..]) {
                *x = self.gram_at(i, j);
            }
        }
        Ok(own)
    }

    /// What each coordinate, if it is none of the block, adds to the gradient in the block's basis.
    fn coupling<T: Real>(
        &self,
        exec: &Exec,
        block: Range<usize>,
        whitening: &Whitening<T>,
    ) -> Result<Vec<f64>> {
        let stride = padded(block.len());
        let mut others = filled(product(&[self.d, stride])?, 0.0)?;
        for (i, row) in others.chunks_exact_mut(stride).enumerate() {
            if !block.contains(&i) {
                let pairs = block.clone().zip(row);
                pairs.for_each(|(j, x)| *x = self.weight * self.gram_at(i, j));
            }
        }
        let mut coupling = filled(others.len(), 0.0)?;
        whitening.gradients(exec, &others, &mut coupling)?;
        Ok(coupling)
    }
}

/// What the rows of a half step have in common in one block.
struct BlockStep<'a, T> {
    /// In the basis of the block.
    rows: Rows<'a, T>,
    whitening: &'a Whitening<T>,
    coupling: &'a [f64],
    block: Range<usize>,
    d: usize,
}

impl<T: Real> BlockStep<'_, T> {
    /// Moves the block of the factors `out` of the rows in `range`, and their scores with it.
    fn solve(
        &self,
        exec: &Exec,
        range: Range<usize>,
        out: &mut [T],
        mut scores: &mut [f64],
    ) -> Result<()> {
        let Self { rows, whitening, coupling, block, d } = self;
        let (n, stride) = (range.len(), padded(rows.d));
        let mut x = filled(out.len(), 0.0)?;
        x.iter_mut().zip(&*out).for_each(|(x, from)| *x = from.to_f64());
        let mut c = filled(product(&[n, stride])?, 0.0)?;
        let by_rows = Step { width: *d, depth: 1 };
        dispatch!(exec.level(), simd => {
            multiply_small(simd, (n, *d, stride), (&x, by_rows), (coupling, stride), &mut c)
        });
        let mut own = columns_of(exec, out, *d, block.clone())?;
        let mut z = filled(product(&[n, stride])?, 0.0)?;
        whitening.forth(exec, &own, &mut z)?;
        let (mut single, mut double) = (Workspace::<T>::default(), Workspace::<f64>::default());
        let places = z.chunks_exact_mut(stride).zip(c.chunks_exact(stride));
        for (row, (z, c)) in range.zip(places) {
            let entries = rows.ratings.row(row);
            let (own, rest) = scores.split_at_mut(entries.len());
            scores = rest;
            // The sums of long rows would lose digits in single precision, however narrow the block.
            let single_will_do =
                rows.is_tame(entries.clone()) && !is_long(Solver::Cholesky, entries.len(), BLOCK);
            let solved = if single_will_do {
                single.solve(exec, rows, entries, z, c, own)?
            } else {
                double.solve(exec, rows, entries, z, c, own)?
            };
            solved.map_err(|_| failed(rows, Solver::Block, row))?;
            if !z.iter().all(|z| z.is_finite()) {
                return Err(Error::Linalg(format!(
                    "the system of row {row} is too large for blocks: its numbers overflow"
                )));
            }
        }
        whitening.back(exec, &z, &mut own)?;
        for (to, from) in out.chunks_exact_mut(*d).zip(own.chunks_exact(block.len())) {
            to[block.clone()].copy_from_slice(from);
        }
        Ok(())
    }
}
