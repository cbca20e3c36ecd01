//! Counts of groups against 512 features at once, bit by bit.
//!
//! Of each group,
//! ```text
//! for value in 1..n_bins: for row in group: counts[all features] += (x[row] == value)[all features]
//! ```
//! 1. 512 bits are a line, and a line costs one adder of bits (`simd/column_counts.rs`): for 8 bins 7 lines
//!    instead of 512 increments.
//! 2. Not values are counted but products of bits: how many rows of the group have all bits of `value`. There
//!    are as many, each costs one AND of a line that is at hand, and counts of values are their differences:
//!    no lines of single values are made, stored and loaded (7 a row and grouping, now 3).
//! 3. The count of value 0 is what the others leave of the group.
//! 4. A block of planes is copied, as it lies in memory, to where it stays in L2 for all groupings: lists
//!    take rows in an order that nothing foresees.
//!
//! What sets the pace, by count and not measured: with two groupings or fewer to a pass memory (192 bytes a
//! row of 512 features); with 32, as in tables of all pairs, the front end of the core (some 55 instructions
//! a row, 28 of them on vectors, for 8 bins).
//!
//! Tried and rejected: planes of features, AND and popcount for each pair of values of each pair of
//! features: (n_bins - 1)^2 operations for 512 rows of one pair of features, against n_bins - 1 for one
//! row of 512 pairs, which is 7 n_bins / 8 times less. Products of 0 and 1 as bytes (VNNI), rejected by
//! count: 10 times slower.
//! Rows grouped by two features at once (64 groups), counted once for both: half the lines, but in lists so
//! short that mispredicted branches, and counters beyond L2, take more than that gains (a twentieth faster
//! on one thread, a tenth slower on two). Three or four products in one pass: their state is spilled, twice
//! the time. Tiles of 8 or 16 groupings, blocks of 2048 rows: planes come from memory more often than counters
//! leave L2 less. For one grouping, panels in turn from the front and from the back, planes made along the
//! rows: no gain.

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::codes::Grouping;
use super::lists::Lists;
use super::planes::{PANEL, Planes};
use crate::numerics::{filled, product, reserved};
use crate::simd::{
    Level, Line, PLANE_ROWS, Plane, Products, add_octets, counter_lines, numbers, resolve,
};
use crate::{Exec, Result};

/// Counts of each value, of each feature of a panel.
pub type Table = Vec<[u32; PANEL]>;

/// Products of bits that are counted side by side.
const SIDE: usize = 2;

/// The counters of a grouping: one for each group and product of bits.
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

    /// The counts of a group, once: they are resolved where they lie. Those of value 0 are what the others
    /// leave.
    pub fn table(&mut self, level: Level, group: usize, table: &mut Table) {
        dispatch!(level, simd => self.table_of(simd, group, table));
    }

    #[simd]
    fn table_of<S: Simd>(&mut self, simd: S, group: usize, table: &mut Table) {
        let n_octets = self.n_octets[group];
        let counters = &mut self.lines[group * (self.n_bins - 1) * self.len..];
        table[0].fill(self.grouping.sizes[group]);
        for values in sides(self.n_bins) {
            let n = values.len();
            let counter = &mut counters[(values.start - 1) * self.len..][..n * self.len];
            let n_bits = resolve(simd, counter, n, n_octets);
            for (f, value) in values.enumerate() {
                numbers(simd, &counter[f..n_bits * n], n, &mut table[value]);
            }
        }
        // From counts of values that have the bits to counts of the values.
        for bit in (0..).map(|bit| 1 << bit).take_while(|&bit| bit < self.n_bins) {
            for value in (0..self.n_bins - bit).filter(|value| value & bit == 0) {
                let (fewer, more) = table.split_at_mut(value + 1);
                let more = &more[bit - 1];
                fewer[value].iter_mut().zip(more).for_each(|(fewer, more)| *fewer -= more);
            }
        }
    }
}

/// The values from 1 whose products of bits are counted side by side.
fn sides(n_bins: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let sides = (0..n_bins).step_by(SIDE).map(move |at| at.max(1)..n_bins.min(at + SIDE));
    sides.filter(|values| !values.is_empty())
}

/// Counts the rows of each listed group, for 512 places from `start` on.
pub fn count<'a>(
    exec: &Exec,
    planes: &Planes<'_>,
    n_bins: usize,
    groupings: &[(&'a Grouping, &'a Lists)],
    start: usize,
) -> Result<Vec<Counters<'a>>> {
    let mut counters = reserved(groupings.len())?;
    for (grouping, lists) in groupings {
        counters.push(Counters::new(grouping, lists, n_bins)?);
    }
    let zeros: Plane = [Line::default(); PLANE_ROWS + 1];
    let mut near = filled(planes.n_bits(), zeros)?;
    for block in 0..planes.n_blocks() {
        exec.check()?;
        planes.copy(exec.level(), start, block, &mut near);
        dispatch!(exec.level(), simd => add_block(simd, &near, block, &mut counters));
    }
    Ok(counters)
}

/// Counts the rows of a block.
#[simd]
fn add_block<S: Simd>(simd: S, near: &[Plane], block: usize, counters: &mut [Counters<'_>]) {
    let n_bits = near.len();
    for counters in counters {
        for group in 0..counters.lists.n_groups() {
            let octets = counters.lists.octets(block, group);
            if octets.is_empty() {
                continue;
            }
            let at = group * (counters.n_bins - 1);
            for values in sides(counters.n_bins) {
                let mut high = [&near[0]; 3];
                let bits = (1..n_bits).filter(|&bit| values.start >> bit & 1 == 1);
                let n_high =
                    high.iter_mut().zip(bits).map(|(high, bit)| *high = &near[bit]).count();
                let of = Products { lowest: &near[0], high, n_high, n: values.len() };
                let at = (at + values.start - 1) * counters.len;
                let counter = &mut counters.lines[at..at + values.len() * counters.len];
                add_octets(simd, of, octets, counters.n_octets[group], counter);
            }
            counters.n_octets[group] += octets.len();
        }
    }
}
