//! The Gram matrix of the columns: `G = sum over rows i of w_i (x_i - m)(x_i - m)^T`.
//!
//! The simple loop:
//! ```text
//! m = sum of w_i x_i / sum of w_i, or 0
//! for i: for a: for b in a..: G[a, b] += w_i (x[i, a] - m[a]) (x[i, b] - m[b])
//! ```
//! 1. Half of the products (`simd/gram_block.rs`), mirrored at the end.
//! 2. Blocks of [`DEPTH`] rows are packed, in any layout of X, and centred and weighted where they are
//!    packed: X is read once for the mean and once for the products, and never copied. Centring first
//!    keeps the digits that `X^T X - n m m^T` loses.
//! 3. Few columns: chunks of rows, each with a result of its own, added in their order. Many columns:
//!    the threads share the packed block and divide the result.

use std::ops::Range;

use fearless_simd::dispatch;

use super::matrix::Matrix;
use super::mean::{Mean, check_weights, weight_factor};
use super::panels::pack_rows;
use crate::numerics::{filled, product};
use crate::parallel::Chunks;
use crate::simd::gemm::{self, tile_of};
use crate::simd::{add_gram, centre, packed_columns, shares_panels, weigh};
use crate::{Error, Exec, Real, Result, Work};

/// Rows of a packed block: of 200 doubles, it takes a fifth of the second-level cache.
const DEPTH: usize = 128;

/// The same for many columns, where adding up the results of blocks goes through main memory.
const DEPTH_WIDE: usize = 256;

/// From so many columns on, threads divide the result instead of the rows.
const WIDE: usize = 512;

/// Results to add up at most.
const CHUNKS: usize = 16;

/// Rows of a chunk per column, at least: adding its result up is then a small part of its work.
const ROWS_PER_COLUMN: usize = 2;

/// Rows of the result in a task.
const BAND: usize = 48;

/// Nanoseconds per multiply-add, and per element of the result: sums, and what they are copied to, come
/// from memory that the process has not touched yet.
const NS_PER_PRODUCT: f64 = 0.03;
const NS_PER_RESULT: f64 = 5.0;

/// The predicted time.
pub fn gram_work(n_rows: usize, n_columns: usize) -> Work {
    let (n, p) = (n_rows as f64, n_columns as f64);
    Work::new(1, n * p * (1.0 + p * NS_PER_PRODUCT) + p * p * NS_PER_RESULT)
}

/// The Gram matrix of the columns of `x` into `out`, full and symmetric, rows one after the other; the
/// rows weighted and the columns centred by `mean` if there are such.
pub fn gram<T: Real>(
    exec: &Exec,
    x: Matrix<T>,
    weights: Option<&[f64]>,
    mean: Option<&Mean>,
    out: &mut [T],
) -> Result<()> {
    let size = x.n_columns();
    let factor = weight_factor::<T>(check_weights(x, weights)?);
    if out.len() != product(&[size, size])? || mean.is_some_and(|mean| mean.values.len() != size) {
        return Err(Error::shape(format!(
            "gram of {size} columns must have {size} rows and columns and means, got {} elements",
            out.len()
        )));
    }
    if size == 0 || x.n_rows() == 0 {
        out.fill(T::ZERO);
        return Ok(());
    }
    let tile = dispatch!(exec.level(), simd => tile_of::<_, T>(simd));
    let rows = BAND.next_multiple_of(tile.rows);
    let (stride, height) = (size.next_multiple_of(tile.columns), size.next_multiple_of(rows));
    let plan = Plan {
        x,
        weights,
        factor,
        centre: mean.map(|mean| mean.split(stride.max(height))).transpose()?,
        tile,
        band: rows,
        stride,
        height,
        depth: if size < WIDE { DEPTH } else { DEPTH_WIDE },
        one_side: weights.is_none() && dispatch!(exec.level(), simd => shares_panels::<_, T>(simd)),
    };
    let sums = if size < WIDE { plan.by_rows(exec)? } else { plan.by_columns(exec)? };
    mirror(exec, (&sums, 1.0 / factor), plan.stride, size, out)
}

