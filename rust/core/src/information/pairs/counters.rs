//! Counts of groups against 512 features at once, bit by bit.
//!
//! Of each group,
//! ```text
//! for value in 1..n_bins: for row in group: counts[all features] += (x[row] == value)[all features]
//! ```
//! 1. 512 comparisons are a line of bits, and a line costs one adder of bits
//!    (`simd/column_counts.rs`): for 8 bins 7 lines instead of 512 increments.
//! 2. The count of value 0 is what the others leave of the group.
//! 3. Lines of one value are made of the bit planes of a block of rows once for many groupings: they
//!    stay in L2. That level sets the pace: on Zen 4 a line that is not in L1 takes 2 cycles of 3.65 GHz, its
//!    adder 1.5; 0.75 ns in all, for blocks of 256 to 4096 rows alike.
//!
//! Tried and rejected: planes of features, AND and popcount for each pair of values of each pair of
//! features: (n_bins - 1)^2 operations for 512 rows of one pair of features, against n_bins - 1 for one
//! row of 512 pairs, which is 7 n_bins / 8 times less.
//! Rows grouped by two features at once (64 groups), counted once for both: half the lines, but in lists so
//! short that mispredicted branches, and counters beyond L2, take more than that gains (a twentieth faster
//! on one thread, a tenth slower on two). All values of eight rows from their bits in registers, 3 loads a
//! row instead of 7: the counters of all values at once leave L2; no faster. For one grouping, whose planes
//! come from memory: the lines of all values in one pass, panels in turn from the front and from the back,
//! planes made along the rows: no gain.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::codes::Grouping;
use super::lists::{Lists, NO_ROW};
use super::planes::{BLOCK_ROWS, PANEL, Planes};
use crate::numerics::{filled, product, reserved};
use crate::simd::{Level, Line, add_octets, counter_lines, counts};
use crate::{Exec, Result};

/// Counts of each value, of each feature of a panel.
pub type Table = Vec<[u32; PANEL]>;

/// The counters of a grouping: one for each group and value from 1.
pub struct Counters<'a> {
    pub grouping: &'a Grouping,
    pub lists: &'a Lists,
    n_bins: usize,
    lines: Vec<Line>,
    /// Lines of one counter.
    len: usize,
    /// Octets counted of each group.
    n_octets: Vec<usize>,
}

impl<'a> Counters<'a> {
    fn new(grouping: &'a Grouping, lists: &'a Lists, n_bins: usize) -> Result<Self> {
        let len = counter_lines(lists.totals()?.into_iter().max().unwrap_or(0));
        let n_lines = product(&[lists.n_groups(), n_bins - 1, len])?;
        let lines = filled(n_lines, Line::default())?;
        Ok(Self { grouping, lists, n_bins, lines, len, n_octets: filled(lists.n_groups(), 0)? })
    }

    /// The counts of a group; those of value 0 are what the others leave.
    pub fn table(&self, level: Level, group: usize, table: &mut Table) {
        let counters = &self.lines[group * (self.n_bins - 1) * self.len..];
        let (zero, others) = table.split_at_mut(1);
        zero[0].fill(self.grouping.sizes[group]);
        for (out, counter) in others.iter_mut().zip(counters.chunks_exact(self.len)) {
            dispatch!(level, simd => counts(simd, counter, self.n_octets[group], out));
            zero[0].iter_mut().zip(out.iter()).for_each(|(zero, count)| *zero -= count);
        }
    }
}

/// Counts the rows of each listed group.
pub fn count<'a>(
    exec: &Exec,
    planes: &Planes,
    n_bins: usize,
    groupings: &[(&'a Grouping, &'a Lists)],
    panel: usize,
) -> Result<Vec<Counters<'a>>> {
    let mut counters = reserved(groupings.len())?;
    for (grouping, lists) in groupings {
        counters.push(Counters::new(grouping, lists, n_bins)?);
    }
    let mut ones = filled(BLOCK_ROWS + 1, Line::default())?;
    for block in 0..planes.n_blocks() {
        exec.check()?;
        let lines = planes.block(panel, block);
        dispatch!(exec.level(), simd => {
            add_block(simd, lines, planes.n_bits(), n_bins, block, &mut ones, &mut counters);
        });
    }
    Ok(counters)
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
    ones[usize::from(NO_ROW)] = Line::default();
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
                all &= S::u64s::from_slice(simd, &line.0[part.clone()]) ^ flip;
            }
            all.store_slice(&mut ones.0[part]);
        }
    }
}
