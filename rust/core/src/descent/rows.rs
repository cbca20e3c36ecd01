//! Blocks of rows: margins, and the gradient added up while the rows are still in the cache.
//!
//! The simple loop:
//! ```text
//! for each row: z = x . coef + intercept;  r = w (sigma(z) - y);  gradient += r x
//! ```
//! 1. A block of rows gets its margins, then the terms of all its margins in vectors, then its part of
//!    the gradient: `x` is read from memory once.
//! 2. Four rows at a time share each load and store of the gradient.
//! 3. A row is read in whole vectors, past its end into the next row: what lies there meets a
//!    coefficient of 0, or lands in a place of the gradient that nobody reads. Only the last rows of
//!    the matrix are copied into padded ones.

use std::ops::Range;

use fearless_simd::prelude::*;

use crate::Real;
use crate::simd::logistic_terms;

/// Rows of a block at most.
pub(super) const BLOCK: usize = 64;

/// Rows that go through the inner loops together.
const GROUP: usize = 4;

/// From this length on rows get their margins four at a time: the coefficients leave the L1 cache no
/// room, and each of their loads should serve four. Shorter rows are streams too short for the
/// prefetcher. (Of the bandwidth, 54 % become 74 at 10,000 columns; at 100, 77 would become 40.)
const WIDE: usize = 1500;

/// Rows of a matrix, `stride` apart. Behind the last there are elements enough for a row of
/// [`crate::simd::padded`] length: a whole number of pairs of vectors at any level.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows<'a, T> {
    pub x: &'a [T],
    pub stride: usize,
}

/// Where the objective is looked at: coefficients padded with zeros, and the intercept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point<'a> {
    pub coef: &'a [f64],
    pub intercept: f64,
}

/// Per row of a block: the margin, the weighted residual, the weighted curvature. Made once, then
/// overwritten by block after block; behind a short block's rows the last two are 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub margin: [f64; BLOCK],
    pub residual: [f64; BLOCK],
    pub curvature: [f64; BLOCK],
}

impl Terms {
    pub(super) const ZERO: Self =
        Self { margin: [0.0; BLOCK], residual: [0.0; BLOCK], curvature: [0.0; BLOCK] };
}

/// What is added up over rows.
#[derive(Clone, Debug)]
pub(super) struct RowSums {
    pub loss: f64,
    pub gradient: Vec<f64>,
    pub intercept: f64,
}

impl<'a, T: Real> Rows<'a, T> {
    /// Rows `first..first + GROUP`, those beyond `end` replaced by the last: their terms are 0.
    #[inline(always)]
    fn group(&self, first: usize, end: usize, width: usize) -> [&'a [T]; GROUP] {
        std::array::from_fn(|i| {
            let start = (first + i).min(end - 1) * self.stride;
            &self.x[start..start + width]
        })
    }
}

/// The elements of a row that are read: whole pairs of vectors.
#[inline(always)]
fn width<S: Simd>(n_features: usize) -> usize {
    n_features.next_multiple_of(2 * S::f64s::LEN)
}

/// The terms of the rows of a block; the loss and the intercept's gradient go to `sums`.
#[inline(always)]
pub(super) fn block_terms<S: Simd, T: Real>(
    simd: S,
    rows: Rows<T>,
    block: Range<usize>,
    n_features: usize,
    point: Point,
    labels: &[f64],
    weights: Option<&[f64]>,
    terms: &mut Terms,
    sums: &mut RowSums,
) {
    margins(simd, rows, block.clone(), n_features, point, &mut terms.margin);
    let len = S::f64s::LEN;
    let (mut loss, mut intercept) = (S::f64s::splat(simd, 0.0), S::f64s::splat(simd, 0.0));
    let labels = &labels[block.clone()];
    for at in (0..block.len().next_multiple_of(len.max(GROUP))).step_by(len) {
        let y = lanes(simd, labels, at);
        let w = match weights {
            Some(weights) => lanes(simd, &weights[block.clone()], at),
            None if at + len <= labels.len() => S::f64s::splat(simd, 1.0),
            None => S::f64s::from_fn(simd, |i| if at + i < labels.len() { 1.0 } else { 0.0 }),
        };
        let row = logistic_terms(simd, S::f64s::from_slice(simd, &terms.margin[at..at + len]), y);
        let residual = w * row.residual;
        loss = w.mul_add(row.loss, loss);
        intercept += residual;
        residual.store_slice(&mut terms.residual[at..at + len]);
        (w * row.curvature).store_slice(&mut terms.curvature[at..at + len]);
    }
    sums.loss += loss.reduce_sum();
    sums.intercept += intercept.reduce_sum();
}