/// What is computed, and how it lies while it is.
struct Plan<'a, T> {
    x: Matrix<'a, T>,
    weights: Option<&'a [f64]>,
    /// Power of two that the weights are multiplied by, and the sums in the end divided.
    factor: f64,
    centre: Option<(Vec<T>, Vec<T>)>,
    tile: gemm::Tile,
    /// Rows of a task, a multiple of the tile's.
    band: usize,
    /// Columns and rows of the sums: whole tiles.
    stride: usize,
    height: usize,
    /// Rows of a block.
    depth: usize,
    /// Whether one set of panels serves as rows and columns.
    one_side: bool,
}

/// A packed block of rows: for the rows of the result, weighted, and for its columns.
struct Block<T> {
    left: Vec<T>,
    right: Vec<T>,
}

impl<T: Real> Plan<'_, T> {
    fn scratch(&self) -> Result<Block<T>> {
        let room = |width| filled(product(&[width, self.depth])?, T::ZERO);
        let height = if self.one_side { 0 } else { self.height };
        Ok(Block { left: room(height)?, right: room(self.stride)? })
    }

    /// Packs the rows `range`; returns the panels of rows, if they are others, and of columns.
    fn pack<'s>(
        &self,
        exec: &Exec,
        range: Range<usize>,
        scratch: &'s mut Block<T>,
    ) -> Result<(Option<&'s [T]>, &'s [T])> {
        let (depth, size) = (range.len(), self.x.n_columns());
        let used = dispatch!(exec.level(), simd => packed_columns::<_, T>(simd, size));
        let right = &mut scratch.right[..used * depth];
        let columns = self.x.block(range.clone(), 0..size).transposed();
        let weights = self.weights.map(|weights| &weights[range]);
        pack_rows(exec, columns, self.tile.columns, right)?;
        let prepare = |panels: &mut [T], width: usize, weights: Option<&[f64]>| {
            if self.centre.is_none() && weights.is_none() {
                return Ok(());
            }
            let panels = panels.chunks_mut(width * depth).collect();
            exec.map_items(panels, |index, panel: &mut [T]| {
                let (first, width) = (index * width, panel.len() / depth);
                if let Some((high, low)) = &self.centre {
                    let (high, low) = (&high[first..][..width], &low[first..][..width]);
                    dispatch!(exec.level(), simd => centre(simd, panel, high, low));
                }
                if let Some(weights) = weights {
                    dispatch!(exec.level(), simd => weigh(simd, panel, width, (weights, self.factor)));
                }
                Ok(())
            })?;
            Ok::<_, Error>(())
        };
        prepare(right, self.tile.columns, None)?;
        if self.one_side {
            return Ok((None, right));
        }
        let left = &mut scratch.left[..self.height * depth];
        pack_rows(exec, columns, self.tile.rows, left)?;
        prepare(left, self.tile.rows, weights)?;
        Ok((Some(left), right))
    }

    /// Chunks of rows, each with its own sums.
    fn by_rows(&self, exec: &Exec) -> Result<Vec<f64>> {
        let n_rows = self.x.n_rows();
        let rows = n_rows.div_ceil(CHUNKS).max(ROWS_PER_COLUMN * self.stride);
        let parts =
            exec.map_chunks(Chunks::new(n_rows, rows.next_multiple_of(self.depth)), |_, rows| {
                let serial = Exec::serial(exec.level());
                let mut sums = filled(product(&[self.height, self.stride])?, 0.0)?;
                let mut scratch = self.scratch()?;
                for first in rows.clone().step_by(self.depth) {
                    exec.check()?;
                    let range = first..rows.end.min(first + self.depth);
                    let depth = range.len();
                    let (left, right) = self.pack(&serial, range, &mut scratch)?;
                    dispatch!(exec.level(), simd =>
                    add_gram(simd, depth, 0, left, right, (&mut sums, self.stride)));
                }
                Ok(sums)
            })?;
        let mut parts = parts.into_iter();
        let mut total = parts.next().unwrap_or_default();
        for part in parts {
            total.iter_mut().zip(part).for_each(|(total, part)| *total += part);
        }
        Ok(total)
    }

    /// All threads on one block of rows after the other, each with its rows of the result.
    fn by_columns(&self, exec: &Exec) -> Result<Vec<f64>> {
        let mut sums = filled(product(&[self.height, self.stride])?, 0.0)?;
        let mut scratch = self.scratch()?;
        for first in (0..self.x.n_rows()).step_by(self.depth) {
            let range = first..self.x.n_rows().min(first + self.depth);
            let depth = range.len();
            let (left, right) = self.pack(exec, range, &mut scratch)?;
            let bands = sums.chunks_mut(self.band * self.stride).collect();
            exec.map_items(bands, |index, sums: &mut [f64]| {
                let (first, part) = (index * self.band, self.band * depth);
                let left = left.map(|left| &left[first * depth..][..part]);
                dispatch!(exec.level(), simd =>
                    add_gram(simd, depth, first, left, right, (sums, self.stride)));
                Ok(())
            })?;
        }
        Ok(sums)
    }
}

