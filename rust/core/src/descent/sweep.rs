//! One sweep over the samples: the sums of loss and gradient, `x` read once.
//!
//! Chunks of rows go to threads; inside, blocks of rows small enough to stay in the cache between
//! their margins and their part of the gradient (`rows.rs`). Partial gradients are added in chunk
//! order, so the bits do not depend on the threads. (200,000 x 100: two products by OpenBLAS and
//! NumPy's elementwise functions 26 ms; this 8.0 ms on one thread, 4.8 on two.)
//!
//! Rejected: reading a word of each line of the next block during the gradient of this one. It stands
//! in for a prefetch instruction, but halved the speed.

use std::ops::Range;

use fearless_simd::{Simd, dispatch};
use fearless_simd_macros::simd;

use super::data::Samples;
use super::rows::{BLOCK, Point, RowSums, Rows, Terms, add_gradient, block_terms};
use crate::numerics::filled;
use crate::parallel::Chunks;
use crate::simd::padded;
use crate::{Exec, Real, Result, Work};

/// Bytes of rows in a block. Small blocks keep the memory busy: their gradient is done before the
/// prefetcher, which runs a few KB ahead of the margins, stands still. Of the bandwidth of one thread
/// 100 columns reach 82 % with 4 KB, 77 % with 8, 66 % with 16, 59 % with 64.
const BLOCK_BYTES: usize = 4 << 10;

/// Rows a block has at least: one vector of terms (AVX-512).
const BLOCK_MIN: usize = 8;

/// Bytes of rows in a chunk: enough that its partial gradient is nothing beside it.
const CHUNK_BYTES: usize = 1 << 20;

/// The predicted time of a sweep.
pub fn sweep_work(n_samples: usize, n_features: usize) -> Work {
    Work::new(n_samples, row_ns(n_features))
}

/// Nanoseconds a row takes: 6 for its terms, 0.2 an element from the cache to 0.5 from memory.
pub(super) fn row_ns(n_features: usize) -> f64 {
    6.0 + 0.35 * n_features as f64
}

/// Rows of a block.
fn block_rows<T>(n_features: usize) -> usize {
    let bytes = (n_features * size_of::<T>()).max(1);
    (BLOCK_BYTES / bytes).clamp(BLOCK_MIN, BLOCK).next_multiple_of(BLOCK_MIN)
}

/// The chunks of a sweep.
fn chunks<T>(n_samples: usize, n_features: usize) -> Chunks {
    let bytes = (n_features * size_of::<T>()).max(1);
    Chunks::new(n_samples, (CHUNK_BYTES / bytes).next_multiple_of(BLOCK).max(BLOCK))
}

/// Sums of weighted losses and gradients at `coef` and `intercept`.
pub(super) fn sweep<T: Real>(
    exec: &Exec,
    samples: &Samples<T>,
    coef: &[f64],
    intercept: f64,
) -> Result<RowSums> {
    let coef = padded_copy(coef)?;
    let point = Point { coef: &coef, intercept };
    let chunks = chunks::<T>(samples.n_samples, samples.n_features);
    let partial = exec.map_chunks(chunks, |_, range| {
        let mut sums = RowSums::zero(coef.len())?;
        for_rows(samples, range, |rows, labels, weights| {
            dispatch!(exec.level(), simd => sweep_rows(
                simd, rows, samples.n_features, point, labels, weights, &mut sums
            ));
            Ok(())
        })?;
        Ok(sums)
    })?;
    let mut total = RowSums::zero(samples.n_features)?;
    for sums in partial {
        total.add(&sums);
    }
    Ok(total)
}

#[simd]
fn sweep_rows<S: Simd, T: Real>(
    simd: S,
    rows: Rows<T>,
    n_features: usize,
    point: Point,
    labels: &[f64],
    weights: Option<&[f64]>,
    sums: &mut RowSums,
) {
    let step = block_rows::<T>(n_features);
    let mut terms = Terms::ZERO;
    for first in (0..labels.len()).step_by(step) {
        let block = first..(first + step).min(labels.len());
        block_terms(
            simd,
            rows,
            block.clone(),
            n_features,
            point,
            labels,
            weights,
            &mut terms,
            sums,
        );
        add_gradient(simd, rows, block, n_features, &terms, &mut sums.gradient);
    }
}

/// Calls `each` on the rows of `range` with their labels and weights: those that may be read past
/// their end as they are, the last few of the matrix from a padded copy.
pub(super) fn for_rows<T: Real>(
    samples: &Samples<T>,
    range: Range<usize>,
    mut each: impl FnMut(Rows<T>, &[f64], Option<&[f64]>) -> Result<()>,
) -> Result<()> {
    let stride = samples.n_features;
    let width = padded(stride);
    let readable = match samples.x.len().checked_sub(width) {
        Some(last_start) => (last_start / stride.max(1) + 1).min(samples.n_samples),
        None => 0,
    };
    let split = readable.clamp(range.start, range.end);
    let mut call = |rows, range: Range<usize>| {
        each(rows, &samples.y[range.clone()], samples.weights.map(|weights| &weights[range]))
    };
    if range.start < split {
        call(Rows { x: &samples.x[range.start * stride..], stride }, range.start..split)?;
    }
    if split < range.end {
        let mut copy = filled((range.end - split) * width, T::ZERO)?;
        for (row, copy) in (split..range.end).zip(copy.chunks_exact_mut(width.max(1))) {
            copy[..stride].copy_from_slice(&samples.x[row * stride..][..stride]);
        }
        call(Rows { x: &copy, stride: width }, split..range.end)?;
    }
    Ok(())
}

/// `values` followed by zeros, as long as a padded row.
pub(super) fn padded_copy(values: &[f64]) -> Result<Vec<f64>> {
    let mut copy = filled(padded(values.len()), 0.0)?;
    copy[..values.len()].copy_from_slice(values);
    Ok(copy)
}

impl RowSums {
    pub(super) fn zero(len: usize) -> Result<Self> {
        Ok(Self { loss: 0.0, gradient: filled(len, 0.0)?, intercept: 0.0 })
    }

    /// Adds a part, whose gradient may have padding behind it.
    pub(super) fn add(&mut self, part: &Self) {
        self.loss += part.loss;
        self.intercept += part.intercept;
        for (total, part) in self.gradient.iter_mut().zip(&part.gradient) {
            *total += part;
        }
    }

    /// Nothing overflowed, and there was no NaN.
    pub(super) fn is_finite(&self) -> bool {
        self.loss.is_finite()
            && self.intercept.is_finite()
            && self.gradient.iter().all(|g| g.is_finite())
    }
}
