//! The rows of a piece of a half step: changed to the basis, solved each in its way, changed back.

use std::ops::Range;

use fearless_simd::dispatch;

use super::lane_rows::{LaneRows, is_short, rows_at_once, solve_lane_rows};
use super::row_system::{Scratch, solve_row};
use super::rows::Rows;
use super::scores::{Scores, corrections_at};
use super::search::{Search, search_row};
use super::solver::Solver;
use super::whitening::Whitening;
use crate::numerics::{filled, product};
use crate::simd::padded;
use crate::{Error, Exec, Real, Result};

/// The rows of a piece; returns what their stored pairs add to the loss.
pub(super) fn solve_piece<T: Real>(
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
    let chosen = range.clone().filter(|&row| in_lanes(row)).collect();
    let mut stored = solve_in_lanes(exec, rows, solver, chosen, range.start, &mut z)?;
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

/// The rows `chosen` for lanes, of solutions `z` that begin with row `first`; returns what their stored
/// pairs add to the loss.
fn solve_in_lanes<T: Real>(
    exec: &Exec,
    rows: &Rows<T>,
    solver: Solver,
    mut chosen: Vec<usize>,
    first: usize,
    z: &mut [f64],
) -> Result<f64> {
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
                let scores = Scores::new(rows.d)?;
                self.exact.insert((Scratch::new(rows.d)?, scores))
            }
        };
        Ok(dispatch!(exec.level(), simd => {
            let solved = solve_row(simd, rows, entries.clone(), scratch, z);
            solved.map(|()| {
                if !rows.is_scored {
                    return 0.0;
                }
                match scratch.corrections(rows, entries.clone()) {
                    Some(corrections) => corrections,
                    None => corrections_at(simd, rows, entries, scratch.z(), scores),
                }
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
