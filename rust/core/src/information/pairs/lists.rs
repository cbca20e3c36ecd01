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
}

impl Lists {
    pub fn new(grouping: &Grouping) -> Result<Self> {
        let n_groups = grouping.sizes.len();
        let n_blocks = grouping.of_row.len().div_ceil(BLOCK_ROWS);
        let mut rows: Vec<[u16; OCTET]> = Vec::new();
        let mut starts = reserved(product(&[n_blocks, n_groups])?.saturating_add(1))?;
        let mut next = filled(n_groups, 0_usize)?;
        starts.push(0);
        for of_row in grouping.of_row.chunks(BLOCK_ROWS) {
            next.fill(0);
            of_row.iter().for_each(|&group| next[group as usize] += 1);
            let mut octets = rows.len();
            for next in &mut next {
                let n_octets = next.div_ceil(OCTET);
                *next = octets * OCTET;
                octets += n_octets;
                starts.push(octets as u32);
            }
            rows.resize(octets, [NO_ROW; OCTET]);
            let places = rows.as_flattened_mut();
            for (row, &group) in of_row.iter().enumerate() {
                let place = &mut next[group as usize];
                places[*place] = row as u16;
                *place += 1;
            }
        }
        Ok(Self { rows, starts, n_groups })
    }

    pub fn n_groups(&self) -> usize {
        self.n_groups
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
