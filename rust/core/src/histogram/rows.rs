//! Counts of each row of a table: the slices of an array along an axis.

use fearless_simd::dispatch;

use super::axis::Axis;
use super::bins::Bins;
use super::column::Column;
use super::counts::{LEN_MIN, histogram};
use super::finder::{BLOCK, Finder, find};
use crate::numerics::product;
use crate::simd::Level;
use crate::{Error, Exec, Real, Result};

/// Counts of the values of each row of `x` in each bin, into the rows of `counts`. A row has `len` values.
pub fn histogram_rows<T: Real>(
    exec: &Exec,
    x: &[T],
    len: usize,
    bins: Bins<T>,
    counts: &mut [i64],
) -> Result<()> {
    counts.fill(0);
    let n_bins = bins.n_bins();
    if len == 0 || n_bins == 0 {
        return Ok(());
    }
    if !counts.len().is_multiple_of(n_bins) || product(&[counts.len() / n_bins, len])? != x.len() {
        return Err(Error::shape(format!(
            "counts must have a row of {n_bins} for each row of x, got {} for {} values in rows of {len}",
            counts.len(),
            x.len()
        )));
    }
    if len >= LEN_MIN || len == x.len() {
        let mut rows = x.chunks(len).zip(counts.chunks_mut(n_bins));
        return rows.try_for_each(|(row, counts)| histogram(exec, row, bins, counts));
    }
    let rows = LEN_MIN / len;
    let axis = bins.axis();
    exec.map_items(counts.chunks_mut(rows * n_bins).collect(), |task, counts: &mut [i64]| {
        let start = task * rows * len;
        if let Some(axis) = axis {
            return count_rows(exec.level(), start, len, Column::of(x), axis, counts);
        }
        for (row, counts) in x[start..].chunks(len).zip(counts.chunks_mut(n_bins)) {
            row.iter().filter_map(|&x| bins.bin(x)).for_each(|bin| counts[bin] += 1);
        }
        Ok(())
    })?;
    Ok(())
}

/// Adds the counts of rows of `len` values, the first of which is at `start`, to the rows of `counts`.
fn count_rows(
    level: Level,
    start: usize,
    len: usize,
    column: Column,
    axis: Axis,
    counts: &mut [i64],
) -> Result<()> {
    let n_bins = axis.n_bins();
    let mut finder = Finder::new(&[column], &[axis], n_bins, 1)?;
    let n = counts.len() / n_bins * len;
    let mut rows = counts.chunks_exact_mut(n_bins);
    let (mut row, mut missing) = (&mut [][..], 0);
    // A block goes over the ends of short rows.
    for block in (0..n).step_by(BLOCK) {
        let size = BLOCK.min(n - block);
        dispatch!(level, simd => find(simd, &mut finder, start + block, size, &mut []));
        let mut bins = &finder.found()[..size];
        while !bins.is_empty() {
            if missing == 0 {
                (row, missing) = (rows.next().unwrap_or_default(), len);
            }
            let (here, others) = bins.split_at(missing.min(bins.len()));
            for &bin in here {
                if let Some(count) = row.get_mut(bin as usize) {
                    *count += 1;
                }
            }
            (bins, missing) = (others, missing - here.len());
        }
    }
    Ok(())
}
