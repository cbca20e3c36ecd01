//! The objective of implicit matrix factorization, over all pairs without visiting them.
//!
//! The simple loop:
//! ```text
//! for u: for i: loss += c_ui (p_ui - u.v)^2;  loss += sum of l_u |u|^2 + sum of l_i |v|^2
//! ```
//! Where nothing is stored, c is the same everywhere and p = 0: the sum of (u.v)^2 over all pairs is the
//! scalar product of the two Gram matrices, and only stored entries need something on top
//! (`objective.rs`). Where the ridge is one for all, the norms are the traces of the Gram matrices.
//! Everything is summed in double precision, in chunks, in order.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::gram::gram;
use super::objective::Objective;
use crate::numerics::{Csr, filled};
use crate::parallel::Chunks;
use crate::simd::padded;
use crate::simd::wide::{load_pair, pair_len};
use crate::{Error, Exec, Real, Result, Work};

/// Entries (or rows) of a chunk: some 100 microseconds.
const CHUNK: usize = 1 << 12;

/// The predicted time of a loss.
pub fn loss_work(n_rows: usize, n_cols: usize, nnz: usize, d: usize) -> Work {
    const NS: f64 = 0.3;
    let squares = n_rows.saturating_add(n_cols).saturating_mul(d).saturating_mul(d) / 4;
    Work::new(squares.saturating_add(nnz.saturating_mul(d)), NS)
}

/// `sum of c (p - u.v)^2 over all pairs + ridges`, with `d` factors a row.
pub fn loss<T: Real>(
    exec: &Exec,
    ratings: Csr<T>,
    users: &[T],
    items: &[T],
    d: usize,
    objective: Objective,
) -> Result<f64> {
    objective.check(ratings.n_rows(), ratings.n_cols())?;
    for (name, factors, rows, n) in [
        ("user_factors", users, "rows", ratings.n_rows()),
        ("item_factors", items, "columns", ratings.n_cols()),
    ] {
        if d == 0 || Some(factors.len()) != n.checked_mul(d) {
            return Err(Error::shape(format!(
                "{name} must have one row for each of the {n} {rows} of ratings and at least one \
                 column, got {} rows of {d}",
                factors.len().checked_div(d).unwrap_or(0)
            )));
        }
    }
    let grams = [gram(exec, "user_factors", users, d)?, gram(exec, "item_factors", items, d)?];
    let stored = exec.map_chunks(Chunks::new(ratings.nnz(), CHUNK), |_, entries| {
        Ok(dispatch!(exec.level(), simd => {
            corrections(simd, ratings, entries.start, entries.end, users, items, d, objective)
        }))
    })?;
    let rest = unstored(exec, ratings, users, items, d, objective, &grams)?;
    Ok(rest + stored.iter().sum::<f64>())
}

/// The loss as if nothing were stored, from the Gram matrices of users and items, for arguments that
/// have been checked.
pub(super) fn unstored<T: Real>(
    exec: &Exec,
    ratings: Csr<T>,
    users: &[T],
    items: &[T],
    d: usize,
    objective: Objective,
    [of_users, of_items]: &[Vec<f64>; 2],
) -> Result<f64> {
    let stride = padded(d);
    let (mut all_pairs, mut norms) = (0.0, 0.0);
    for i in 0..d {
        let row = i * stride..i * stride + d;
        let (u, v) = (&of_users[row.clone()][i..], &of_items[row][i..]);
        let off: f64 = u[1..].iter().zip(&v[1..]).map(|(u, v)| u * v).sum();
        all_pairs += u[0] * v[0] + 2.0 * off;
        norms += u[0] + v[0];
    }
    let ridges = if objective.ridge_varies() {
        let lengths = (0..ratings.n_rows()).map(|row| ratings.row(row).len()).collect();
        ridge(exec, users, d, lengths, ratings.n_cols(), objective)?
            + ridge(exec, items, d, column_lengths(exec, ratings)?, ratings.n_rows(), objective)?
    } else {
        objective.ridge(0, 0) * norms
    };
    Ok(objective.everywhere() * all_pairs + ridges)
}

/// Stored pairs of each column.
fn column_lengths<T: Real>(exec: &Exec, ratings: Csr<T>) -> Result<Vec<usize>> {
    let mut lengths = filled(ratings.n_cols(), 0)?;
    for start in (0..ratings.nnz()).step_by(CHUNK) {
        exec.check()?;
        for at in start..ratings.nnz().min(start + CHUNK) {
            lengths[ratings.col(at)] += 1;
        }
    }
    Ok(lengths)
}

/// The sum of every row's ridge times its square.
fn ridge<T: Real>(
    exec: &Exec,
    factors: &[T],
    d: usize,
    lengths: Vec<usize>,
    others: usize,
    objective: Objective,
) -> Result<f64> {
    let sums = exec.map_chunks(Chunks::new(lengths.len(), CHUNK), |_, rows| {
        let (lengths, factors) = (&lengths[rows.clone()], &factors[rows.start * d..rows.end * d]);
        Ok(dispatch!(exec.level(), simd => ridges(simd, factors, d, lengths, others, objective)))
    })?;
    Ok(sums.iter().sum())
}

#[simd]
fn ridges<S: Simd, T: Real>(
    simd: S,
    factors: &[T],
    d: usize,
    lengths: &[usize],
    others: usize,
    objective: Objective,
) -> f64 {
    let mut sum = 0.0;
    for (x, &len) in factors.chunks_exact(d).zip(lengths) {
        sum += objective.ridge(len, others) * dot(simd, x, x);
    }
    sum
}

/// What stored pairs add to the loss, summed over the entries from `start` to `end`.
#[simd]
fn corrections<S: Simd, T: Real>(
    simd: S,
    ratings: Csr<T>,
    start: usize,
    end: usize,
    users: &[T],
    items: &[T],
    d: usize,
    objective: Objective,
) -> f64 {
    let mut sum = 0.0;
    let mut row = ratings.row_of(start);
    for at in start..end {
        while at >= ratings.row(row).end {
            row += 1;
        }
        let item = ratings.col(at) * d;
        let score = dot(simd, &users[row * d..(row + 1) * d], &items[item..item + d]);
        let rating = ratings.value(at).to_f64();
        sum += objective.correction(rating, score);
    }
    sum
}

/// The scalar product in double precision.
#[inline(always)]
pub(super) fn dot<S: Simd, T: Real>(simd: S, u: &[T], v: &[T]) -> f64 {
    let mut sums = [S::f64s::splat(simd, 0.0); 2];
    for (u, v) in u.chunks(pair_len::<S>()).zip(v.chunks(pair_len::<S>())) {
        let (u, v) = (load_pair(simd, u), load_pair(simd, v));
        sums = [u[0].mul_add(v[0], sums[0]), u[1].mul_add(v[1], sums[1])];
    }
    (sums[0] + sums[1]).reduce_sum()
}
