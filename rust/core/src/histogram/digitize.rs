//! The bin of every value of a table, as a small integer: bin once, count often.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::cells::{Axis, Column, Values, bins_of};
use super::codes::Code;
use super::counts::LEN_MIN;
use super::uniform::BLOCK;
use crate::{Error, Exec, Result};

/// Codes of `values` (rows of as many columns as there are `axes`), into `out` of the same shape. What is
/// outside goes to the first or the last bin; NaN is an error.
pub fn digitize<C: Code>(exec: &Exec, values: Values, axes: &[Axis], out: &mut [C]) -> Result<()> {
    let n_columns = axes.len().max(1);
    let rows = (LEN_MIN / n_columns).next_multiple_of(BLOCK);
    let bad = exec.map_items(out.chunks_mut(rows * n_columns).collect(), |chunk, out| {
        Ok(out.chunks_mut(BLOCK * n_columns).enumerate().find_map(|(block, out)| {
            let start = chunk * rows + block * BLOCK;
            dispatch!(exec.level(), simd => digitize_block(simd, start, values, axes, out))
        }))
    })?;
    match bad.into_iter().flatten().next() {
        Some([row, column]) => {
            Err(Error::domain(format!("X must not hold NaN, got NaN at index ({row}, {column})")))
        }
        None => Ok(()),
    }
}

/// The place of the first NaN, by columns, if there is one.
#[simd]
fn digitize_block<S: Simd, C: Code>(
    simd: S,
    start: usize,
    values: Values,
    axes: &[Axis],
    out: &mut [C],
) -> Option<[usize; 2]> {
    let (mut scratch, mut bins) = ([0.0; BLOCK], [0.0; BLOCK]);
    let n = out.len() / axes.len();
    for (offset, axis) in axes.iter().enumerate() {
        let column = Column { values, offset, stride: axes.len() };
        let x = column.block(start, n, &mut scratch);
        bins_of(simd, axis, x, &mut bins);
        let n_bins = axis.n_bins();
        let places = out[offset..].iter_mut().step_by(axes.len());
        for (row, (place, (&bin, x))) in places.zip(bins.iter().zip(x)).enumerate() {
            let mut bin = bin as usize;
            if bin == n_bins {
                if x.is_nan() {
                    return Some([start + row, offset]);
                }
                bin = if *x < axis.edges[0] { 0 } else { n_bins - 1 };
            }
            *place = C::of(bin);
        }
    }
    None
}
