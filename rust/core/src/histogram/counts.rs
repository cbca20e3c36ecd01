//! Unweighted counts: integers, so any order of addition gives the same result.

use super::bins::Bins;
use super::cells::histogram_cells;
use super::column::Column;
use crate::numerics::filled;
use crate::parallel::Chunks;
use crate::{Error, Exec, Real, Result};

/// Values a chunk holds at least, and values between two looks at the cancel token.
pub(super) const LEN_MIN: usize = 1 << 16;

/// Values a chunk holds: few enough for u32 counts, many enough that merging its table is nothing.
pub(super) fn chunk_len(n_bins: usize) -> usize {
    const VALUES_PER_BIN: usize = 16;
    const LEN_MAX: usize = 1 << 31;
    (n_bins.saturating_mul(VALUES_PER_BIN)).clamp(LEN_MIN, LEN_MAX)
}

/// An error unless `table` has a place for each of `n` bins.
pub(super) fn has_places<T>(table: &[T], n: usize) -> Result<()> {
    if table.len() != n {
        return Err(Error::shape(format!(
            "there must be a place for each of {n} bins, got {}",
            table.len()
        )));
    }
    Ok(())
}

/// Counts of `x` in each bin, into `counts` (one per bin).
pub fn histogram<T: Real>(exec: &Exec, x: &[T], bins: Bins<T>, counts: &mut [i64]) -> Result<()> {
    if let Some(axis) = bins.axis() {
        return histogram_cells(exec, x.len(), &[Column::of(x)], &[axis], counts);
    }
    let n_bins = bins.n_bins();
    has_places(counts, n_bins)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::histogram::Grid;
    use crate::simd::Level;

    #[test]
    fn more_bins_than_single_precision_counts() {
        let n_bins = (1 << 23) + 5;
        let edges: Vec<f64> = (0..=n_bins).map(|i| i as f64).collect();
        let last = n_bins as f32;
        let bins = Bins::Uniform(Grid {
            first: 0.0,
            last,
            width: last,
            step: Some(f64::from(f32::EPSILON)),
            edges: &edges,
        });
        let x = [0.0, 1.0, 8_388_610.0, last, -1.0, f32::NAN].repeat(8);
        let mut counts = vec![0; n_bins];
        histogram(&Exec::serial(Level::new()), &x, bins, &mut counts).unwrap();
        let full: Vec<usize> = (0..n_bins).filter(|&bin| counts[bin] == 8).collect();
        assert_eq!(full, [0, 1, 8_388_610, n_bins - 1]);
        assert_eq!(counts.iter().sum::<i64>(), 32);
    }
}
