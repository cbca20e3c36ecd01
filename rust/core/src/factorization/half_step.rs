//! Half a sweep of alternating least squares: the system of every row of the ratings, given the factors of
//! the columns (Hu, Koren and Volinsky 2008, equation 4).
//!
//! The simple loop:
//! ```text
//! for row u: solve (g V^T V + l_u I + sum over its items i of c'_ui v_i v_i^T) x_u = sum of y_ui v_i
//! ```
//! with the weights g, c', ridge l and right-hand sides y of `objective.rs`.
//!
//! 1. What all rows share is factored once, and the factors change to a basis where it is the identity
//!    (`whitening.rs`).
//! 2. A row shorter than d then has a dual of the order of its length (`row_system.rs`).
//! 3. Longer rows take a symmetric update from gathered rows, Cholesky and solve on register tiles: 58 ns
//!    an entry, three quarters of the core's peak. (`solver.rs` has what rows of some lengths take.)
//! 4. Rows go in contiguous chunks of equal work, by a count of products that depends on lengths and d
//!    alone; very long rows are cut themselves (`long_rows.rs`).
//! 5. Conjugate gradients, where asked for, have the shared part for a preconditioner (`search.rs`).
//!    Blocks of factors, where asked for, go another way (`blocks.rs`).
//!
//! Rejected: the eigenbasis of the Gram matrix where all rows have one ridge: its Cholesky basis is
//! cheaper, and the matrix of the change half empty. Scalar products of all pairs of a short row's entries:
//! beyond four entries their horizontal sums cost more than laying the rows on their side (`simd/turn.rs`)
//! for a symmetric update.

use std::ops::Range;

use fearless_simd::dispatch;

use super::blocks::{BLOCK, block_half_step};
use super::lane_rows::{LaneRows, is_short, rows_at_once, solve_lane_rows};
use super::long_rows::{is_long, solve_long};
use super::objective::Objective;
use super::panel::{Scores, corrections_at};
use super::row_system::{Scratch, solve_row};
use super::rows::Rows;
use super::search::{Search, search_row};
use super::solver::Solver;
use super::whitening::{Fixed, Whitening};
use crate::numerics::{Csr, filled, not_finite, product};
use crate::simd::padded;
use crate::{Error, Exec, Real, Result, Work};

/// The predicted time of a half step.
pub fn half_step_work(n_rows: usize, n_cols: usize, nnz: usize, d: usize) -> Work {
    const NS: f64 = 0.03;
    let vectors = n_rows.saturating_add(n_cols).saturating_add(nnz);
    Work::new(vectors.saturating_mul(d).saturating_mul(d), NS)
}

/// Elements of the working memory of a half step, which the caller brings: entries look up their factors
/// there at random, and NumPy's arrays lie on large pages where the system has any. (With 10 million
/// pairs and d = 64 a sweep took 17 % longer on small ones. A loop of sweeps also keeps it.)
pub fn half_step_room(n_cols: usize, d: usize) -> usize {
    n_cols.saturating_mul(padded(d))
}

/// The factors of the rows of `ratings` (canonical), `d` per row, into `out`, where conjugate gradients
/// find what they begin with. Rows without entries get zeros.
pub fn half_step<T: Real>(
    exec: &Exec,
    ratings: Csr<T>,
    fixed: Fixed<T>,
    objective: Objective,
    solver: Solver,
    room: &mut [T],
    out: &mut [T],
) -> Result<()> {
    half_step_of(exec, ratings, fixed, None, objective, solver, false, room, out)?;
    Ok(())
}

