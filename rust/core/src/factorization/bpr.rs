//! Bayesian personalised ranking: one epoch of stochastic gradient descent on pairs of items
//! (Rendle, Freudenthaler, Gantner and Schmidt-Thieme 2009, figure 4).
//!
//! The simple loop:
//! ```text
//! for t in 0..entries: (u, i) = a random entry; j = a random item that u has not
//!     z = 1 / (1 + exp(u . (v_i - v_j)))
//!     u += rate (z (v_i - v_j) - l2 u);  v_i += rate (z u - l2 v_i);  v_j += rate (-z u - l2 v_j)
//! ```
//! 1. What is drawn in sample t of an epoch depends on (seed, epoch, t) alone: block t of Philox's stream
//!    `epoch`, whose first word chooses the entry and whose other three are tries for the item.
//! 2. Factors lie in padded rows, so that a sample is three passes of whole vectors.
//!
//! Each sample sees what the one before has learnt, so there is one thread: results do not depend on how
//! many there are. Two threads that write the same factors, as others do, would.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use crate::numerics::{Csr, filled, product};
use crate::simd::{LogisticTerms, Philox, logistic_terms, padded};
use crate::{Error, Exec, Real, Result, Work};

/// Words of a sample: its entry, and tries for the other item.
const WORDS: usize = 4;

/// Samples between two looks at the cancel token: a millisecond or less.
const SAMPLES_PER_CHECK: usize = 1 << 10;

/// What an epoch is told.
#[derive(Clone, Copy, Debug)]
pub struct Descent {
    /// The length of a step.
    pub learning_rate: f64,
    /// Ridge of each sample.
    pub l2: f64,
    /// Of all random numbers.
    pub seed: u64,
    /// From 1 on.
    pub epoch: u64,
}

/// The predicted time of an epoch.
pub fn bpr_work(n_rows: usize, n_cols: usize, nnz: usize, d: usize) -> Work {
    const NS: f64 = 0.5;
    let vectors = n_rows.saturating_add(n_cols).saturating_add(nnz.saturating_mul(8));
    Work::new(vectors.saturating_mul(d), NS)
}

/// As many samples as `ratings` (canonical, positive) has entries; both factors change in place. Returns
/// the mean of `-ln sigma(u . (v_i - v_j))`, each before its step; 0 where there is no sample.
pub fn bpr_epoch<T: Real>(
    exec: &Exec,
    ratings: Csr<T>,
    users: &mut [T],
    items: &mut [T],
    d: usize,
    descent: Descent,
) -> Result<f64> {
    for (name, value) in [("learning_rate", descent.learning_rate), ("l2", descent.l2)] {
        if !(0.0..f64::INFINITY).contains(&value) {
            return Err(Error::domain(format!(
                "{name} must be finite and not negative, got {value}"
            )));
        }
    }
    let of = |n: usize| n.checked_mul(d);
    if d == 0
        || Some(users.len()) != of(ratings.n_rows())
        || Some(items.len()) != of(ratings.n_cols())
    {
        return Err(Error::shape("factors must have one row for each row and column of ratings"));
    }
    if let Some(at) = ratings.values().iter().position(|&r| r.to_f64() < 0.0) {
        return Err(Error::domain(format!(
            "ratings: values must be positive, got {} in row {}, column {}",
            ratings.value(at).to_f64(),
            ratings.row_of(at),
            ratings.col(at)
        )));
    }
    let (mut u, mut v) = (laid_out(users, d)?, laid_out(items, d)?);
    let (mut loss, mut n) = (0.0, 0_u64);
    for start in (0..ratings.nnz()).step_by(SAMPLES_PER_CHECK) {
        exec.check()?;
        let samples = (start, ratings.nnz().min(start + SAMPLES_PER_CHECK));
        let part = dispatch!(exec.level(), simd => {
            learn(simd, ratings, samples, &mut u, &mut v, padded(d), descent)
        });
        loss += part.0;
        n += part.1;
    }
    if !(loss.is_finite() && u.iter().chain(&v).all(|x| x.is_finite())) {
        return Err(Error::domain(format!(
            "factors overflow in epoch {}: learning_rate = {} is too large",
            descent.epoch, descent.learning_rate
        )));
    }
    take_back(&u, d, users);
    take_back(&v, d, items);
    Ok(if n == 0 { 0.0 } else { loss / n as f64 })
}

fn laid_out<T: Real>(x: &[T], d: usize) -> Result<Vec<T>> {
    let mut rows = filled(product(&[x.len() / d, padded(d)])?, T::ZERO)?;
    for (to, from) in rows.chunks_exact_mut(padded(d)).zip(x.chunks_exact(d)) {
        to[..d].copy_from_slice(from);
    }
    Ok(rows)
}

