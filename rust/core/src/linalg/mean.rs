//! Weighted means of columns, in double precision.

use fearless_simd::dispatch;

use super::matrix::Matrix;
use super::panels::pack_rows;
use crate::numerics::{filled, power_of_two};
use crate::parallel::Chunks;
use crate::simd::add_columns;
use crate::{Error, Exec, Real, Result};

/// Rows of a packed block.
const DEPTH: usize = 128;

/// Rows of a chunk, a sum of their own.
const CHUNK_ROWS: usize = 1024;

/// Columns of a panel: a multiple of every vector.
const WIDTH: usize = 16;

/// The mean of every column.
#[derive(Clone, Debug)]
pub struct Mean {
    /// One value a column.
    pub values: Vec<f64>,
}

impl Mean {
    /// `sum of w_i x_i / sum of w_i` over the rows of `x`; 0 where all weights are, or no rows.
    pub fn new<T: Real>(exec: &Exec, x: Matrix<T>, weights: Option<&[f64]>) -> Result<Self> {
        let factor = weight_factor::<f64>(check_weights(x, weights)?);
        let (n_rows, size) = (x.n_rows(), x.n_columns());
        let room = size.next_multiple_of(WIDTH);
        let parts = exec.map_chunks(Chunks::new(n_rows, CHUNK_ROWS), |_, rows| {
            let mut sums = filled(room, 0.0)?;
            let by_rows = x.steps().1 == 1;
            let mut scaled = [1.0; DEPTH];
            let mut scratch = filled(if by_rows { 0 } else { room * DEPTH }, T::ZERO)?;
            for first in rows.clone().step_by(DEPTH) {
                exec.check()?;
                let range = first..rows.end.min(first + DEPTH);
                let depth = range.len();
                if let Some(weights) = weights {
                    let pairs = scaled.iter_mut().zip(&weights[range.clone()]);
                    pairs.for_each(|(to, weight)| *to = factor * weight);
                }
                let weights = &scaled[..depth];
                let block = x.block(range, 0..size);
                if by_rows {
                    let (rows, sums) = ((block.data(), block.steps().0), &mut sums[..size]);
                    dispatch!(exec.level(), simd => add_columns(simd, rows, weights, sums));
                    continue;
                }
                let packed = &mut scratch[..room * depth];
                pack_rows(&Exec::serial(exec.level()), block.transposed(), WIDTH, packed)?;
                let panels = packed.chunks_exact(WIDTH * depth);
                for (panel, sums) in panels.zip(sums.chunks_exact_mut(WIDTH)) {
                    dispatch!(exec.level(), simd =>
                        add_columns(simd, (panel, WIDTH), weights, sums));
                }
            }
            Ok(sums)
        })?;
        let mut values = filled(size, 0.0)?;
        for part in parts {
            values.iter_mut().zip(part).for_each(|(total, part): (&mut f64, f64)| *total += part);
        }
        let total = weights.map_or(n_rows as f64, |w| w.iter().map(|w| factor * w).sum());
        let total = if total > 0.0 { total } else { 1.0 };
        values.iter_mut().for_each(|x| *x /= total);
        Ok(Self { values })
    }

    /// The means as sums of two numbers of type `T`, with zeros up to `len`.
    pub(super) fn split<T: Real>(&self, len: usize) -> Result<(Vec<T>, Vec<T>)> {
        let (mut high, mut low) = (filled(len, T::ZERO)?, filled(len, T::ZERO)?);
        for ((high, low), &mean) in high.iter_mut().zip(&mut low).zip(&self.values) {
            *high = T::from_f64(mean);
            *low = T::from_f64(mean - high.to_f64());
        }
        Ok((high, low))
    }
}

/// The power of two, mostly 1, that brings weights of which this is the `largest` into the middle half of
/// the exponents of `T`: there is then room for their sum, and for their products with data.
pub(super) fn weight_factor<T: Real>(largest: f64) -> f64 {
    let low = T::MIN_POSITIVE.to_f64().sqrt();
    power_of_two(largest) / power_of_two(largest.clamp(low, 1.0 / low))
}

/// Weights must be as many as rows, finite and not negative; returns the largest, or 1.
pub(super) fn check_weights<T>(x: Matrix<T>, weights: Option<&[f64]>) -> Result<f64> {
    let Some(weights) = weights else { return Ok(1.0) };
    if weights.len() != x.n_rows() {
        return Err(Error::shape(format!(
            "weights must have one element for each of the {} rows, got {}",
            x.n_rows(),
            weights.len()
        )));
    }
    match weights.iter().position(|&w| !(0.0..f64::INFINITY).contains(&w)) {
        None => Ok(weights.iter().fold(0.0, |largest: f64, &w| largest.max(w))),
        Some(at) => Err(Error::domain(format!(
            "weights must be finite and not negative, got {} at [{at}]",
            weights[at]
        ))),
    }
}
