//! A row's entries as its search goes over them again and again: a few numbers each, and the passes that
//! read their factors.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::passes::{add_combination, add_residual, scores_of, whole_eights};
use super::rows::Rows;
use crate::numerics::filled;
use crate::simd::{EIGHT, padded};
use crate::{Real, Result};

/// Elements of factors that are summed up before they are added to other sums: those of 8,192 entries, if
/// there are 128 factors. Sums of more would lose digits.
const ELEMENTS: usize = 1 << 20;

/// Entries of a piece of a row: whole eights.
pub(super) fn piece_len(d: usize) -> usize {
    (ELEMENTS / padded(d) / EIGHT).max(1) * EIGHT
}

/// The numbers of entries `i`, with their weights `c'`, right-hand sides `y` and factors `w` of
/// `row_system.rs`; to the end of the vector, weights and targets are zero.
pub(super) struct Entries<P> {
    /// `c'_i`.
    weights: Vec<P>,
    /// `y_i`.
    targets: Vec<P>,
    /// `w_i . z`, of the solution so far.
    pub scores: Vec<P>,
    /// `w_i . p`, of the direction.
    pub turned: Vec<P>,
    /// `-c'_i w_i . p`.
    pub weighed: Vec<P>,
}

impl<P: Real> Entries<P> {
    /// For rows of at most `longest` entries.
    pub(super) fn new(longest: usize) -> Result<Self> {
        let zeros = || filled(padded(longest), P::ZERO);
        Ok(Self {
            weights: zeros()?,
            targets: zeros()?,
            scores: zeros()?,
            turned: zeros()?,
            weighed: zeros()?,
        })
    }

    /// Begins with the row of these `entries`; returns what they add to its loss where factors are zero.
    #[inline(always)]
    pub(super) fn begin<T: Real>(&mut self, rows: &Rows<T>, entries: Range<usize>) -> f64 {
        let n = entries.len();
        let loss_of_zeros = rows.weights(entries, &mut self.weights, &mut self.targets);
        for numbers in [&mut self.weights, &mut self.targets, &mut self.turned] {
            numbers[n..padded(n)].fill(P::ZERO);
        }
        loss_of_zeros
    }

    /// From the products with the direction to these with their weights, of `n` entries.
    #[inline(always)]
    pub(super) fn weigh(&mut self, n: usize) {
        let turned = self.turned[..padded(n)].iter().zip(&self.weights);
        for (weighed, (&turned, &weight)) in self.weighed.iter_mut().zip(turned) {
            *weighed = -(weight * turned);
        }
    }

    /// Pieces of `size` of the `entries`.
    pub(super) fn pieces(
        &mut self,
        entries: Range<usize>,
        size: usize,
    ) -> impl Iterator<Item = Piece<'_, P>> {
        let n = whole_eights(entries.len());
        let given = self.weights[..n].chunks(size).zip(self.targets[..n].chunks(size));
        let found = self.scores[..n].chunks_mut(size).zip(self.turned[..n].chunks_mut(size));
        let numbers = given.zip(found).zip(self.weighed[..n].chunks(size));
        entries.clone().step_by(size).zip(numbers).map(move |(start, numbers)| {
            let (((weights, targets), (scores, turned)), weighed) = numbers;
            let entries = start..entries.end.min(start + size);
            Piece { entries, weights, targets, scores, turned, weighed }
        })
    }
}

/// Some of a row's entries, with the numbers of whole eights.
pub(super) struct Piece<'a, P> {
    pub entries: Range<usize>,
    weights: &'a [P],
    targets: &'a [P],
    pub scores: &'a mut [P],
    turned: &'a mut [P],
    weighed: &'a [P],
}

/// What a pass over entries computes.
#[derive(Clone, Copy)]
pub(super) enum Pass {
    /// Scores, and `y += W^T (targets - C' W p)`.
    Residual,
    /// `W p`.
    Products,
    /// `y -= W^T C' W p`, from the products.
    Image,
    /// The last two.
    ProductsAndImage,
}

/// A pass over a piece of a row.
#[simd]
pub(super) fn go_over<S: Simd, T: Real, P: Real>(
    simd: S,
    rows: &Rows<T>,
    pass: Pass,
    piece: Piece<P>,
    p: &[P],
    y: &mut [P],
    room: &mut [P],
) {
    let Piece { entries, weights, targets, scores, turned, weighed } = piece;
    match pass {
        Pass::Residual => {
            add_residual(simd, rows, entries, (weights, Some(targets)), p, (scores, y), room);
        }
        Pass::Products => scores_of(simd, rows, entries, p, turned, room),
        Pass::Image => add_combination(simd, rows, entries, weighed, y, room),
        Pass::ProductsAndImage => {
            add_residual(simd, rows, entries, (weights, None), p, (turned, y), room);
        }
    }
}
