//! Numbers from their bits: 512 numbers whose bits lie in lines, one line a weight.
//!
//! ```text
//! for place in 0..512: number[place] = sum over k of bit(line[k], place) << k
//! ```
//! 1. Eight lines are turned at once: three rounds that swap bits of two lines (with a distance of 4, 2
//!    and 1) make every byte of line r the eight bits of one place, 72 operations for 512 places.
//! 2. The bytes stay in that order: all tables have it, and only their sums are put in order (`place_of`).

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::column_counts::Line;

/// Numbers side by side.
pub const LANES: usize = 512;

/// Where the number of a place stands.
#[inline(always)]
pub fn place_of(place: usize) -> usize {
    place % 8 * (LANES / 8) + place / 8
}

/// The numbers whose bits are every `stride`-th of `lines`.
#[simd]
pub fn numbers<S: Simd>(simd: S, lines: &[Line], stride: usize, out: &mut [u32; LANES]) {
    let mut bytes = [0_u8; LANES];
    for (first, lines) in lines.chunks(8 * stride).enumerate() {
        for part in (0..8).step_by(S::u64s::LEN) {
            let mut rows = [S::u64s::splat(simd, 0); 8];
            for (row, line) in rows.iter_mut().zip(lines.iter().step_by(stride)) {
                *row = S::u64s::from_slice(simd, &line.0[part..part + S::u64s::LEN]);
            }
            turn(simd, &mut rows);
            for (row, bytes) in rows.iter().zip(bytes.chunks_exact_mut(LANES / 8)) {
                row.to_bytes().store_slice(&mut bytes[8 * part..8 * (part + S::u64s::LEN)]);
            }
        }
        if first == 0 {
            out.iter_mut().zip(&bytes).for_each(|(out, &byte)| *out = u32::from(byte));
        } else {
            let shift = 8 * first as u32;
            out.iter_mut().zip(&bytes).for_each(|(out, &byte)| *out |= u32::from(byte) << shift);
        }
    }
}

/// Bit k of byte b of row r becomes bit r of byte b of row k.
#[inline(always)]
fn turn<S: Simd>(simd: S, rows: &mut [S::u64s; 8]) {
    for (distance, mask) in
        [(4, 0x0F0F_0F0F_0F0F_0F0F_u64), (2, 0x3333_3333_3333_3333), (1, 0x5555_5555_5555_5555)]
    {
        let mask = S::u64s::splat(simd, mask);
        for r in (0..8).filter(|r| r & distance == 0) {
            let (low, high) = (rows[r], rows[r + distance]);
            let swapped = ((low >> distance as u32) ^ high) & mask;
            rows[r] = low ^ (swapped << distance as u32);
            rows[r + distance] = high ^ swapped;
        }
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::*;
    use crate::simd::{Philox, available_levels};

    #[test]
    fn every_number_has_its_bits() {
        for level in available_levels() {
            for n_bits in [1, 3, 8, 9, 17] {
                let mut words = vec![[0; 8]; 2 * n_bits];
                Philox::new(n_bits as u64, 0).words(0, words.as_flattened_mut());
                let lines: Vec<Line> = words.into_iter().map(Line).collect();
                let mut got = [0; LANES];
                dispatch!(level, simd => numbers(simd, &lines, 2, &mut got));
                for place in 0..LANES {
                    let bit = |line: &Line| (line.0[place / 64] >> (place % 64) & 1) as u32;
                    let bits = lines.iter().step_by(2).map(bit).enumerate();
                    let want: u32 = bits.map(|(k, bit)| bit << k).sum();
                    assert_eq!(got[place_of(place)], want, "{n_bits} bits, {place}");
                }
            }
        }
    }
}
