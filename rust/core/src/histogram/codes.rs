//! Counts of small integers: `counts[x[i]] += 1`, bit-equal to `numpy.bincount`.
//!
//! 1. The codes are read as they are: NumPy first makes eight-byte integers of one-byte codes.
//! 2. Several private tables used in turn, so that equal neighbours do not wait for each other's store;
//!    of bytes eight tables (4 KB), of wider codes four while they fit the L1 cache.
//! 3. Of bytes u16 counts, of wider codes u32 counts in chunks, each chunk's tables added up in u64: any
//!    order gives the same result.
//! 4. Bytes are taken out of words of eight.
//!
//! Bytes take 0.283 ns each on one thread (3.55 GHz), which is one store a cycle: more tables, fewer, wider
//! counts and wider loads take as long. Where seven in eight are equal: 0.283, of u32 counts and loads of
//! bytes 0.439. Pairs of bytes in one table of 65,536 halve the stores but leave the L1 cache: 0.49.
//!
//! Rejected: conflict detection (slower than scalar increments on every CPU measured in the
//! literature).

use super::counts::{LEN_MIN, chunk_len};
use super::tables::{count_into, n_tables};
use crate::numerics::filled;
use crate::parallel::Chunks;
use crate::{Error, Exec, Result, Work};

/// An integer type of codes.
pub trait Code: Copy + Send + Sync + 'static {
    /// The largest code.
    const LARGEST: i64;
    /// The value.
    fn value(self) -> i64;
    /// The code of a bin, which must be in its range.
    fn of(bin: usize) -> Self;
}

impl Code for u8 {
    const LARGEST: i64 = Self::MAX as i64;

    #[inline(always)]
    fn value(self) -> i64 {
        i64::from(self)
    }
    #[inline(always)]
    fn of(bin: usize) -> Self {
        bin as Self
    }
}

impl Code for u16 {
    const LARGEST: i64 = Self::MAX as i64;

    #[inline(always)]
    fn value(self) -> i64 {
        i64::from(self)
    }
    #[inline(always)]
    fn of(bin: usize) -> Self {
        bin as Self
    }
}

impl Code for i64 {
    const LARGEST: i64 = Self::MAX;

    #[inline(always)]
    fn value(self) -> i64 {
        self
    }
    #[inline(always)]
    fn of(bin: usize) -> Self {
        bin as Self
    }
}

/// Bytes of a chunk: merging eight tables is a hundredth of counting them, and u16 hold an eighth.
const BYTES_CHUNK: usize = 1 << 18;

/// Values of a byte.
const BYTES: usize = 256;

/// The predicted time of a count of `n` codes.
pub fn bincount_work(n: usize) -> Work {
    Work::new(n, 0.7)
}

/// The largest code; -1 of none. A negative code is an error that names the first.
pub fn largest_code<C: Code>(exec: &Exec, codes: &[C]) -> Result<i64> {
    let extremes = exec.map_chunks(Chunks::new(codes.len(), LEN_MIN), |_, range| {
        Ok(codes[range].iter().fold((0, -1), |(low, high): (i64, i64), code| {
            (low.min(code.value()), high.max(code.value()))
        }))
    })?;
    let (low, high) = extremes
        .iter()
        .fold((0, -1), |(low, high): (i64, i64), part| (low.min(part.0), high.max(part.1)));
    if low == 0 {
        return Ok(high);
    }
    let at = codes.iter().take_while(|code| code.value() >= 0).count();
    Err(Error::domain(format!(
        "x must hold no negative integers, got {} at index {at}",
        codes[at].value()
    )))
}

/// Counts bytes into 256 `counts`; returns how many of them reach up to the largest byte.
pub fn count_bytes(exec: &Exec, codes: &[u8], counts: &mut [i64]) -> Result<usize> {
    let tables = exec.map_chunks(Chunks::new(codes.len(), BYTES_CHUNK), |_, range| {
        let mut tables = [[0_u16; BYTES]; 8];
        let (words, rest) = codes[range].as_chunks::<8>();
        for &word in words {
            let word = u64::from_le_bytes(word);
            for (table, at) in tables.iter_mut().zip(0..) {
                table[usize::from((word >> (8 * at)) as u8)] += 1;
            }
        }
        rest.iter().for_each(|&code| tables[0][usize::from(code)] += 1);
        let sum = |code| tables.iter().map(|table| i64::from(table[code])).sum::<i64>();
        Ok(std::array::from_fn::<_, BYTES, _>(sum))
    })?;
    counts.fill(0);
    for table in tables {
        counts.iter_mut().zip(table).for_each(|(total, count)| *total += count);
    }
    Ok(counts.iter().rposition(|&count| count > 0).map_or(0, |last| last + 1))
}

/// Counts codes, all of them in `0..counts.len()`, into `counts`.
pub fn count_codes<C: Code>(exec: &Exec, codes: &[C], counts: &mut [i64]) -> Result<()> {
    let n_codes = counts.len();
    let chunks = Chunks::new(codes.len(), chunk_len(n_codes));
    let tables = exec.map_chunks(chunks, |_, range| {
        let mut tables = filled(n_tables(n_codes) * n_codes, 0_u32)?;
        for part in codes[range].chunks(LEN_MIN) {
            exec.check()?;
            count_into(part, n_codes, &mut tables, |code| code.value() as usize);
        }
        Ok(tables)
    })?;
    counts.fill(0);
    for table in tables.iter().flat_map(|tables| tables.chunks_exact(n_codes)) {
        counts.iter_mut().zip(table).for_each(|(total, &count)| *total += i64::from(count));
    }
    Ok(())
}

/// Sums of `weights` of each code, from left to right as NumPy adds them: one thread.
pub fn sum_codes<C: Code>(
    exec: &Exec,
    codes: &[C],
    weights: &[f64],
    sums: &mut [f64],
) -> Result<()> {
    if codes.len() != weights.len() {
        return Err(Error::shape(format!(
            "weights should have the same shape as x, got {} weights for {} values",
            weights.len(),
            codes.len()
        )));
    }
    sums.fill(0.0);
    for (codes, weights) in codes.chunks(LEN_MIN).zip(weights.chunks(LEN_MIN)) {
        exec.check()?;
        for (code, weight) in codes.iter().zip(weights) {
            sums[code.value() as usize] += weight;
        }
    }
    Ok(())
}
