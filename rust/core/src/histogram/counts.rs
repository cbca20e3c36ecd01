//! Unweighted counts: integers, so any order of addition gives the same result.

use super::bins::Bins;
use super::cells::histogram_cells;
use super::column::{Column, Values};
use crate::numerics::filled;
use crate::parallel::Chunks;
use crate::{Exec, Real, Result};

/// Values a chunk holds at least, and values between two looks at the cancel token.
pub(super) const LEN_MIN: usize = 1 << 16;

/// Values a chunk holds: few enough for u32 counts, many enough that merging its table is nothing.
pub(super) fn chunk_len(n_bins: usize) -> usize {
    const VALUES_PER_BIN: usize = 16;
    const LEN_MAX: usize = 1 << 31;
    (n_bins.saturating_mul(VALUES_PER_BIN)).clamp(LEN_MIN, LEN_MAX)
}

/// Counts of `x` in each bin, into `counts` (one per bin).
pub fn histogram<'a, T: Real>(
    exec: &Exec,
    x: &'a [T],
    bins: Bins<T>,
    counts: &mut [i64],
) -> Result<()>
where
    Values<'a>: From<&'a [T]>,
{
    if let Some(axis) = bins.axis() {
        return histogram_cells(exec, x.len(), &[Column::of(x)], &[axis], counts);
    }
    let n_bins = bins.n_bins();
    let tables = exec.map_chunks(Chunks::new(x.len(), chunk_len(n_bins)), |_, range| {
        let mut table = filled(n_bins, 0_u32)?;
        for part in x[range].chunks(LEN_MIN) {
            exec.check()?;
            part.iter().filter_map(|&x| bins.bin(x)).for_each(|bin| table[bin] += 1);
        }
        Ok(table)
    })?;
    counts.fill(0);
    for table in tables {
        counts.iter_mut().zip(table).for_each(|(total, count)| *total += i64::from(count));
    }
    Ok(())
}
