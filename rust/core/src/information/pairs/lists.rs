//! The rows of each group, block by block.

use super::codes::Grouping;
use super::planes::BLOCK_ROWS;
use crate::Result;
use crate::numerics::{filled, product, reserved};

/// Rows that are counted together.
pub const OCTET: usize = 8;

/// A row of zeros that fills the last octet of a list.
pub const NO_ROW: u16 = BLOCK_ROWS as u16;

/// Lists of the rows of each group within each block, padded to whole octets.
pub struct Lists {
    rows: Vec<[u16; OCTET]>,
    /// Where the octets of (block, group) begin, and the end.
    starts: Vec<u32>,
    n_groups: usize,
    left_out: Option<usize>,
}

impl Lists {
    /// Of all groups.
    pub fn new(grouping: &Grouping) -> Result<Self> {
        Self::without(grouping, None)
    }

    /// Of all groups but the first of the largest, which is what the others leave.
    pub fn without_largest(grouping: &Grouping) -> Result<Self> {
        let groups = grouping.sizes.iter().enumerate();
        let largest = groups.rev().max_by_key(|&(_, size)| size);
        Self::without(grouping, largest.map(|(group, _)| group))
    }

    fn without(grouping: &Grouping, left_out: Option<usize>) -> Result<Self> {
        let n_groups = grouping.sizes.len();
        let n_blocks = grouping.of_row.len().div_ceil(BLOCK_ROWS);
        let n_starts = product(&[n_blocks, n_groups])?.saturating_add(1);
        let n_octets_max = (grouping.of_row.len() / OCTET).saturating_add(n_starts);
        let mut rows: Vec<[u16; OCTET]> = reserved(n_octets_max)?;
        let mut starts = reserved(n_starts)?;
        let mut next = filled(n_groups, 0_usize)?;
        starts.push(0);
        for of_row in grouping.of_row.chunks(BLOCK_ROWS) {
            next.fill(0);
            of_row.iter().for_each(|&group| next[group as usize] += 1);
            left_out.into_iter().for_each(|group| next[group] = 0);
            let mut octets = rows.len();
            for next in &mut next {
                let n_octets = next.div_ceil(OCTET);
                *next = octets * OCTET;
                octets += n_octets;
                starts.push(octets as u32);
            }
            // Rows of the group that is left out all go to one place behind the others: a branch would
            // often be mispredicted.
            rows.resize(octets + 1, [NO_ROW; OCTET]);
            left_out.into_iter().for_each(|group| next[group] = octets * OCTET);
            let places = rows.as_flattened_mut();
            for (row, &group) in of_row.iter().enumerate() {
                let place = &mut next[group as usize];
                places[*place] = row as u16;
                *place += usize::from(left_out != Some(group as usize));
            }
            rows.truncate(octets);
        }
        Ok(Self { rows, starts, n_groups, left_out })
    }

    pub fn n_groups(&self) -> usize {
        self.n_groups
    }

    /// The group whose rows are in no list.
    pub fn left_out(&self) -> Option<usize> {
        self.left_out
    }

    /// The octets of a group within a block.
    #[inline(always)]
    pub fn octets(&self, block: usize, group: usize) -> &[[u16; OCTET]] {
        let at = block * self.n_groups + group;
        &self.rows[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// The octets of each group in all blocks.
    pub fn totals(&self) -> Result<Vec<usize>> {
        let mut totals = filled(self.n_groups, 0)?;
        for (at, pair) in self.starts.windows(2).enumerate() {
            totals[at % self.n_groups] += (pair[1] - pair[0]) as usize;
        }
        Ok(totals)
    }
}
