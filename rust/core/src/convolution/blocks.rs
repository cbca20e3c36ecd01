//! How the FFT cuts a convolution into blocks, and what each method is predicted to cost: what
//! `method="auto"` goes by. Sizes and element type decide, nothing else.

use crate::Work;

/// The sizes of a convolution of `x` (the longer) with `h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sizes {
    /// Length of `x`.
    pub n: usize,
    /// Length of `h`.
    pub k: usize,
    /// The first output wanted, counted from the first of "full".
    pub start: usize,
    /// How many outputs are wanted.
    pub len: usize,
}

/// Transforms of `fft_len` values, each giving `hop` outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Blocks {
    /// The length of a transform.
    pub fft_len: usize,
    /// Outputs of a block.
    pub hop: usize,
    /// Taps of a part of `h`: all of them, or half a transform.
    pub part: usize,
}

/// The shortest transform worth a block.
const FFT_LEN_MIN: usize = 256;

/// The longest transform, 5 ms of doubles and 25 to plan: Ctrl-C waits for a whole one, and none is
/// split between threads.
const FFT_LEN_MAX: usize = 1 << 20;

/// The longest transform whose plan is kept (6 MB of factors).
pub(super) const KEPT_LEN_MAX: usize = 1 << 18;

/// The cost of a plan, in transforms.
const PLAN_TRANSFORMS: f64 = 12.0;

/// Constants measured with AVX-512 and AVX2 on Zen 4, one thread, which agree to a tenth. One
/// multiply-add of the direct sum in f32 and in f64, in nanoseconds.
const DIRECT_NS: [f64; 2] = [0.020, 0.040];

/// One transform, per value and bit of its length.
const FFT_NS: f64 = 0.125;

/// A block besides its transforms, per value: filling, product, copying out.
const BLOCK_NS: f64 = 0.8;

/// One product of spectra when `h` is cut into parts, per value.
const PART_NS: f64 = 0.5;

/// Transforms up to these lengths stay in a core's L2 cache, or outside it, and cost so much more.
const OUTSIDE: [(usize, f64); 3] = [(1 << 15, 1.0), (1 << 18, 1.2), (usize::MAX, 1.7)];

/// Threads that several blocks are assumed to share (one block is one thread's), so that two long
/// signals are cut where one transform would hold them: an assumption, whatever threads there are.
const THREADS: f64 = 2.0;

/// Waking the helpers of the pool, and waiting for the last.
const POOL_NS: f64 = 20_000.0;

/// No FFT is predicted to take less: the search for one is spared.
pub(super) const FFT_NS_MIN: f64 = 1_000.0;

impl Sizes {
    /// The `len` outputs in the middle of all.
    pub(super) fn new(n: usize, k: usize, len: usize) -> Self {
        let border = (n + k).saturating_sub(1 + len);
        Self { n, k, start: border / 2, len }
    }

    /// Predicted nanoseconds of the direct sum.
    pub(super) fn direct_ns<T>(self) -> f64 {
        DIRECT_NS[usize::from(size_of::<T>() == size_of::<f64>())]
            * self.k as f64
            * self.len.min(self.n) as f64
    }

    /// The blocks that are predicted to be fastest, and their nanoseconds.
    pub(super) fn blocks(self) -> (Blocks, f64) {
        let halves = (FFT_LEN_MIN.ilog2()..=FFT_LEN_MAX.ilog2()).map(|bits| 1_usize << (bits - 1));
        let candidates = halves.flat_map(|half| {
            let parts = Blocks { fft_len: 2 * half, hop: half, part: half };
            [self.whole(half / 2 * 3), self.whole(2 * half), Some(parts)]
        });
        let mut best = (Blocks { fft_len: 0, hop: 1, part: self.k }, f64::INFINITY, f64::INFINITY);
        for blocks in candidates.flatten() {
            let ns = self.fft_ns(blocks);
            let alone = Work::new(1, ns).is_small() || self.len <= blocks.hop;
            let elapsed = if alone { ns } else { ns / THREADS + POOL_NS };
            if elapsed < best.2 {
                best = (blocks, ns, elapsed);
            }
        }
        (best.0, best.1)
    }

    /// Blocks with all of `h` in one transform of `fft_len` values, if that is long enough.
    fn whole(self, fft_len: usize) -> Option<Blocks> {
        let hop = if fft_len >= self.single_len() {
            self.len.max(1)
        } else {
            (fft_len + 1).checked_sub(self.k).filter(|&hop| hop > 0)?
        };
        Some(Blocks { fft_len, hop, part: self.k })
    }

    /// The transform that holds everything: the outputs, and enough zeros after the signal for the
    /// taps that reach round its end.
    pub(super) fn single_len(self) -> usize {
        (self.start + self.len).max((self.n + self.k).saturating_sub(1 + self.start))
    }

    fn fft_ns(self, blocks: Blocks) -> f64 {
        let Blocks { fft_len, hop, part } = blocks;
        let (count, parts) = (self.len.div_ceil(hop), self.k.div_ceil(part));
        let windows = if part < self.k { self.n.div_ceil(hop) + 1 } else { count };
        let products =
            if part < self.k { (self.n.div_ceil(hop) + 1).min(count) * parts } else { 0 };
        let outside =
            OUTSIDE.iter().find(|(len, _)| fft_len <= *len).map_or(1.0, |(_, cost)| *cost);
        let plan = if fft_len > KEPT_LEN_MAX { PLAN_TRANSFORMS } else { 0.0 };
        let transforms = (windows + count + parts) as f64 + plan;
        let values = fft_len as f64;
        outside * transforms * FFT_NS * values * values.log2()
            + outside * count as f64 * BLOCK_NS * values
            + products as f64 * PART_NS * values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(n: usize, k: usize) -> Sizes {
        Sizes::new(n, k, n + k - 1)
    }

    #[test]
    fn blocks_hold_their_taps() {
        for (n, k) in
            [(1, 1), (100, 100), (10_000, 200), (1_000_000, 10_001), (5_000_000, 4_000_000)]
        {
            let sizes = full(n, k);
            let (Blocks { fft_len, hop, part }, ns) = sizes.blocks();
            assert!(ns.is_finite());
            assert!(fft_len >= sizes.single_len() || hop + part <= fft_len + 1);
            assert!(part == k || part == hop);
        }
    }

    #[test]
    fn long_taps_are_cut_into_parts_whose_plans_are_kept() {
        let (blocks, _) = full(1_000_000, 1_000_000).blocks();
        assert!(blocks.part < 1_000_000 && blocks.fft_len <= KEPT_LEN_MAX);
    }
}