/// The same, where the Gram matrix of the fixed factors may be known. Returns what stored pairs add to
/// the loss, compared with any other pair, if `is_scored`, and else 0.
pub(super) fn half_step_of<T: Real>(
    exec: &Exec,
    ratings: Csr<T>,
    fixed: Fixed<T>,
    known: Option<&[f64]>,
    objective: Objective,
    solver: Solver,
    is_scored: bool,
    room: &mut [T],
    out: &mut [T],
) -> Result<f64> {
    let Fixed { factors, d, .. } = fixed;
    objective.check(ratings.n_rows(), ratings.n_cols())?;
    fixed.check(ratings.n_cols())?;
    let size = half_step_room(ratings.n_cols(), d);
    let Some(whitened) = room.get_mut(..size) else {
        return Err(Error::shape(format!(
            "a half step needs room for {size} elements, got {}",
            room.len()
        )));
    };
    let Some(first) = (0..ratings.n_rows()).find(|&row| !ratings.row(row).is_empty()) else {
        out.fill(T::ZERO);
        return Ok(0.0);
    };
    if solver == Solver::Block && d > BLOCK {
        check_finite(0, out, d)?;
        return block_half_step(exec, ratings, fixed, known, objective, first, is_scored, out);
    }
    let whitening = Whitening::new(exec, fixed, known, objective, (first, 0))?;
    whitening.whiten(exec, factors, whitened)?;
    let spread = whitening.spread();
    let rows = Rows { ratings, whitened, d, objective, spread, known: None, is_scored };
    let is_apart = |len| is_long(solver, len, d);
    let pieces = cut(&rows, |len| solver.products(len, d), is_apart, out);
    let parts = exec.map_items(pieces, |_, (range, out)| {
        if solver != Solver::Cholesky {
            check_finite(range.start, out, d)?;
        }
        if is_apart(ratings.row(range.start).len()) {
            return Ok(0.0);
        }
        short_rows(exec, &rows, &whitening, solver, range, out)
    })?;
    let mut stored = parts.iter().sum();
    let mut z = filled(padded(d), 0.0)?;
    for row in (0..ratings.n_rows()).filter(|&row| is_apart(ratings.row(row).len())) {
        let (entries, out) = (ratings.row(row), &mut out[row * d..(row + 1) * d]);
        if solver.searches(entries.len()) {
            whitening.forth(exec, out, &mut z)?;
        }
        let solved = solve_long(exec, &rows, solver, entries, &mut z)?;
        stored += solved.map_err(|_| failed(&rows, solver, row))?;
        whitening.back(exec, &z, out)?;
    }
    Ok(stored)
}

/// Rows, and their factors.
pub(super) type Piece<'a, T> = (Range<usize>, &'a mut [T]);

/// Contiguous rows of about equal work, given the products of a row of some length, each with its part of
/// `out`. Rows that stand apart are pieces of their own, without work.
pub(super) fn cut<'a, T: Real>(
    rows: &Rows<T>,
    products: impl Fn(usize) -> usize,
    is_apart: impl Fn(usize) -> bool,
    mut out: &'a mut [T],
) -> Vec<Piece<'a, T>> {
    /// Some 200 microseconds.
    const PRODUCTS: usize = 1 << 22;
    const MAX_ROWS: usize = 256;
    /// What a row costs at least.
    const OVERHEAD: usize = 4096;
    let n_rows = rows.ratings.n_rows();
    let is_apart = |row| row < n_rows && is_apart(rows.ratings.row(row).len());
    let mut pieces = Vec::new();
    let (mut start, mut work) = (0, 0_usize);
    for row in 0..n_rows {
        let end = row + 1;
        if !is_apart(row) {
            let products = products(rows.ratings.row(row).len());
            work = work.saturating_add(products).saturating_add(OVERHEAD);
        }
        let is_full = work >= PRODUCTS || end - start == MAX_ROWS || end == n_rows;
        if is_full || is_apart(row) || is_apart(end) {
            let (piece, rest) = out.split_at_mut((end - start) * rows.d);
            pieces.push((start..end, piece));
            (start, work, out) = (end, 0, rest);
        }
    }
    pieces
}

/// The rows of a piece; returns what their stored pairs add to the loss.
fn short_rows<T: Real>(
    exec: &Exec,
    rows: &Rows<T>,
    whitening: &Whitening<T>,
    solver: Solver,
    range: Range<usize>,
    out: &mut [T],
) -> Result<f64> {
    let stride = padded(rows.d);
    let mut z = filled(product(&[range.len(), stride])?, 0.0)?;
    if range.clone().any(|row| solver.searches(rows.ratings.row(row).len())) {
        whitening.forth(exec, out, &mut z)?;
    }
    let in_lanes = |row: usize| {
        let entries = rows.ratings.row(row);
        let (len, d) = (entries.len(), rows.d);
        !solver.searches(len) && is_short(len, d) && rows.is_tame(entries)
    };
    let mut stored = rows_in_lanes(
        exec,
        rows,
        solver,
        range.clone().filter(|&row| in_lanes(row)),
        range.start,
        &mut z,
    )?;
    let longest = range.clone().map(|row| rows.ratings.row(row).len()).max().unwrap_or(0);
    let mut single = Workspace::<T>::new(longest);
    let mut double = Workspace::<f64>::new(longest);
    for (row, z) in range.zip(z.chunks_exact_mut(stride)).filter(|(row, _)| !in_lanes(*row)) {
        let entries = rows.ratings.row(row);
        let solved = if rows.is_tame(entries.clone()) {
            single.solve(exec, rows, solver, entries, z)?
        } else {
            double.solve(exec, rows, solver, entries, z)?
        };
        stored += solved.map_err(|_| failed(rows, solver, row))?;
    }
    whitening.back(exec, &z, out)?;
    Ok(stored)
}

