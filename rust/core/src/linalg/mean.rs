//! Weighted means of columns, in double precision.

use fearless_simd::dispatch;

use super::gram::check_weights;
use super::matrix::Matrix;
use super::panels::pack_rows;
use crate::numerics::filled;
use crate::parallel::Chunks;
use crate::simd::add_columns;
use crate::{Exec, Real, Result};

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
        check_weights(x, weights)?;
        let (n_rows, size) = (x.n_rows(), x.n_columns());
        let room = size.next_multiple_of(WIDTH);
        let ones = [1.0; DEPTH];
        let parts = exec.map_chunks(Chunks::new(n_rows, CHUNK_ROWS), |_, rows| {
            let mut sums = filled(room, 0.0)?;
            let by_rows = x.steps().1 == 1;
            let mut scratch = filled(if by_rows { 0 } else { room * DEPTH }, T::ZERO)?;
            for first in rows.clone().step_by(DEPTH) {
                exec.check()?;
                let range = first..rows.end.min(first + DEPTH);
                let depth = range.len();
                let weights = weights.map_or(&ones[..depth], |weights| &weights[range.clone()]);
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
        let total = weights.map_or(n_rows as f64, |weights| weights.iter().sum());
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
