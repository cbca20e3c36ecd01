//! NumPy's random numbers: `numpy.random.Philox(key=seed)`, word for word, from any place on.
//!
//! Philox4x64-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011) turns a key of
//! two words and a counter of four into a block of four words: ten rounds of
//! ```text
//! (c0, c1, c2, c3) = (high(M1 c2) ^ c1 ^ k0, low(M1 c2), high(M0 c0) ^ c3 ^ k1, low(M0 c0))
//! (k0, k1) += (W0, W1)
//! ```
//! The key is (seed, 0), the counter of block i is (i + 1, stream, 0, 0): NumPy counts before it draws,
//! so block 0 of `Philox(key=seed, counter=[0, stream, 0, 0])` has a 1. Word i is in block i / 4.
//!
//! A block needs 20 products of 64 x 64 bits with both halves of the result. No vector instruction gives
//! them, so this is scalar: blocks do not wait for each other, and the CPU overlaps them.

/// Multipliers and Weyl increments of the paper.
const M0: u64 = 0xD2E7_470E_E14C_6C93;
const M1: u64 = 0xCA5A_8263_9512_1157;
const W0: u64 = 0x9E37_79B9_7F4A_7C15;
const W1: u64 = 0xBB67_AE85_84CA_A73B;

const ROUNDS: usize = 10;

/// Words of a block.
const WORDS: usize = 4;

/// Bits of a word that a uniform number does not use.
const UNUSED: u32 = 11;

/// `2^-53`: the distance of uniform numbers.
const UNIT: f64 = f64::EPSILON / 2.0;

/// An endless sequence of words for every seed and stream, of which any part can be asked for.
#[derive(Clone, Copy, Debug)]
pub struct Philox {
    seed: u64,
    stream: u64,
}

impl Philox {
    /// The words of `Philox(key=seed, counter=[0, stream, 0, 0])`.
    pub const fn new(seed: u64, stream: u64) -> Self {
        Self { seed, stream }
    }

    /// Words `first..first + out.len()`.
    pub fn words(self, first: u64, out: &mut [u64]) {
        self.fill(first, out, |word| word);
    }

    /// Numbers `(word >> 11) 2^-53` in [0, 1), one of each word: those of `Generator.random`.
    pub fn uniforms(self, first: u64, out: &mut [f64]) {
        self.fill(first, out, |word| (word >> UNUSED) as f64 * UNIT);
    }

    #[inline(always)]
    pub(super) fn fill<T>(self, first: u64, out: &mut [T], value: impl Fn(u64) -> T) {
        let begun = (first % WORDS as u64) as usize;
        let (rest_of_block, out) = out.split_at_mut(out.len().min((WORDS - begun) % WORDS));
        let words = self.block(first / WORDS as u64);
        rest_of_block.iter_mut().zip(&words[begun..]).for_each(|(out, &word)| *out = value(word));
        let blocks = first.div_ceil(WORDS as u64)..;
        for (out, index) in out.chunks_mut(WORDS).zip(blocks) {
            out.iter_mut().zip(self.block(index)).for_each(|(out, word)| *out = value(word));
        }
    }

    #[inline(always)]
    fn block(self, index: u64) -> [u64; WORDS] {
        let (mut k0, mut k1) = (self.seed, 0_u64);
        let mut c = [index.wrapping_add(1), self.stream, 0, 0];
        for _ in 0..ROUNDS {
            let (a, b) = (product(M0, c[0]), product(M1, c[2]));
            c = [b.0 ^ c[1] ^ k0, b.1, a.0 ^ c[3] ^ k1, a.1];
            (k0, k1) = (k0.wrapping_add(W0), k1.wrapping_add(W1));
        }
        c
    }
}

/// The high and the low half.
#[inline(always)]
fn product(a: u64, b: u64) -> (u64, u64) {
    let product = u128::from(a) * u128::from(b);
    ((product >> u64::BITS) as u64, product as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_words_of_numpy() {
        // np.random.Philox(key=5).random_raw(8); Philox(key=5, counter=[7, 3, 0, 0]).random_raw(4)
        let mut words = [0; 8];
        Philox::new(5, 0).words(0, &mut words);
        let want = [
            13_535_223_855_206_698_129,
            10_893_183_200_674_769_480,
            3_833_398_344_621_921_443,
            8_178_605_492_699_859_198,
            4_593_217_736_961_924_102,
            12_499_342_411_136_185_311,
            13_713_093_298_565_872_893,
            14_205_111_527_475_193_711,
        ];
        assert_eq!(words, want);
        Philox::new(5, 3).words(28, &mut words[..4]);
        let want = [
            3_182_451_719_909_033_901,
            16_796_831_237_651_037_267,
            1_123_312_402_619_910_737,
            12_193_154_997_917_528_796,
        ];
        assert_eq!(words[..4], want);
    }

    #[test]
    fn any_part_is_that_of_the_whole() {
        let philox = Philox::new(u64::MAX, 9);
        let (mut whole, mut uniform) = ([0; 40], [0.0; 40]);
        philox.words(0, &mut whole);
        philox.uniforms(0, &mut uniform);
        assert!(uniform.iter().zip(whole).all(|(u, word)| *u == (word >> 11) as f64 * UNIT));
        for first in 0..9 {
            for len in 0..11 {
                let mut part = vec![0; len];
                philox.words(first as u64, &mut part);
                assert_eq!(part, whole[first..first + len]);
            }
        }
    }
}