/// Those `chosen` for lanes, by length; returns what their stored pairs add to the loss.
fn rows_in_lanes<T: Real>(
    exec: &Exec,
    rows: &Rows<T>,
    solver: Solver,
    chosen: impl Iterator<Item = usize>,
    first: usize,
    z: &mut [f64],
) -> Result<f64> {
    let mut chosen: Vec<usize> = chosen.collect();
    if chosen.is_empty() {
        return Ok(0.0);
    }
    chosen.sort_by_key(|&row| rows.ratings.row(row).len());
    let mut work = LaneRows::new(rows.d)?;
    let at_once = dispatch!(exec.level(), simd => rows_at_once::<_, T>(simd));
    let mut stored = 0.0;
    for group in chosen.chunks(at_once) {
        stored += dispatch!(exec.level(), simd => {
            solve_lane_rows(simd, rows, group, &mut work, z, first)
        })
        .map_err(|row| failed(rows, solver, row))?;
    }
    Ok(stored)
}

/// Refuses NaN and infinities in the present factors of the rows from `first` on.
fn check_finite<T: Real>(first: usize, factors: &[T], d: usize) -> Result<()> {
    match not_finite(factors) {
        Some(at) => Err(Error::domain(format!(
            "the factors to begin with must be finite, got {} at ({}, {})",
            factors[at].to_f64(),
            first + at / d,
            at % d
        ))),
        None => Ok(()),
    }
}

/// What a task has needed so far, in one precision.
struct Workspace<P> {
    longest: usize,
    exact: Option<(Scratch<P>, Scores<P>)>,
    search: Option<Search<P>>,
}

impl<P: Real> Workspace<P> {
    /// For rows of at most `longest` entries.
    fn new(longest: usize) -> Self {
        Self { longest, exact: None, search: None }
    }

    /// Solves a row, and returns what its entries add to the loss if that is asked for.
    fn solve<T: Real>(
        &mut self,
        exec: &Exec,
        rows: &Rows<T>,
        solver: Solver,
        entries: Range<usize>,
        z: &mut [f64],
    ) -> Result<std::result::Result<f64, usize>> {
        if solver.searches(entries.len()) {
            let search = match &mut self.search {
                Some(search) => search,
                None => self.search.insert(Search::new(rows.d, self.longest)?),
            };
            return dispatch!(exec.level(), simd => {
                search_row(simd, exec, rows, entries, search, z)
            });
        }
        let (scratch, scores) = match &mut self.exact {
            Some(exact) => exact,
            None => {
                let scores = Scores::new(rows.d, self.longest)?;
                self.exact.insert((Scratch::new(rows.d)?, scores))
            }
        };
        Ok(dispatch!(exec.level(), simd => {
            let solved = solve_row(simd, rows, entries.clone(), scratch, z);
            solved.map(|()| match rows.is_scored {
                true => corrections_at(simd, rows, entries, scratch.z(), scores),
                false => 0.0,
            })
        }))
    }
}

/// Why the system of a row has no solution. Of an exact one the pivots are at least 1: only a confidence
/// beyond all digits makes one fail.
pub(super) fn failed<T: Real>(rows: &Rows<T>, solver: Solver, row: usize) -> Error {
    Error::Linalg(if solver.searches(rows.ratings.row(row).len()) {
        format!(
            "the system of row {row} is too large for conjugate gradients: its numbers overflow"
        )
    } else {
        format!(
            "the system of row {row} is singular to working precision: alpha times its largest \
             rating leaves no digits for the rest"
        )
    })
}
