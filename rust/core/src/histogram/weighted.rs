//! Sums of weights in each bin, in NumPy's order: blocks of 65,536, each summed in double precision
//! from left to right, then added one after the other in the weights' own type.

use super::bins::Bins;
use super::counts::has_places;
use crate::numerics::filled;
use crate::parallel::Chunks;
use crate::{Error, Exec, Real, Result};

/// NumPy's block: its size decides the rounding, so it is NumPy's and not ours.
const BLOCK: usize = 65_536;

/// Bins of the tables that may wait to be merged, all blocks of a wave together (32 MB).
const WAVE_BINS: usize = 1 << 22;

/// How block sums are added: in the type of the weights.
#[derive(Debug)]
pub enum Weighted<'a> {
    /// `float64` weights.
    Double(&'a mut [f64]),
    /// `float32` weights: each block sum is rounded before it is added.
    Single(&'a mut [f32]),
    /// Integer weights: each block sum is truncated, additions wrap.
    Integer(&'a mut [i64]),
}

impl Weighted<'_> {
    fn clear(&mut self) {
        match self {
            Self::Double(sums) => sums.fill(0.0),
            Self::Single(sums) => sums.fill(0.0),
            Self::Integer(sums) => sums.fill(0),
        }
    }

    fn add(&mut self, block: &[f64]) {
        match self {
            Self::Double(sums) => sums.iter_mut().zip(block).for_each(|(s, &b)| *s += b),
            Self::Single(sums) => sums.iter_mut().zip(block).for_each(|(s, &b)| *s += b as f32),
            Self::Integer(sums) => sums.iter_mut().zip(block).for_each(|(s, &b)| {
                // Through u64 where positive, so that all of uint64 keeps its bits.
                *s = s.wrapping_add(if b < 0.0 { b as i64 } else { b as u64 as i64 });
            }),
        }
    }
}

/// Sums of `weights` over the `x` of each bin.
pub fn histogram_weighted<T: Real>(
    exec: &Exec,
    x: &[T],
    weights: &[f64],
    bins: Bins<T>,
    mut sums: Weighted,
) -> Result<()> {
    if x.len() != weights.len() {
        return Err(Error::shape(format!(
            "weights should have the same shape as x, got {} weights for {} values",
            weights.len(),
            x.len()
        )));
    }
    let n_bins = bins.n_bins();
    match &sums {
        Weighted::Double(sums) => has_places(sums, n_bins)?,
        Weighted::Single(sums) => has_places(sums, n_bins)?,
        Weighted::Integer(sums) => has_places(sums, n_bins)?,
    }
    let blocks_at_once = (WAVE_BINS / n_bins.max(1)).max(1);
    sums.clear();
    for wave in x.chunks(blocks_at_once * BLOCK).zip(weights.chunks(blocks_at_once * BLOCK)) {
        let tables = exec.map_chunks(Chunks::new(wave.0.len(), BLOCK), |_, range| {
            let mut table = filled(n_bins, 0.0)?;
            for (&x, &weight) in wave.0[range.clone()].iter().zip(&wave.1[range]) {
                if let Some(bin) = bins.bin(x) {
                    table[bin] += weight;
                }
            }
            Ok(table)
        })?;
        tables.iter().for_each(|table| sums.add(table));
    }
    Ok(())
}
