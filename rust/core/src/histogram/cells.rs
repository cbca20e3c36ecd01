//! Histograms of several variables: the cell of each sample, bit-equal to `numpy.histogramdd`.
//!
//! The simple loop:
//! ```text
//! for each sample: counts[cell] += 1, unless it is outside of an axis
//! ```
//! 1. Cells are found a vector at a time (`finder.rs`), in double precision, whatever the data: their
//!    values and edges are exact in it.
//! 2. One cell more is for what is outside: no branch in the loop; that cell is dropped.
//! 3. Counts of two bytes while there are up to 65,280 samples: half the room in the caches.
//! 4. Where there are few cells, lanes of a vector have tables of their own, four in all, so that equal
//!    neighbours do not wait for each other's store; the vector adds the table's place.
//!
//! 10 M pairs of doubles, 100 x 100 bins, on two threads of a Xeon: 7.4 to 8.2 ms by the hour (7.95 in
//! `compare`, 74 % of the memory's speed); 10 M doubles, 100 bins: 4.9 ms (60 %).

use std::ops::Range;

use fearless_simd::dispatch;

use super::axis::Axis;
use super::column::Column;
use super::counts::{LEN_MIN, chunk_len, has_places};
use super::finder::{BLOCK, Finder, find};
use super::tables::n_tables;
use crate::numerics::{filled, product};
use crate::parallel::Chunks;
use crate::simd::Level;
use crate::{Error, Exec, Result, Work};

/// From so many cells on they are not exact as a double with the magic number added.
const CELLS_MAX: usize = 1 << 51;

/// Of more cells, two-byte counts would not stay in the L2 cache between two blocks.
const SHORT_MAX: usize = 1 << 17;

/// Samples of which two-byte counts cannot overflow: blocks below 2^16.
const SHORT_SAMPLES: usize = (1 << 16) - BLOCK;

/// The predicted time of a histogram of `n` samples.
pub fn cells_work(n: usize, axes: &[Axis]) -> Work {
    Work::new(n, 0.5 + axes.iter().map(Axis::ns).sum::<f64>())
}

/// The number of cells; an error unless there are `n` values of a variable for each axis.
fn n_cells(n: usize, columns: &[Column], axes: &[Axis]) -> Result<usize> {
    if axes.is_empty() || columns.len() != axes.len() {
        return Err(Error::shape(format!(
            "there must be as many variables as axes, one at least, got {} and {}",
            columns.len(),
            axes.len()
        )));
    }
    if let Some(short) = columns.iter().map(Column::len).find(|&len| len < n) {
        return Err(Error::shape(format!("there must be {n} values of a variable, got {short}")));
    }
    let cells = product(&axes.iter().map(Axis::n_bins).collect::<Vec<_>>())?;
    if cells >= CELLS_MAX {
        return Err(Error::domain(format!(
            "there must be fewer than {CELLS_MAX} bins, got {cells}"
        )));
    }
    Ok(cells)
}

/// Counts of `n` samples in each cell, in C order.
pub fn histogram_cells(
    exec: &Exec,
    n: usize,
    columns: &[Column],
    axes: &[Axis],
    counts: &mut [i64],
) -> Result<()> {
    let cells = n_cells(n, columns, axes)?;
    has_places(counts, cells)?;
    let row = cells + 1;
    let n_tables = n_tables(row);
    let n_short = if row <= SHORT_MAX { n_tables * row } else { 0 };
    let tables = exec.map_chunks(Chunks::new(n, chunk_len(cells)), |_, range| {
        let mut finder = Finder::new(columns, axes, cells, n_tables)?;
        let mut total = filled(row, 0_u32)?;
        let mut short = filled(n_short, 0_u16)?;
        for start in range.clone().step_by(SHORT_SAMPLES) {
            exec.check()?;
            let part = start..range.end.min(start + SHORT_SAMPLES);
            count_part(exec.level(), &mut finder, part, &mut short, &mut total);
            for table in short.chunks_exact_mut(row) {
                for (total, count) in total.iter_mut().zip(table) {
                    *total += u32::from(std::mem::take(count));
                }
            }
        }
        Ok(total)
    })?;
    counts.fill(0);
    for table in tables {
        counts.iter_mut().zip(table).for_each(|(total, count)| *total += i64::from(count));
    }
    Ok(())
}

