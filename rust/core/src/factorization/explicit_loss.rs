//! The objective of explicit matrix factorization, and its predictions.
//!
//! The simple loop:
//! ```text
//! for (u, i, r) stored: loss += (r - mean - b_u - b_i - u.v)^2 + l2 (|x_u|^2 + |x_i|^2)
//! ```
//! where `x` is a row's factors and bias: a penalty times the row's entries is one for each entry.
//! Everything is summed in double precision, in chunks of entries, in order. Both sides are laid out in
//! padded rows, a bias of one side beside a one of the other, so that an entry is a product of whole
//! vectors.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::explicit_half_step::{check_l2, not_finite};
use super::explicit_rows::Ridge;
use crate::numerics::{Csr, filled, product};
use crate::parallel::Chunks;
use crate::simd::padded;
use crate::simd::wide::{load_pair, pair_len};
use crate::{Error, Exec, Real, Result, Work};

/// Entries of a chunk: some 100 microseconds.
const CHUNK: usize = 1 << 12;

/// Both sides of a factorization: for each row its factors, then, with `bias`, its bias.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a, T> {
    /// Of the rows of the ratings.
    pub users: &'a [T],
    /// Of their columns.
    pub items: &'a [T],
    /// The length of a row.
    pub order: usize,
    /// Whether the last of a row is a bias.
    pub bias: bool,
    /// The mean of all ratings.
    pub mean: f64,
}

impl<T: Real> Sides<'_, T> {
    fn check(&self, n_users: usize, n_items: usize) -> Result<()> {
        for (name, side, n, rows) in [
            ("user_factors", self.users, n_users, "rows"),
            ("item_factors", self.items, n_items, "columns"),
        ] {
            if self.order == 0 || Some(side.len()) != n.checked_mul(self.order) {
                return Err(Error::shape(format!(
                    "{name} must have one row for each of the {n} {rows} of ratings and at least one \
                     column, got {} rows of {}",
                    side.len().checked_div(self.order).unwrap_or(0),
                    self.order
                )));
            }
        }
        Ok(())
    }

    /// What the two sides say of the rating of `item` by `user`.
    #[inline(always)]
    fn predicted<S: Simd>(&self, simd: S, user: usize, item: usize) -> f64 {
        let x = &self.users[user * self.order..][..self.order];
        let y = &self.items[item * self.order..][..self.order];
        if !self.bias {
            return self.mean + dot(simd, x, y);
        }
        let d = self.order - 1;
        self.mean + x[d].to_f64() + y[d].to_f64() + dot(simd, &x[..d], &y[..d])
    }
}

/// The predicted time of a loss.
pub fn explicit_loss_work(n_rows: usize, n_cols: usize, nnz: usize, order: usize) -> Work {
    const NS: f64 = 0.3;
    let vectors = n_rows.saturating_add(n_cols).saturating_add(nnz);
    Work::new(vectors.saturating_mul(order), NS)
}

/// The mean of all entries, 0 of none.
pub fn explicit_mean<T: Real>(exec: &Exec, ratings: Csr<T>) -> Result<f64> {
    if ratings.nnz() == 0 {
        return Ok(0.0);
    }
    let parts = exec.map_chunks(Chunks::new(ratings.nnz(), CHUNK), |_, entries| {
        Ok(dispatch!(exec.level(), simd => crate::simd::sum(simd, &ratings.values()[entries])))
    })?;
    Ok(parts.iter().sum::<f64>() / ratings.nnz() as f64)
}

/// The sum over the entries of `ratings` (in any order, each entry a rating), and the penalty.
pub fn explicit_loss<T: Real>(
    exec: &Exec,
    ratings: Csr<T>,
    sides: Sides<T>,
    ridge: Ridge,
) -> Result<f64> {
    check_l2(ridge.l2)?;
    sides.check(ratings.n_rows(), ratings.n_cols())?;
    let of_users = squares(exec, "user_factors", sides.users, sides.order)?;
    let of_items = squares(exec, "item_factors", sides.items, sides.order)?;
    let users = laid_out(sides.users, &sides, [0, 1])?;
    let items = laid_out(sides.items, &sides, [1, 0])?;
    let whole = Whole { users: &users, items: &items, of_users: &of_users, of_items: &of_items };
    let parts = exec.map_chunks(Chunks::new(ratings.nnz(), CHUNK), |_, entries| {
        Ok(dispatch!(exec.level(), simd => {
            errors(simd, ratings, entries.start, entries.end, &whole, sides.mean)
        }))
    })?;
    let (mut error, mut penalty) = (0.0, 0.0);
    for part in parts {
        error += part.0;
        penalty += part.1;
    }
    if !ridge.weighted {
        penalty = of_users.iter().sum::<f64>() + of_items.iter().sum::<f64>();
    }
    let loss = error + ridge.l2 * penalty;
    if loss.is_finite() {
        return Ok(loss);
    }
    Err(Error::domain("ratings: squares of errors must not overflow"))
}

