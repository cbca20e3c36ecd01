//! Codes as bit planes, row by row: a line of 512 bits holds one bit of the codes of 512 features.

use super::codes::Codes;
use crate::numerics::{product, reserved};
use crate::{Exec, Result};

/// Bits of a line, of one vector of the widest level.
pub type Line = [u64; 8];

/// Features side by side in a line.
pub const PANEL: usize = 512;

/// Rows of a block: their lines of one value stay in L2 (64 KiB).
pub const BLOCK_ROWS: usize = 1024;

/// The planes of a matrix of codes.
pub struct Planes {
    /// Blocks of one panel after those of the panel before; of a block, rows of `n_bits` lines.
    blocks: Vec<Vec<Line>>,
    n_bits: usize,
    n_blocks: usize,
}

impl Planes {
    pub fn new(exec: &Exec, codes: &Codes) -> Result<Self> {
        let n_bits = (codes.n_bins() - 1).checked_ilog2().map_or(0, |bits| bits as usize + 1);
        let n_blocks = codes.n_samples().div_ceil(BLOCK_ROWS);
        let n_panels = codes.n_features().div_ceil(PANEL);
        let n_places = product(&[n_panels, n_blocks])?;
        let mut places = reserved(n_places)?;
        places.extend((0..n_places).map(|at| (at / n_blocks, at % n_blocks)));
        let blocks = exec.map_items(places, |_, (panel, block)| {
            let first = block * BLOCK_ROWS;
            let rows = first..(first + BLOCK_ROWS).min(codes.n_samples());
            let features = panel * PANEL..((panel + 1) * PANEL).min(codes.n_features());
            let mut lines = reserved(product(&[rows.len(), n_bits])?)?;
            let mut bytes = [0; PANEL];
            for row in rows {
                codes.row(row, features.clone(), &mut bytes[..features.len()]);
                lines.extend((0..n_bits).map(|bit| line_of(&bytes, bit)));
            }
            Ok(lines)
        })?;
        Ok(Self { blocks, n_bits, n_blocks })
    }

    pub fn n_blocks(&self) -> usize {
        self.n_blocks
    }

    pub fn n_bits(&self) -> usize {
        self.n_bits
    }

    /// The codes of a feature: of a wide matrix, planes are nearer to each other than its rows.
    pub fn column(&self, feature: usize) -> Result<Vec<u32>> {
        let (panel, place) = (feature / PANEL, feature % PANEL);
        let blocks = || (0..self.n_blocks).map(|block| self.block(panel, block));
        let mut column = reserved(blocks().map(<[Line]>::len).sum::<usize>() / self.n_bits.max(1))?;
        for lines in blocks() {
            column.extend(lines.chunks_exact(self.n_bits.max(1)).map(|bits| {
                let bit = |line: &Line| (line[place / 64] >> (place % 64) & 1) as u32;
                bits.iter().rev().fold(0, |code, line| 2 * code + bit(line))
            }));
        }
        Ok(column)
    }

    /// The lines of a block, `n_bits` a row.
    pub fn block(&self, panel: usize, block: usize) -> &[Line] {
        &self.blocks[panel * self.n_blocks + block]
    }
}

/// One bit of each byte.
fn line_of(bytes: &[u8; PANEL], bit: usize) -> Line {
    let (eights, _) = bytes.as_chunks::<8>();
    let mut line = [0; 8];
    for (word, eights) in line.iter_mut().zip(eights.chunks_exact(8)) {
        for (at, eight) in eights.iter().enumerate() {
            *word |= gathered(u64::from_le_bytes(*eight) >> bit) << (8 * at);
        }
    }
    line
}

/// The lowest bits of eight bytes, side by side: the product moves bit 8 k to 56 + k, and no two of its
/// terms meet.
fn gathered(bytes: u64) -> u64 {
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    const MOVES: u64 = 0x0102_0408_1020_4080;
    (bytes & LOWEST).wrapping_mul(MOVES) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_finds_its_place() {
        for byte in 0..8 {
            assert_eq!(gathered(1 << (8 * byte)), 1 << byte);
        }
        assert_eq!(gathered(u64::MAX), 255);
        let mut bytes = [0; PANEL];
        bytes[77] = 5;
        for (bit, want) in [(0, 1 << 13), (1, 0), (2, 1 << 13)] {
            assert_eq!(line_of(&bytes, bit), [0, want, 0, 0, 0, 0, 0, 0]);
        }
    }
}
