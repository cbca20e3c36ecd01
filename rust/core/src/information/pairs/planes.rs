//! Codes as bit planes: a line of 512 bits holds one bit of the codes of 512 features in one row.

use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::codes::Codes;
use crate::numerics::{filled, product, reserved};
use crate::simd::{Level, Line, PLANE_ROWS, Plane};
use crate::{Error, Exec, Result};

/// Bits of a word.
const WORD: usize = u64::BITS as usize;

/// Features side by side in a line.
pub const PANEL: usize = 512;

/// Rows of a block: their planes stay in L2 (64 KiB each).
pub const BLOCK_ROWS: usize = PLANE_ROWS;

/// Words of a line.
const LINE: usize = PANEL / WORD;

/// Which features lie in the panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Each once.
    Row,
    /// After the last the first again, so that there are 512 neighbours from each feature on.
    Ring,
}

impl Order {
    /// For tables of all pairs of so many features, `tile` of them at a time: that in which panels are counted
    /// less often. From each of a ring those up to half of it ahead are counted, else those of its panel and
    /// of all behind it.
    pub fn of_pairs(n_features: usize, tile: usize) -> Self {
        let (whole, rest) = (n_features / PANEL, n_features % PANEL);
        let behind =
            whole * (whole + 1) / 2 * PANEL + if rest > 0 { whole * PANEL + rest } else { 0 };
        let ahead = n_features * (n_features / 2 + tile).div_ceil(PANEL);
        if n_features > PANEL && ahead < behind { Self::Ring } else { Self::Row }
    }

    /// Places of features.
    fn n_places(self, n_features: usize) -> usize {
        match self {
            Self::Ring => n_features.saturating_add(PANEL - 1),
            Self::Row => n_features,
        }
    }
}

/// Words of room for the planes of codes below `n_bins`.
///
/// The room comes from the caller: NumPy asks for large pages for its arrays, where the system gives them.
pub fn room_of([n_samples, n_features]: [usize; 2], n_bins: usize, order: Order) -> usize {
    let n_panels = order.n_places(n_features).div_ceil(PANEL);
    let n_lines = n_panels.saturating_mul(n_samples);
    n_lines.saturating_mul(bits_of(n_bins)).saturating_add(1).saturating_mul(LINE)
}

/// Bits of codes below `n_bins`.
fn bits_of(n_bins: usize) -> usize {
    n_bins.saturating_sub(1).checked_ilog2().map_or(0, |bits| bits as usize + 1)
}

/// The planes of a matrix of codes.
pub struct Planes<'a> {
    /// Panel after panel; of a panel, blocks; of a block, planes; of a plane, a line a row.
    lines: &'a [[u64; LINE]],
    n_bits: usize,
    n_panels: usize,
    n_blocks: usize,
    n_samples: usize,
}

impl<'a> Planes<'a> {
    pub fn new(exec: &Exec, codes: &Codes, order: Order, room: &'a mut [u64]) -> Result<Self> {
        let n_bits = bits_of(codes.n_bins());
        let (n_samples, n_features) = (codes.n_samples(), codes.n_features());
        let n_places = order.n_places(n_features);
        let n_panels = n_places.div_ceil(PANEL);
        let n_lines = product(&[n_panels, n_samples, n_bits])?;
        let (got, first) = (room.len(), room.as_ptr().align_offset(align_of::<Line>()));
        let lines = room.get_mut(first..).unwrap_or_default().as_chunks_mut().0;
        let Some(lines) = lines.get_mut(..n_lines) else {
            return Err(Error::shape(format!(
                "bit planes need room for {} words, got {got}",
                room_of([n_samples, n_features], codes.n_bins(), order)
            )));
        };
        let mut places = reserved(product(&[n_panels, n_samples.div_ceil(BLOCK_ROWS)])?)?;
        for (panel, lines) in lines.chunks_mut((n_samples * n_bits).max(1)).enumerate() {
            let blocks = lines.chunks_mut((BLOCK_ROWS * n_bits).max(1)).enumerate();
            places.extend(blocks.map(|(block, lines)| (panel, block * BLOCK_ROWS, lines)));
        }
        exec.map_items(places, |_, (panel, first, lines): (_, _, &mut [[u64; LINE]])| {
            let n_rows = lines.len() / n_bits;
            let places = panel * PANEL..((panel + 1) * PANEL).min(n_places);
            let mut bytes = [0; PANEL];
            for row in 0..n_rows {
                let mut at = places.start;
                while at < places.end {
                    let feature = at % n_features;
                    let len = (places.end - at).min(n_features - feature);
                    let bytes = &mut bytes[at - places.start..][..len];
                    codes.row(first + row, feature..feature + len, bytes);
                    at += len;
                }
                for (bit, line) in lines[row..].iter_mut().step_by(n_rows).enumerate() {
                    *line = line_of(&bytes, bit);
                }
            }
            Ok(())
        })?;
        let n_blocks = n_samples.div_ceil(BLOCK_ROWS);
        Ok(Self { lines, n_bits, n_panels, n_blocks, n_samples })
    }