fn take_back<T: Real>(rows: &[T], d: usize, x: &mut [T]) {
    for (to, from) in x.chunks_exact_mut(d).zip(rows.chunks_exact(padded(d))) {
        to.copy_from_slice(&from[..d]);
    }
}

/// Entry and other item of sample `t`; `None` where all tries hit items the row has.
#[inline(always)]
fn sample<T: Real>(ratings: Csr<T>, t: usize, philox: Philox) -> Option<(usize, usize, usize)> {
    let mut words = [0; WORDS];
    philox.words((t * WORDS) as u64, &mut words);
    let entry = below(words[0], ratings.nnz());
    let user = ratings.row_of(entry);
    let tries = words[1..].iter().map(|&word| below(word, ratings.n_cols()));
    let other = tries.into_iter().find(|&item| !has(ratings, user, item))?;
    Some((user, ratings.col(entry), other))
}

/// A word as a number below `n`.
#[inline(always)]
fn below(word: u64, n: usize) -> usize {
    ((u128::from(word) * n as u128) >> u64::BITS) as usize
}

#[inline(always)]
fn has<T: Real>(ratings: Csr<T>, row: usize, col: usize) -> bool {
    let (mut start, mut end) = (ratings.row(row).start, ratings.row(row).end);
    while start < end {
        let middle = start + (end - start) / 2;
        if ratings.col(middle) < col { start = middle + 1 } else { end = middle }
    }
    start < ratings.row(row).end && ratings.col(start) == col
}

/// The samples from `samples.0` to `samples.1`: the sum of their losses, and how many there were.
#[simd]
fn learn<S: Simd, T: Real>(
    simd: S,
    ratings: Csr<T>,
    samples: (usize, usize),
    users: &mut [T],
    items: &mut [T],
    stride: usize,
    descent: Descent,
) -> (f64, u64) {
    let len = <T::Native<S> as SimdBase<S>>::LEN;
    let philox = Philox::new(descent.seed, descent.epoch);
    let shrink = T::Native::<S>::splat(simd, T::from_f64(1.0 - descent.learning_rate * descent.l2));
    let (mut loss, mut n) = (0.0, 0);
    for t in samples.0..samples.1 {
        let Some((user, liked, other)) = sample(ratings, t, philox) else { continue };
        let u = &mut users[user * stride..][..stride];
        let (i, j) = (liked * stride, other * stride);
        let at = |items: &[T], from: usize| T::Native::<S>::from_slice(simd, &items[from..][..len]);
        let mut sum = T::Native::<S>::splat(simd, T::ZERO);
        for k in (0..stride).step_by(len) {
            sum = at(u, k).mul_add(at(items, i + k) - at(items, j + k), sum);
        }
        let margin = S::f64s::splat(simd, -sum.reduce_sum().to_f64());
        let LogisticTerms { loss: l, residual, .. } =
            logistic_terms(simd, margin, S::f64s::splat(simd, 0.0));
        loss += l.as_slice()[0];
        n += 1;
        let step = T::from_f64(descent.learning_rate * residual.as_slice()[0]);
        let step = T::Native::<S>::splat(simd, step);
        for k in (0..stride).step_by(len) {
            let (x, a, b) = (at(u, k), at(items, i + k), at(items, j + k));
            (x * shrink + step * (a - b)).store_slice(&mut u[k..k + len]);
            (a * shrink + step * x).store_slice(&mut items[i + k..i + k + len]);
            (b * shrink - step * x).store_slice(&mut items[j + k..j + k + len]);
        }
    }
    (loss, n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::{CsrParts, Indices, Stored};
    use crate::simd::Level;

    #[test]
    fn words_become_numbers_below() {
        assert_eq!([below(0, 7), below(u64::MAX, 7), below(1 << 63, 8)], [0, 6, 4]);
    }

    #[test]
    fn rows_know_what_they_have() {
        let exec = Exec::serial(Level::baseline());
        let (indptr, indices) = ([0, 3, 3, 4], [1, 4, 5, 0]);
        let data = [1.0; 4];
        let parts = CsrParts {
            shape: (3, 6),
            indptr: &indptr,
            indices: Indices::Narrow(&indices),
            data: Stored::Each(&data),
        };
        let ratings = Csr::<f64>::new(&exec, "x", parts).unwrap();
        let got: Vec<bool> = (0..6).map(|item| has(ratings, 0, item)).collect();
        assert_eq!(got, [false, true, false, false, true, true]);
        assert!(!has(ratings, 1, 0) && has(ratings, 2, 0) && !has(ratings, 2, 1));
    }
}