/// Counts the samples of `part` in the tables of `short`, which they cannot overflow, or in `total` where
/// there are none.
fn count_part(
    level: Level,
    finder: &mut Finder,
    part: Range<usize>,
    short: &mut [u16],
    total: &mut [u32],
) {
    let mut found = 0;
    for start in part.clone().step_by(BLOCK) {
        let counts = if found > 0 { &mut short[..] } else { &mut [] };
        let n = BLOCK.min(part.end - start);
        dispatch!(level, simd => find(simd, finder, start, n, counts));
        if short.is_empty() {
            finder.found()[..n].iter().for_each(|&cell| total[cell as usize] += 1);
        } else {
            found = n;
        }
    }
    finder.found()[..found].iter().for_each(|&cell| short[cell as usize] += 1);
}

/// Samples whose cells wait to be summed (8 MB).
const WAVE: usize = 1 << 20;

/// Sums of `weights` in each cell, from left to right as NumPy adds them: cells are found by all
/// threads, sums made by one.
pub fn histogram_cells_weighted(
    exec: &Exec,
    weights: &[f64],
    columns: &[Column],
    axes: &[Axis],
    sums: &mut [f64],
) -> Result<()> {
    let cells = n_cells(weights.len(), columns, axes)?;
    has_places(sums, cells)?;
    let mut table = filled(cells + 1, 0.0)?;
    for (wave, weights) in weights.chunks(WAVE).enumerate() {
        let mut flat = filled(weights.len(), 0_u64)?;
        exec.map_items(flat.chunks_mut(LEN_MIN).collect(), |chunk, flat| {
            let mut finder = Finder::new(columns, axes, cells, 1)?;
            for (block, flat) in flat.chunks_mut(BLOCK).enumerate() {
                let start = wave * WAVE + chunk * LEN_MIN + block * BLOCK;
                let n = flat.len();
                dispatch!(exec.level(), simd => find(simd, &mut finder, start, n, &mut []));
                flat.copy_from_slice(&finder.found()[..n]);
            }
            Ok(())
        })?;
        flat.iter().zip(weights).for_each(|(&cell, weight)| table[cell as usize] += weight);
    }
    sums.copy_from_slice(&table[..cells]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_that_do_not_fit_are_refused() {
        let exec = Exec::serial(Level::new());
        let axis = Axis { edges: &[0.0, 1.0, 2.0], equal: None };
        let column = Column::of(&[0.5, 1.5][..]);
        let count = |n, columns: &[Column], axes: &[Axis], counts: &mut [i64]| {
            histogram_cells(&exec, n, columns, axes, counts).map_err(|error| error.to_string())
        };
        assert_eq!(count(2, &[column], &[axis], &mut [0; 2]), Ok(()));
        for (n, columns, axes, counts, message) in [
            (2, &[][..], &[][..], 1, "one at least, got 0 and 0"),
            (2, &[column], &[axis; 2], 4, "got 1 and 2"),
            (3, &[column], &[axis], 2, "3 values of a variable, got 2"),
            (2, &[Column { stride: 0, ..column }], &[axis], 2, "2 values of a variable, got 0"),
            (2, &[Column { stride: 2, ..column }], &[axis], 2, "2 values of a variable, got 1"),
            (2, &[column], &[axis], 3, "each of 2 bins, got 3"),
        ] {
            let error = count(n, columns, axes, &mut vec![0; counts]).unwrap_err();
            assert!(error.ends_with(message), "{error}");
        }
    }
}