/// The vector of `values` from `at` on, zeros behind their end.
#[inline(always)]
fn lanes<S: Simd>(simd: S, values: &[f64], at: usize) -> S::f64s {
    match values.get(at..at + S::f64s::LEN) {
        Some(whole) => S::f64s::from_slice(simd, whole),
        None => S::f64s::from_fn(simd, |i| values.get(at + i).copied().unwrap_or(0.0)),
    }
}

/// `z = x . coef + intercept` of the rows of a block.
#[inline(always)]
pub(super) fn margins<S: Simd, T: Real>(
    simd: S,
    rows: Rows<T>,
    block: Range<usize>,
    n_features: usize,
    point: Point,
    z: &mut [f64; BLOCK],
) {
    let width = width::<S>(n_features);
    if width < WIDE {
        for (row, z) in block.zip(z) {
            let x = &rows.x[row * rows.stride..][..width];
            *z = dot(simd, x, point.coef) + point.intercept;
        }
    } else {
        for (first, z) in block.clone().step_by(GROUP).zip(z.chunks_exact_mut(GROUP)) {
            let x = rows.group(first, block.end, width);
            z.copy_from_slice(&dots(simd, x, point.coef).map(|dot| dot + point.intercept));
        }
    }
}

/// The dot product of a row with the coefficients.
#[inline(always)]
fn dot<S: Simd, T: Real>(simd: S, x: &[T], coef: &[f64]) -> f64 {
    let pair = 2 * S::f64s::LEN;
    let mut sum = [S::f64s::splat(simd, 0.0); 2];
    for (x, coef) in x.chunks_exact(pair).zip(coef.chunks_exact(pair)) {
        let (x, coef) = (T::widen(simd, x), f64::widen(simd, coef));
        sum[0] = x[0].mul_add(coef[0], sum[0]);
        sum[1] = x[1].mul_add(coef[1], sum[1]);
    }
    (sum[0] + sum[1]).reduce_sum()
}

/// [`dot`] of several rows, with its bits.
#[inline(always)]
fn dots<S: Simd, T: Real>(simd: S, [a, b, c, d]: [&[T]; GROUP], coef: &[f64]) -> [f64; GROUP] {
    let pair = 2 * S::f64s::LEN;
    let mut sums = [[S::f64s::splat(simd, 0.0); 2]; GROUP];
    let elements = a.chunks_exact(pair).zip(b.chunks_exact(pair));
    let elements = elements.zip(c.chunks_exact(pair).zip(d.chunks_exact(pair)));
    for (((a, b), (c, d)), coef) in elements.zip(coef.chunks_exact(pair)) {
        let coef = f64::widen(simd, coef);
        for (sum, x) in sums.iter_mut().zip([a, b, c, d]) {
            let x = T::widen(simd, x);
            sum[0] = x[0].mul_add(coef[0], sum[0]);
            sum[1] = x[1].mul_add(coef[1], sum[1]);
        }
    }
    sums.map(|sum| (sum[0] + sum[1]).reduce_sum())
}

/// `gradient += residual x` of the rows of a block.
#[inline(always)]
pub(super) fn add_gradient<S: Simd, T: Real>(
    simd: S,
    rows: Rows<T>,
    block: Range<usize>,
    n_features: usize,
    terms: &Terms,
    gradient: &mut [f64],
) {
    let pair = 2 * S::f64s::LEN;
    let width = width::<S>(n_features);
    for (first, residual) in block.clone().step_by(GROUP).zip(terms.residual.chunks_exact(GROUP)) {
        let [a, b, c, d] = rows.group(first, block.end, width);
        let elements = a.chunks_exact(pair).zip(b.chunks_exact(pair));
        let elements = elements.zip(c.chunks_exact(pair).zip(d.chunks_exact(pair)));
        for (((a, b), (c, d)), gradient) in elements.zip(gradient.chunks_exact_mut(pair)) {
            let mut sum = f64::widen(simd, gradient);
            for (&residual, x) in residual.iter().zip([a, b, c, d]) {
                let residual = S::f64s::splat(simd, residual);
                let x = T::widen(simd, x);
                sum[0] = x[0].mul_add(residual, sum[0]);
                sum[1] = x[1].mul_add(residual, sum[1]);
            }
            let (low, high) = gradient.split_at_mut(S::f64s::LEN);
            sum[0].store_slice(low);
            sum[1].store_slice(high);
        }
    }
}
