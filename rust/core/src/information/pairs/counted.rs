//! Tables of groups against 512 features at once, by counting bits.
//!
//! The simple loop, for groups g of the samples and all features x:
//! ```text
//! for feature: for row: table[feature][g[row]][x[row, feature]] += 1
//! ```
//! is an increment for every row and feature. Instead, of each group,
//! ```text
//! for value in 1..n_bins: for row in group: counts[all features] += (x[row] == value)[all features]
//! ```
//! 1. 512 comparisons are a line of bits, and a line costs one adder of bits
//!    (`simd/column_counts.rs`): for 8 bins 7 lines instead of 512 increments.
//! 2. The count of value 0 is what the others leave of the group.
//! 3. Lines of one value are made of the bit planes of a block of rows once for many groupings: they
//!    stay in L2.
//!
//! Tried and rejected: planes of features, AND and popcount for each pair of values of each pair of
//! features: (n_bins - 1)^2 operations for 512 rows of one pair of features, against n_bins - 1 for one
//! row of 512 pairs, which is 7 n_bins / 8 times less.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::codes::Grouping;
use super::lists::{Lists, NO_ROW};
use super::logs::Logs;
use super::planes::{BLOCK_ROWS, Line, PANEL, Planes};
use crate::numerics::{filled, product};
use crate::simd::{add_octets, counter_lines, counts};
use crate::{Exec, Result};

/// The counters of a grouping: one for each group and value from 1.
struct Counters<'a> {
    lists: &'a Lists,
    lines: Vec<Line>,
    /// Lines of one counter.
    len: usize,
    /// Octets counted of each group.
    n_octets: Vec<usize>,
}

impl<'a> Counters<'a> {
    fn new(lists: &'a Lists, n_bins: usize) -> Result<Self> {
        let len = counter_lines(lists.totals()?.into_iter().max().unwrap_or(0));
        let lines = filled(product(&[lists.n_groups(), n_bins - 1, len])?, [0; 8])?;
        Ok(Self { lists, lines, len, n_octets: filled(lists.n_groups(), 0)? })
    }
}

/// The sum of `n log n` over the table of each grouping with each feature of a panel.
pub fn panel_sums(
    exec: &Exec,
    planes: &Planes,
    n_bins: usize,
    groupings: &[(&Grouping, &Lists)],
    panel: usize,
    logs: &Logs,
) -> Result<Vec<[i64; PANEL]>> {
    let mut counters = Vec::new();
    for (_, lists) in groupings {
        counters.push(Counters::new(lists, n_bins)?);
    }
    let mut ones = filled(BLOCK_ROWS + 1, [0; 8])?;
    for block in 0..planes.n_blocks() {
        exec.check()?;
        let lines = planes.block(panel, block);
        dispatch!(exec.level(), simd => {
            add_block(simd, lines, planes.n_bits(), n_bins, block, &mut ones, &mut counters);
        });
    }
    let mut sums = filled(groupings.len(), [0; PANEL])?;
    for (((grouping, _), counters), sums) in groupings.iter().zip(&counters).zip(&mut sums) {
        exec.check()?;
        for (group, &size) in grouping.sizes.iter().enumerate().filter(|&(_, &size)| size > 0) {
            let mut left = [size; PANEL];
            let mut count = [0; PANEL];
            for value in 1..n_bins {
                let at = (group * (n_bins - 1) + value - 1) * counters.len;
                let counter = &counters.lines[at..at + counters.len];
                let n_octets = counters.n_octets[group];
                dispatch!(exec.level(), simd => counts(simd, counter, n_octets, &mut count));
                for ((sum, left), &count) in sums.iter_mut().zip(&mut left).zip(&count) {
                    *sum += logs.of(count);
                    *left -= count;
                }
            }
            sums.iter_mut().zip(left).for_each(|(sum, left)| *sum += logs.of(left));
        }
    }
    Ok(sums)
}