    pub fn n_panels(&self) -> usize {
        self.n_panels
    }

    pub fn n_blocks(&self) -> usize {
        self.n_blocks
    }

    pub fn n_bits(&self) -> usize {
        self.n_bits
    }

    /// The codes of some neighbouring features: planes are nearer to each other than the rows of a wide
    /// matrix.
    pub fn columns(&self, level: Level, features: Range<usize>) -> Result<Vec<Vec<u32>>> {
        let mut columns = reserved(features.len())?;
        for _ in features.clone() {
            columns.push(filled(self.n_samples, 0)?);
        }
        let mut words = filled(product(&[self.n_bits, BLOCK_ROWS])?, 0)?;
        let mut first = features.start;
        while first < features.end {
            let end = features.end.min((first / WORD + 1) * WORD);
            let columns = &mut columns[first - features.start..end - features.start];
            for block in 0..self.n_blocks {
                let lines = self.block(first / PANEL, block);
                let planes = lines.chunks(lines.len().div_ceil(self.n_bits.max(1)).max(1));
                for (plane, words) in planes.zip(words.chunks_exact_mut(BLOCK_ROWS)) {
                    for (line, word) in plane.iter().zip(words) {
                        *word = line[first % PANEL / WORD];
                    }
                }
                for (place, column) in columns.iter_mut().enumerate() {
                    let rows = block * BLOCK_ROWS..((block + 1) * BLOCK_ROWS).min(self.n_samples);
                    let column = &mut column[rows];
                    for (bit, words) in words.chunks_exact(BLOCK_ROWS).enumerate() {
                        let place = first % WORD + place;
                        dispatch!(level, simd => add_bits(simd, words, place, bit, column));
                    }
                }
            }
            first = end;
        }
        Ok(columns)
    }

    /// The planes of a block, one after the other.
    fn block(&self, panel: usize, block: usize) -> &[[u64; LINE]] {
        let panel =
            &self.lines[panel * self.n_samples * self.n_bits..][..self.n_samples * self.n_bits];
        let rows = block * BLOCK_ROWS..self.n_samples.min((block + 1) * BLOCK_ROWS);
        &panel[rows.start * self.n_bits..rows.end * self.n_bits]
    }

    /// Copies the planes of a block for 512 neighbouring places.
    pub fn copy(&self, level: Level, start: usize, block: usize, to: &mut [Plane]) {
        let (panel, shift) = (start / PANEL, start % PANEL);
        let lines = self.block(panel, block);
        let n_rows = lines.len() / self.n_bits.max(1);
        let planes = lines.chunks_exact(n_rows.max(1));
        if shift == 0 {
            for (to, plane) in to.iter_mut().zip(planes) {
                to.iter_mut().zip(plane).for_each(|(to, &line)| *to = Line(line));
            }
            return;
        }
        let next = self.block(panel + 1, block).chunks_exact(n_rows.max(1));
        for (to, (plane, next)) in to.iter_mut().zip(planes.zip(next)) {
            dispatch!(level, simd => copy_shifted(simd, plane, next, shift, to));
        }
    }
}

/// Lines that are laid side by side before they are read again: a CPU waits where it reads across what it has
/// just written.
const TOGETHER: usize = 16;

/// Of each line and the one that follows it in the next panel the 512 bits from `shift` (not 0) on.
#[simd]
fn copy_shifted<S: Simd>(
    _simd: S,
    lines: &[[u64; LINE]],
    next: &[[u64; LINE]],
    shift: usize,
    to: &mut Plane,
) {
    let (word, bit) = (shift / WORD, (shift % WORD) as u32);
    let mut all = [[0; 2 * LINE + 1]; TOGETHER];
    let pairs = lines.chunks(TOGETHER).zip(next.chunks(TOGETHER));
    for ((lines, next), to) in pairs.zip(to.chunks_mut(TOGETHER)) {
        for (both, (line, next)) in all.iter_mut().zip(lines.iter().zip(next)) {
            both[..LINE].copy_from_slice(line);
            both[LINE..2 * LINE].copy_from_slice(next);
        }
        for (Line(to), both) in to.iter_mut().zip(&all[..lines.len()]) {
            let (low, high) = (&both[word..][..LINE], &both[word + 1..][..LINE]);
            for ((to, low), high) in to.iter_mut().zip(low).zip(high) {
                // Two shifts: one of all 64 bits there is not.
                *to = low >> bit | high << 1 << (WORD as u32 - 1 - bit);
            }
        }
    }
}

/// Adds the bits of `words` at a place to codes, as bit `bit`.
#[simd]
fn add_bits<S: Simd>(_simd: S, words: &[u64], place: usize, bit: usize, column: &mut [u32]) {
    for (code, &word) in column.iter_mut().zip(words) {
        *code |= ((word >> place) as u32 & 1) << bit;
    }
}

/// One bit of each byte.
fn line_of(bytes: &[u8; PANEL], bit: usize) -> [u64; LINE] {
    let (eights, _) = bytes.as_chunks::<8>();
    let mut line = [0; LINE];
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