/// The upper triangle of the sums, times `scale`, and its mirror image below.
fn mirror<T: Real>(
    exec: &Exec,
    (sums, scale): (&[f64], f64),
    stride: usize,
    size: usize,
    out: &mut [T],
) -> Result<()> {
    exec.map_items(out.chunks_mut(BAND * size).collect(), |index, rows: &mut [T]| {
        let first = index * BAND;
        for (j, sums) in sums.chunks_exact(stride).take(first + BAND).enumerate() {
            for (i, row) in rows.chunks_exact_mut(size).enumerate() {
                if j < first + i {
                    row[j] = T::from_f64(scale * sums[first + i]);
                } else if j == first + i {
                    row[j..]
                        .iter_mut()
                        .zip(&sums[j..])
                        .for_each(|(x, &s)| *x = T::from_f64(scale * s));
                }
            }
        }
        Ok(())
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;

    /// Whole numbers, whose sums are exact, and whole weights.
    fn check<T: Real>(n: usize, size: usize, weighted: bool) {
        for level in available_levels() {
            let exec = Exec::serial(level);
            let value = |i: usize, j: usize| ((i * 7 + j * 3 + i * j) % 9) as f64 - 4.0;
            let x: Vec<T> =
                (0..n * size).map(|at| T::from_f64(value(at / size, at % size))).collect();
            let weights: Vec<f64> = (0..n).map(|i| (i % 3) as f64).collect();
            let weights = weighted.then_some(&weights[..]);
            let (mut out, mut turned) = (vec![T::NAN; size * size], vec![T::NAN; size * size]);
            let matrix = Matrix::new(&x, n, size).unwrap();
            let mean = Mean { values: vec![1.0; size] };
            gram(&exec, matrix, weights, Some(&mean), &mut out).unwrap();
            let columns: Vec<T> = (0..n * size).map(|at| x[at % n * size + at / n]).collect();
            let matrix = Matrix::new(&columns, size, n).unwrap().transposed();
            gram(&exec, matrix, weights, Some(&mean), &mut turned).unwrap();
            for (at, (got, turned)) in out.iter().zip(&turned).enumerate() {
                let (a, b) = (at / size, at % size);
                let term = |i: usize| {
                    weights.map_or(1.0, |w| w[i]) * (value(i, a) - 1.0) * (value(i, b) - 1.0)
                };
                let want: f64 = (0..n).map(term).sum();
                assert_eq!(got.to_f64(), want, "({a}, {b}) of ({n}, {size})");
                assert_eq!(turned.to_f64(), want, "({a}, {b}) of ({n}, {size}), by columns");
            }
        }
    }

    #[test]
    fn tiles_and_blocks_make_the_whole() {
        for size in [1, 3, 4, 7, 9, 15, 17, 23, 25, 47, 49, 50] {
            check::<f64>(11, size, size % 2 == 0);
            check::<f32>(11, size, size % 2 == 1);
        }
        for n in [DEPTH - 1, DEPTH, DEPTH + 1, 3 * DEPTH + 5] {
            check::<f64>(n, 9, true);
            check::<f32>(n, 9, false);
        }
        for n in [5, DEPTH_WIDE + 1] {
            check::<f64>(n, WIDE, false);
            check::<f32>(n, WIDE, true);
        }
    }
}