/// Counts the rows of a block.
#[simd]
fn add_block<S: Simd>(
    simd: S,
    lines: &[Line],
    n_bits: usize,
    n_bins: usize,
    block: usize,
    ones: &mut [Line],
    counters: &mut [Counters<'_>],
) {
    for value in 1..n_bins {
        equal(simd, lines, n_bits, value, ones);
        for counters in &mut *counters {
            for group in 0..counters.lists.n_groups() {
                let octets = counters.lists.octets(block, group);
                if octets.is_empty() {
                    continue;
                }
                let at = (group * (n_bins - 1) + value - 1) * counters.len;
                let counter = &mut counters.lines[at..at + counters.len];
                add_octets(simd, ones, octets, counters.n_octets[group], counter);
            }
        }
    }
    for counters in counters {
        for (group, n_octets) in counters.n_octets.iter_mut().enumerate() {
            *n_octets += counters.lists.octets(block, group).len();
        }
    }
}

/// Where the codes of each row are `value`; the row after the last one has none.
#[inline(always)]
fn equal<S: Simd>(simd: S, lines: &[Line], n_bits: usize, value: usize, ones: &mut [Line]) {
    match n_bits {
        1 => equal_of::<S, 1>(simd, lines, value, ones),
        2 => equal_of::<S, 2>(simd, lines, value, ones),
        3 => equal_of::<S, 3>(simd, lines, value, ones),
        _ => equal_of::<S, 4>(simd, lines, value, ones),
    }
    ones[usize::from(NO_ROW)] = [0; 8];
}

#[inline(always)]
fn equal_of<S: Simd, const BITS: usize>(simd: S, lines: &[Line], value: usize, ones: &mut [Line]) {
    let mut flips = [S::u64s::splat(simd, 0); BITS];
    for (_, flip) in flips.iter_mut().enumerate().filter(|(bit, _)| value >> bit & 1 == 0) {
        *flip = S::u64s::splat(simd, u64::MAX);
    }
    let (rows, _) = lines.as_chunks::<BITS>();
    for (bits, ones) in rows.iter().zip(ones) {
        for part in (0..8).step_by(S::u64s::LEN) {
            let part = part..part + S::u64s::LEN;
            let mut all = S::u64s::splat(simd, u64::MAX);
            for (line, &flip) in bits.iter().zip(&flips) {
                all &= S::u64s::from_slice(simd, &line[part.clone()]) ^ flip;
            }
            all.store_slice(&mut ones[part]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::codes::{Codes, Values};
    use super::super::scattered::Scatter;
    use super::*;
    use crate::simd::{Philox, available_levels};

    #[test]
    fn bits_and_increments_agree() {
        let (n_samples, n_features) = (BLOCK_ROWS + 77, PANEL + 3);
        let mut words = vec![0; n_samples * n_features];
        Philox::new(1, 0).words(0, &mut words);
        for n_bins in [2, 3, 4, 5, 8, 9, 16] {
            let codes: Vec<u8> = words.iter().map(|word| (word % n_bins) as u8).collect();
            for level in available_levels() {
                let exec = Exec::serial(level);
                let shape = [n_samples, n_features];
                let codes = Codes::new(&exec, "codes", Values::U8(&codes), shape, None).unwrap();
                let logs = Logs::new(n_samples).unwrap();
                let planes = Planes::new(&exec, &codes).unwrap();
                let groupings =
                    [Grouping::whole(n_samples).unwrap(), Grouping::of_feature(&codes, 5).unwrap()];
                let lists = groupings.each_ref().map(|grouping| Lists::new(grouping).unwrap());
                let pairs: Vec<_> = groupings.iter().zip(&lists).collect();
                let n_bins = n_bins as usize;
                for (panel, features) in [(0, 0..PANEL), (1, PANEL..n_features)] {
                    let got = panel_sums(&exec, &planes, n_bins, &pairs, panel, &logs).unwrap();
                    let columns = codes.columns(features.clone()).unwrap();
                    for (grouping, got) in groupings.iter().zip(got) {
                        let mut scatter = Scatter::new(grouping, n_bins).unwrap();
                        for (column, got) in columns.chunks(n_samples).zip(got) {
                            assert_eq!(got, scatter.sum(grouping, column, &logs), "{n_bins} bins");
                        }
                    }
                }
            }
        }
    }
}