/// Squared lengths of the rows of `x`, which must be finite.
fn squares<T: Real>(exec: &Exec, name: &str, x: &[T], order: usize) -> Result<Vec<f64>> {
    let mut squares = filled(x.len() / order, 0.0)?;
    exec.map_items(squares.chunks_mut(CHUNK).collect(), |chunk, to| {
        for (row, to) in (chunk * CHUNK..).zip(to) {
            let x = &x[row * order..][..order];
            *to = dispatch!(exec.level(), simd => dot_of(simd, x, x));
            if !to.is_finite() {
                return Err(not_finite(name, row, x));
            }
        }
        Ok(())
    })?;
    Ok(squares)
}

/// The predicted rating of each pair of a user and an item, into `out`.
pub fn explicit_predict<T: Real>(
    exec: &Exec,
    pairs: (&[i64], &[i64]),
    sides: Sides<T>,
    out: &mut [T],
) -> Result<()> {
    let n = out.len();
    if pairs.0.len() != n || pairs.1.len() != n {
        return Err(Error::shape(format!(
            "users and items must have equal lengths, got {} and {}",
            pairs.0.len(),
            pairs.1.len()
        )));
    }
    exec.map_items(out.chunks_mut(CHUNK).collect(), |chunk, out: &mut [T]| {
        let from = chunk * CHUNK..chunk * CHUNK + out.len();
        let (users, items) = (&pairs.0[from.clone()], &pairs.1[from]);
        dispatch!(exec.level(), simd => predict(simd, users, items, &sides, out));
        Ok(())
    })?;
    Ok(())
}

#[simd]
fn predict<S: Simd, T: Real>(
    simd: S,
    users: &[i64],
    items: &[i64],
    sides: &Sides<T>,
    out: &mut [T],
) {
    for ((out, &user), &item) in out.iter_mut().zip(users).zip(items) {
        *out = T::from_f64(sides.predicted(simd, user as usize, item as usize));
    }
}

/// Both sides in padded rows, and the squared lengths of the rows they were.
struct Whole<'a, T> {
    users: &'a [T],
    items: &'a [T],
    of_users: &'a [f64],
    of_items: &'a [f64],
}

/// The rows of `x` padded, with their bias and a one behind the factors, at the places `[bias, one]`.
fn laid_out<T: Real>(x: &[T], sides: &Sides<T>, places: [usize; 2]) -> Result<Vec<T>> {
    let (order, stride) = (sides.order, padded(sides.order + 1));
    let mut rows = filled(product(&[x.len() / order, stride])?, T::ZERO)?;
    for (to, from) in rows.chunks_exact_mut(stride).zip(x.chunks_exact(order)) {
        if sides.bias {
            let d = order - 1;
            to[..d].copy_from_slice(&from[..d]);
            to[d + places[0]] = from[d];
            to[d + places[1]] = T::ONE;
        } else {
            to[..order].copy_from_slice(from);
        }
    }
    Ok(rows)
}

/// Squared errors, and squared lengths of both sides, summed over the entries from `start` to `end`.
#[simd]
fn errors<S: Simd, T: Real>(
    simd: S,
    ratings: Csr<T>,
    start: usize,
    end: usize,
    whole: &Whole<T>,
    mean: f64,
) -> (f64, f64) {
    let (mut error, mut penalty) = (0.0, 0.0);
    let stride = whole.users.len() / ratings.n_rows();
    let mut user = ratings.row_of(start);
    for at in start..end {
        while at >= ratings.row(user).end {
            user += 1;
        }
        let item = ratings.col(at);
        let (x, y) = (&whole.users[user * stride..], &whole.items[item * stride..]);
        let e = ratings.value(at).to_f64() - mean - dot(simd, &x[..stride], &y[..stride]);
        error += e * e;
        penalty += whole.of_users[user] + whole.of_items[item];
    }
    (error, penalty)
}

#[simd]
fn dot_of<S: Simd, T: Real>(simd: S, x: &[T], y: &[T]) -> f64 {
    dot(simd, x, y)
}

/// The scalar product in double precision.
#[inline(always)]
fn dot<S: Simd, T: Real>(simd: S, x: &[T], y: &[T]) -> f64 {
    let mut sums = [S::f64s::splat(simd, 0.0); 2];
    for (x, y) in x.chunks(pair_len::<S>()).zip(y.chunks(pair_len::<S>())) {
        let (x, y) = (load_pair(simd, x), load_pair(simd, y));
        sums = [x[0].mul_add(y[0], sums[0]), x[1].mul_add(y[1], sums[1])];
    }
    (sums[0] + sums[1]).reduce_sum()
}
