//! What the rows of a half step have in common, and how one row's entries are read.

use std::ops::Range;

use super::objective::Objective;
use crate::Real;
use crate::numerics::{Csr, bring_near};
use crate::simd::{EIGHT, padded};

/// Entries between the one that is gathered and the one whose factors are called for: some hundred cache
/// lines, more than the CPU looks ahead by itself. (What it gains is in decision 9.)
const AHEAD: usize = 16;

/// What the rows of a half step have in common.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a, T> {
    pub ratings: Csr<'a, T>,
    /// The fixed factors in the new basis, in rows of `padded(d)`.
    pub whitened: &'a [T],
    pub d: usize,
    pub objective: Objective,
    /// What a ridge of 1 adds to each diagonal element in the new basis; empty where all rows have the
    /// ridge that the basis was made for.
    pub spread: &'a [f64],
    /// Whether solved rows are asked for their part of the loss.
    pub is_scored: bool,
    /// Scores that the stored pairs have already, where they have: their targets are that much less.
    pub known: Option<Known<'a>>,
}

/// Scores of the entries from `first` on.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub first: usize,
    pub scores: &'a [f64],
}

impl<T: Real> Rows<'_, T> {
    /// `c'` of the entry at `at`, and `y`; the first is never 0, so that its root has a reciprocal, and as
    /// good as 0 beside 1.
    #[inline(always)]
    fn stored(&self, at: usize) -> (T, T) {
        let (extra, target) = self.objective.stored(self.ratings.value(at).to_f64());
        let (extra, least) = (T::from_f64(extra), T::EPSILON * T::EPSILON);
        (if extra > least { extra } else { least }, T::from_f64(target))
    }

    /// The new basis' factors of the column of the entry at `at`.
    #[inline(always)]
    pub(super) fn factors_of(&self, at: usize) -> &[T] {
        let stride = padded(self.d);
        let from = self.ratings.col(at) * stride;
        &self.whitened[from..from + stride]
    }

    /// Has the factors of `entries` brought near, while something else is computed.
    #[inline(always)]
    pub(super) fn prefetch(&self, entries: Range<usize>) {
        let stride = padded(self.d);
        for at in entries {
            let from = self.ratings.col(at) * stride;
            bring_near(self.whitened, from..from + stride);
        }
    }

    /// Whether the entries leave digits enough to solve in the precision of `T`.
    #[inline(always)]
    pub(super) fn is_tame(&self, entries: Range<usize>) -> bool {
        // The pivots are at least 1; `factor` wants them above d rounding errors of the largest
        // eigenvalue, which is at most 1 + max c' / (weight of all pairs).
        const MARGIN: f64 = 64.0;
        let limit = self.objective.everywhere() / (MARGIN * self.d as f64 * T::EPSILON.to_f64());
        match self.objective {
            Objective::Ials { .. } => limit > 1.0,
            Objective::Original { .. } => {
                let limit = T::from_f64(limit);
                let distinct = if self.ratings.is_shared() { 1 } else { entries.len() };
                entries.into_iter().take(distinct).all(|at| self.stored(at).0 < limit)
            }
        }
    }

    /// The diagonal of the system of a row of `len` entries, before its entries are added, into `to`.
    #[inline(always)]
    pub(super) fn diagonal<P: Real>(&self, len: usize, to: &mut [P]) {
        to.fill(P::ONE);
        if self.spread.is_empty() {
            return;
        }
        let others = self.ratings.n_cols();
        let growth = self.objective.ridge(len, others) - self.objective.ridge(1, others);
        for (to, spread) in to.iter_mut().zip(self.spread) {
            *to = P::from_f64(1.0 + growth * spread);
        }
    }

    /// Two numbers of each of `entries`, from its `c'` and `y`. Where a rating is the one before it again, as
    /// all are in data of ones, there is nothing to compute.
    #[inline(always)]
    fn of_ratings<P: Real>(
        &self,
        entries: Range<usize>,
        first: &mut [P],
        second: &mut [P],
        numbers: impl Fn(T, T) -> (P, P),
    ) {
        let (mut rating, mut last) = (T::NAN, (P::ONE, P::ZERO));
        for ((at, first), second) in entries.zip(first).zip(second) {
            if self.ratings.value(at) != rating {
                rating = self.ratings.value(at);
                let (extra, target) = self.stored(at);
                last = numbers(extra, target);
            }
            (*first, *second) = last;
        }
    }

    /// The roots of `c'_i`, and `b_i` less what is known, of `entries`.
    #[inline(always)]
    pub(super) fn weigh<P: Real>(&self, entries: Range<usize>, roots: &mut [P], b: &mut [P]) {
        self.of_ratings(entries.clone(), roots, b, |extra, target| {
            let root = P::from_f64(extra.sqrt().to_f64());
            (root, P::from_f64(target.to_f64()) / root)
        });
        if let Some(Known { first, scores }) = self.known {
            let scores = &scores[entries.start - first..entries.end - first];
            for ((b, &root), &score) in b.iter_mut().zip(&*roots).zip(scores) {
                *b -= root * P::from_f64(score);
            }
        }
    }

    /// `c'_i` and `y_i` of `entries`, of which no scores are known; returns the sum of `y_i`, their loss where
    /// factors are zero.
    #[inline(always)]
    pub(super) fn weights<P: Real>(
        &self,
        entries: Range<usize>,
        weights: &mut [P],
        targets: &mut [P],
    ) -> f64 {
        let n = entries.len();
        self.of_ratings(entries, weights, targets, |extra, target| {
            (P::from_f64(extra.to_f64()), P::from_f64(target.to_f64()))
        });
        targets[..n].iter().map(|target| target.to_f64()).sum()
    }

    /// The factors of the first eight of `entries`, the last one's again where there are fewer: as they
    /// lie, or in `room` where their precision is another.
    #[inline(always)]
    pub(super) fn eight<'b, P: Real>(
        &'b self,
        entries: Range<usize>,
        room: &'b mut [P],
    ) -> [&'b [P]; EIGHT] {
        let stride = padded(self.d);
        let mut eight = [&[][..]; EIGHT];
        let at = |i: usize| self.ratings.col((entries.start + i).min(entries.end - 1)) * stride;
        if let Some(whitened) = P::same(self.whitened) {
            for (i, w) in eight.iter_mut().enumerate() {
                *w = &whitened[at(i)..][..stride];
            }
            return eight;
        }
        for (i, wide) in room.chunks_exact_mut(stride).take(EIGHT).enumerate() {
            for (wide, w) in wide.iter_mut().zip(&self.whitened[at(i)..]) {
                *wide = P::from_f64(w.to_f64());
            }
        }
        for (w, wide) in eight.iter_mut().zip(room.chunks_exact(stride)) {
            *w = wide;
        }
        eight
    }

    /// Has the factors of eight entries from `at` on brought near.
    #[inline(always)]
    pub(super) fn prefetch_eight(&self, at: usize) {
        let end = self.ratings.nnz();
        self.prefetch(at.min(end)..(at + EIGHT).min(end));
    }

    /// The `x_i` of `entries`, one a row. Factors that follow are brought near meanwhile, those of later rows
    /// too.
    #[inline(always)]
    pub(super) fn gather<P: Real>(&self, entries: Range<usize>, roots: &[P], x: &mut [P]) {
        for ((at, x), &root) in entries.zip(x.chunks_exact_mut(padded(self.d))).zip(roots) {
            let ahead = at + AHEAD;
            if ahead < self.ratings.nnz() {
                self.prefetch(ahead..ahead + 1);
            }
            self.weighed(at, root, x);
        }
    }

    /// The `x_i` of the entry at `at`.
    #[inline(always)]
    pub(super) fn weighed<P: Real>(&self, at: usize, root: P, x: &mut [P]) {
        for (x, &w) in x.iter_mut().zip(self.factors_of(at)) {
            *x = root * P::from_f64(w.to_f64());
        }
    }
}
