//! Unweighted counts: integers, so any order of addition gives the same result.

use fearless_simd::dispatch;

use super::{edges, uniform};
use crate::numerics::{filled, product};
use crate::parallel::Chunks;
use crate::{Error, Exec, Real, Result, Work};

/// Where the bins are.
#[derive(Clone, Copy, Debug)]
pub enum Bins<'a, T> {
    /// Equal bins.
    Uniform(uniform::Grid<'a, T>),
    /// Any monotone edges.
    Edges(&'a [f64]),
}

impl<T: Real> Bins<'_, T> {
    /// The number of bins.
    pub fn n_bins(&self) -> usize {
        match self {
            Self::Uniform(grid) => grid.n_bins(),
            Self::Edges(edges) => edges.len().saturating_sub(1),
        }
    }

    /// The bin of one value, `None` outside.
    #[inline(always)]
    pub(super) fn bin(&self, x: T) -> Option<usize> {
        match self {
            Self::Uniform(grid) => grid.bin(x),
            Self::Edges(edges) => edges::bin(edges, x),
        }
    }

    /// The predicted time of a histogram of `n` values.
    pub fn work(&self, n: usize) -> Work {
        match self {
            Self::Uniform(_) => Work::new(n, 1.0),
            Self::Edges(edges) => Work::new(n, 2.0 + 2.0 * (edges.len().max(2) as f64).log2()),
        }
    }
}

/// Values a chunk holds at least, and values between two looks at the cancel token.
pub(super) const LEN_MIN: usize = 1 << 16;

/// Values a chunk holds: few enough for u32 counts, many enough that merging its table is nothing.
pub(super) fn chunk_len(n_bins: usize) -> usize {
    const VALUES_PER_BIN: usize = 16;
    const LEN_MAX: usize = 1 << 31;
    (n_bins.saturating_mul(VALUES_PER_BIN)).clamp(LEN_MIN, LEN_MAX)
}

/// Counts of `x` in each bin, into `counts` (one per bin).
pub fn histogram<T: Real>(exec: &Exec, x: &[T], bins: Bins<T>, counts: &mut [i64]) -> Result<()> {
    let n_bins = bins.n_bins();
    let tables = exec.map_chunks(Chunks::new(x.len(), chunk_len(n_bins)), |_, range| {
        let mut counts = filled(n_bins, 0_u64)?;
        match bins {
            Bins::Uniform(grid) => {
                let mut tables = filled(grid.tables_len(), 0_u32)?;
                for part in x[range].chunks(LEN_MIN) {
                    exec.check()?;
                    dispatch!(exec.level(), simd => uniform::count(simd, part, &grid, &mut tables));
                }
                grid.merge(&tables, &mut counts);
            }
            Bins::Edges(edges) => {
                for part in x[range].chunks(LEN_MIN) {
                    exec.check()?;
                    for bin in part.iter().filter_map(|&x| edges::bin(edges, x)) {
                        counts[bin] += 1;
                    }
                }
            }
        }
        Ok(counts)
    })?;
    counts.fill(0);
    for table in tables {
        for (total, count) in counts.iter_mut().zip(table) {
            *total += count as i64;
        }
    }
    Ok(())
}

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
    if product(&[counts.len() / n_bins, len])? != x.len() {
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
    let tasks = x.chunks(rows * len).zip(counts.chunks_mut(rows * n_bins)).collect();
    exec.map_items(tasks, |_, (x, counts): (&[T], &mut [i64])| {
        match bins {
            Bins::Uniform(grid) => {
                dispatch!(exec.level(), simd => uniform::count_rows(simd, x, len, &grid, counts));
            }
            Bins::Edges(edges) => {
                for (row, counts) in x.chunks(len).zip(counts.chunks_mut(n_bins)) {
                    row.iter()
                        .filter_map(|&x| edges::bin(edges, x))
                        .for_each(|bin| counts[bin] += 1);
                }
            }
        }
        Ok(())
    })?;
    Ok(())
}
