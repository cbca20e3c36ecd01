//! Half a sweep of alternating least squares: every row of the ratings solved exactly, given the factors
//! of the columns (Hu, Koren and Volinsky 2008, equation 4).
//!
//! The simple loop:
//! ```text
//! for row u: solve (V^T V + l2 I + sum over its items i of c'_ui v_i v_i^T) x_u = sum of c_ui p_ui v_i
//! ```
//! 1. What all rows share is factored once, and the factors change to a basis where it is the identity
//!    (`whitening.rs`).
//! 2. A row shorter than d then has a dual of the order of its length (`row_system.rs`). With d = 64 in
//!    f32 a row of 1, 8 or 32 entries takes 0.4, 0.9 or 3.5 us (AVX-512, one thread), one of 64, where
//!    the d x d system begins, 7.8 us.
//! 3. Longer rows take a symmetric update from gathered rows, Cholesky and solve on register tiles: 58 ns
//!    an entry, three quarters of the core's peak.
//! 4. Rows go in contiguous chunks of equal work, by a count of products that depends on lengths and d
//!    alone; very long rows are cut themselves (`long_rows.rs`).
//!
//! Rejected: the eigenbasis of the Gram matrix instead of its Cholesky basis. It would allow a ridge of
//! each row's own, which this model does not have, at the price of an eigensolver. Scalar products of all
//! pairs of a short row's entries: beyond four entries their horizontal sums cost more than laying the
//! rows on their side (`simd/turn.rs`) for a symmetric update.

use std::ops::Range;

use fearless_simd::dispatch;

use super::long_rows::{is_long, solve_long};
use super::row_system::{Rows, Scratch, solve_row};
use super::whitening::Whitening;
use crate::numerics::{Csr, filled, product};
use crate::simd::padded;
use crate::{Error, Exec, Real, Result, Work};

/// The model's two numbers.
#[derive(Clone, Copy, Debug)]
pub struct Penalty {
    /// Confidence per unit of rating.
    pub alpha: f64,
    /// Ridge.
    pub l2: f64,
}

impl Penalty {
    /// Both must be finite and not negative.
    pub fn check(self) -> Result<()> {
        for (name, value) in [("alpha", self.alpha), ("l2", self.l2)] {
            if !(0.0..f64::INFINITY).contains(&value) {
                return Err(Error::domain(format!(
                    "{name} must be finite and not negative, got {value}"
                )));
            }
        }
        Ok(())
    }
}

/// The predicted time of a half step.
pub fn half_step_work(n_rows: usize, n_cols: usize, nnz: usize, d: usize) -> Work {
    const NS: f64 = 0.03;
    let vectors = n_rows.saturating_add(n_cols).saturating_add(nnz);
    Work::new(vectors.saturating_mul(d).saturating_mul(d), NS)
}

/// The factors of the rows of `ratings` (canonical), `d` per row, into `out`; `fixed` are those of the
/// columns, called `name` in errors. Rows without entries get zeros.
pub fn half_step<T: Real>(
    exec: &Exec,
    ratings: Csr<T>,
    name: &str,
    fixed: &[T],
    d: usize,
    penalty: Penalty,
    out: &mut [T],
) -> Result<()> {
    penalty.check()?;
    if d == 0 || Some(fixed.len()) != ratings.n_cols().checked_mul(d) {
        return Err(Error::shape(format!(
            "{name} must have one row for each of the {} columns of ratings and at least one column, \
             got {} rows of {d}",
            ratings.n_cols(),
            fixed.len().checked_div(d).unwrap_or(0)
        )));
    }
    let Some(first) = (0..ratings.n_rows()).find(|&row| !ratings.row(row).is_empty()) else {
        out.fill(T::ZERO);
        return Ok(());
    };
    let whitening = Whitening::new(exec, name, fixed, d, penalty.l2, first)?;
    let whitened = whitening.whitened(exec, fixed)?;
    let alpha = T::from_f64(penalty.alpha);
    let rows = Rows { ratings, whitened: &whitened, d, alpha };
    exec.map_items(cut(&rows, out), |_, (range, out)| {
        short_rows(exec, &rows, &whitening, range, out)
    })?;
    for row in (0..ratings.n_rows()).filter(|&row| is_long(ratings.row(row).len(), d)) {
        let solved = solve_long(exec, &rows, ratings.row(row))?;
        let z = solved.map_err(|_| overflow(row))?;
        whitening.back(exec, &z, &mut out[row * d..(row + 1) * d])?;
    }
    Ok(())
}

/// Contiguous rows of about equal work, each with its part of `out`.
fn cut<'a, T: Real>(rows: &Rows<T>, mut out: &'a mut [T]) -> Vec<(Range<usize>, &'a mut [T])> {
    /// Some 200 microseconds.
    const PRODUCTS: usize = 1 << 22;
    const MAX_ROWS: usize = 256;
    let mut pieces = Vec::new();
    let (mut start, mut work) = (0, 0_usize);
    for row in 0..rows.ratings.n_rows() {
        work = work.saturating_add(products(rows.ratings.row(row).len(), rows.d));
        let end = row + 1;
        if work >= PRODUCTS || end - start == MAX_ROWS || end == rows.ratings.n_rows() {
            let (piece, rest) = out.split_at_mut((end - start) * rows.d);
            pieces.push((start..end, piece));
            (start, work, out) = (end, 0, rest);
        }
    }
    pieces
}

/// Products of a row of `len` entries, and what a row costs at least.
fn products(len: usize, d: usize) -> usize {
    const OVERHEAD: usize = 4096;
    let order = len.min(d);
    // Half of each square and a sixth of each cube are computed; two thirds of that speed are lost.
    let system = len.saturating_mul(d).saturating_mul(order) / 2;
    let cube = order.saturating_mul(order).saturating_mul(order) / 3;
    if is_long(len, d) { OVERHEAD } else { system.saturating_add(cube).saturating_add(OVERHEAD) }
}

fn short_rows<T: Real>(
    exec: &Exec,
    rows: &Rows<T>,
    whitening: &Whitening,
    range: Range<usize>,
    out: &mut [T],
) -> Result<()> {
    let stride = padded(rows.d);
    let mut z = filled(product(&[range.len(), stride])?, 0.0)?;
    let mut scratch = Scratch::<T>::new(rows.d)?;
    let mut double: Option<Scratch<f64>> = None;
    for (row, z) in range.zip(z.chunks_exact_mut(stride)) {
        let entries = rows.ratings.row(row);
        if is_long(entries.len(), rows.d) {
            continue;
        }
        let solved = if rows.is_tame(entries.clone()) {
            dispatch!(exec.level(), simd => solve_row(simd, rows, entries, &mut scratch, z))
        } else {
            let scratch = match &mut double {
                Some(scratch) => scratch,
                None => double.insert(Scratch::new(rows.d)?),
            };
            dispatch!(exec.level(), simd => solve_row(simd, rows, entries, scratch, z))
        };
        solved.map_err(|_| overflow(row))?;
    }
    whitening.back(exec, &z, out)
}

/// The pivots are at least 1: only a confidence beyond all digits makes one fail.
fn overflow(row: usize) -> Error {
    Error::Linalg(format!(
        "the system of row {row} is singular to working precision: alpha times its largest rating \
         leaves no digits for the rest"
    ))
}
