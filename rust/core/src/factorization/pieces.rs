//! The rows of a half step in pieces for the pool.

use std::ops::Range;

use super::rows::Rows;
use crate::Real;

/// Pieces of a large half step: enough for all threads to end at about the same time.
const PIECES: usize = 256;

/// Products of a piece: some 200 microseconds at least, and some 800 at most. Each piece sets up working
/// memory: with all of the smaller size a sweep of Gowalla took 4 % longer.
const LEAST: usize = 1 << 22;
const MOST: usize = 1 << 24;

/// Rows of a piece at most: their solutions lie side by side.
const MAX_ROWS: usize = 256;

/// What a row costs at least, in products.
const OVERHEAD: usize = 4096;

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
    let n_rows = rows.ratings.n_rows();
    let is_apart = |row| row < n_rows && is_apart(rows.ratings.row(row).len());
    let work_of = |row: usize| match is_apart(row) {
        true => 0,
        false => products(rows.ratings.row(row).len()).saturating_add(OVERHEAD),
    };
    let total = (0..n_rows).map(work_of).fold(0, usize::saturating_add);
    let full = (total / PIECES).clamp(LEAST, MOST);
    let mut pieces = Vec::new();
    let (mut start, mut work) = (0, 0_usize);
    for row in 0..n_rows {
        let end = row + 1;
        work = work.saturating_add(work_of(row));
        let is_full = work >= full || end - start == MAX_ROWS || end == n_rows;
        if is_full || is_apart(row) || is_apart(end) {
            let (piece, rest) = out.split_at_mut((end - start) * rows.d);
            pieces.push((start..end, piece));
            (start, work, out) = (end, 0, rest);
        }
    }
    pieces
}
