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
//! 2. A row shorter than d then has a dual of the order of its length (`row_system.rs`). Those of up to 32
//!    entries are solved sixteen at once (`lane_rows.rs`), which took a seventh off exact sweeps of Gowalla
//!    at d = 128: most of its rows are.
//! 3. Longer rows take a symmetric update from gathered rows, Cholesky and solve on register tiles: 58 ns
//!    an entry, three quarters of the core's peak. (`solver.rs` has what rows of some lengths take.)
//! 4. Rows go in contiguous chunks of equal work, by a count of products that depends on lengths and d
//!    alone; very long rows are cut themselves (`long_rows.rs`).
//! 5. The factors that entries look up are called for some entries ahead, or a row (`rows.rs`).
//! 6. Conjugate gradients, where asked for, have the shared part for a preconditioner (`search.rs`).
//!    Blocks of factors, where asked for, go another way (`blocks.rs`).
//!
//! Rejected: the eigenbasis of the Gram matrix where all rows have one ridge: its Cholesky basis is
//! cheaper, and the matrix of the change half empty. Lanes for rows of 33 to 64 entries: no faster.

use super::blocks::{BLOCK, block_half_step};
use super::fixed::Fixed;
use super::long_rows::{is_long, solve_long};
use super::objective::Objective;
use super::pieces::cut;
use super::rows::Rows;
use super::solve_piece::{failed, solve_piece};
use super::solver::Solver;
use super::whitening::Whitening;
use crate::numerics::{Csr, filled, not_finite};
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
        solve_piece(exec, &rows, &whitening, solver, range, out)
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
