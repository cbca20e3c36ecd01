//! Integer codes of samples and features, and groups of samples.

use std::ops::Range;

use super::logs::Logs;
use crate::numerics::{filled, index_text, product, reserved};
use crate::parallel::Chunks;
use crate::{Error, Exec, Result};

/// Codes that are looked at between two looks at the cancel token.
const CHUNK: usize = 1 << 20;

/// Codes as they are stored, row by row.
#[derive(Clone, Copy, Debug)]
pub enum Values<'a> {
    /// Up to 256 different ones.
    U8(&'a [u8]),
    /// Up to 65,536 different ones.
    U16(&'a [u16]),
}

impl Values<'_> {
    fn len(&self) -> usize {
        match self {
            Self::U8(codes) => codes.len(),
            Self::U16(codes) => codes.len(),
        }
    }
}

/// Codes in `0..n_bins`, one row a sample, one column a feature.
#[derive(Clone, Copy, Debug)]
pub struct Codes<'a> {
    values: Values<'a>,
    n_samples: usize,
    n_features: usize,
    n_bins: usize,
}

impl<'a> Codes<'a> {
    /// Codes below `n_bins`, by default the largest plus 1.
    pub fn new(
        exec: &Exec,
        name: &str,
        values: Values<'a>,
        shape: [usize; 2],
        n_bins: Option<usize>,
    ) -> Result<Self> {
        let [n_samples, n_features] = shape;
        if product(&shape)? != values.len() {
            return Err(Error::shape(format!(
                "{name} must have shape {shape:?}, got {} codes",
                values.len()
            )));
        }
        if u32::try_from(n_samples).is_err() {
            return Err(Error::shape(format!(
                "{name} must have fewer than 2^32 samples, got {n_samples}"
            )));
        }
        let largest = match values {
            Values::U8(codes) => largest(exec, codes)?,
            Values::U16(codes) => largest(exec, codes)?,
        };
        let needed = largest.map_or(0, |code| code as usize + 1);
        if let Some(n_bins) = n_bins.filter(|&n_bins| needed > n_bins) {
            let is_outside = |code: usize| code >= n_bins;
            let (at, code) = match values {
                Values::U8(codes) => first(codes, is_outside),
                Values::U16(codes) => first(codes, is_outside),
            };
            return Err(Error::domain(format!(
                "{name} must be below n_bins = {n_bins}, got {code} at {}",
                index_text(at, &shape)
            )));
        }
        Ok(Self { values, n_samples, n_features, n_bins: needed.max(1) })
    }

    /// Rows.
    pub fn n_samples(&self) -> usize {
        self.n_samples
    }

    /// Columns.
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// Codes are below it; 1 at least.
    pub fn n_bins(&self) -> usize {
        self.n_bins
    }

    /// The codes of some neighbouring features in one row, into as many places.
    #[inline(always)]
    pub fn row(&self, row: usize, features: Range<usize>, out: &mut [u8]) {
        let at = row * self.n_features;
        let range = at + features.start..at + features.end;
        match self.values {
            Values::U8(codes) => out.copy_from_slice(&codes[range]),
            Values::U16(codes) => {
                out.iter_mut().zip(&codes[range]).for_each(|(out, &code)| *out = code as u8);
            }
        }
    }

    /// The codes of some neighbouring features, one feature after the other.
    pub fn columns(&self, features: Range<usize>) -> Result<Vec<u32>> {
        let mut columns = filled(product(&[features.len(), self.n_samples])?, 0)?;
        match self.values {
            Values::U8(codes) => self.turn(codes, features, &mut columns),
            Values::U16(codes) => self.turn(codes, features, &mut columns),
        }
        Ok(columns)
    }

    fn turn<C: Copy + Into<u32>>(&self, codes: &[C], features: Range<usize>, out: &mut [u32]) {
        for row in 0..self.n_samples {
            let codes = &codes[row * self.n_features..][features.clone()];
            for (column, &code) in codes.iter().enumerate() {
                out[column * self.n_samples + row] = code.into();
            }
        }
    }
}

fn largest<C: Copy + Ord + Into<u32> + Send + Sync>(
    exec: &Exec,
    codes: &[C],
) -> Result<Option<u32>> {
    let parts = exec.map_chunks(Chunks::new(codes.len(), CHUNK), |_, range| {
        Ok(codes[range].iter().copied().max())
    })?;
    Ok(parts.into_iter().flatten().max().map(Into::into))
}

fn first<C: Copy + Into<u32>>(codes: &[C], which: impl Fn(usize) -> bool) -> (usize, usize) {
    let mut codes = codes.iter().map(|&code| code.into() as usize).enumerate();
    codes.find(|&(_, code)| which(code)).unwrap_or_default()
}

/// Groups of samples: those of one code, or of one pair of codes.
#[derive(Clone, Debug)]
pub struct Grouping {
    /// The group of each sample.
    pub of_row: Vec<u32>,
    /// Samples of each group, which may be none.
    pub sizes: Vec<u32>,
}

impl Grouping {
    /// Group numbers may leave gaps up to here.
    const GAPS: usize = 1 << 16;

    /// All in one.
    pub fn whole(n_samples: usize) -> Result<Self> {
        Self::new(filled(n_samples, 0)?, 1)
    }

    /// By numbers below `n_groups`.
    pub fn new(of_row: Vec<u32>, n_groups: usize) -> Result<Self> {
        let mut sizes = filled(n_groups, 0)?;
        of_row.iter().for_each(|&group| sizes[group as usize] += 1);
        Ok(Self { of_row, sizes })
    }

    /// By a feature.
    pub fn of_feature(codes: &Codes, feature: usize) -> Result<Self> {
        Self::new(codes.columns(feature..feature + 1)?, codes.n_bins())
    }

    /// By each of some neighbouring features: their codes share cache lines.
    pub fn of_features(codes: &Codes, features: Range<usize>) -> Result<Vec<Self>> {
        let (n, n_features) = (codes.n_samples(), features.len());
        let columns = codes.columns(features)?;
        let column = |at: usize| columns[at * n..(at + 1) * n].to_vec();
        (0..n_features).map(|at| Self::new(column(at), codes.n_bins())).collect()
    }

    /// By this and that.
    pub fn and(&self, other: &Self) -> Result<Self> {
        let n_others = other.sizes.len();
        let pairs = || self.of_row.iter().zip(&other.of_row);
        let mut of_row = reserved(self.of_row.len())?;
        if self.sizes.len().saturating_mul(n_others) <= Self::GAPS {
            of_row.extend(pairs().map(|(a, b)| a * n_others as u32 + b));
            return Self::new(of_row, self.sizes.len() * n_others);
        }
        let key = |(&a, &b): (&u32, &u32)| u64::from(a) << 32 | u64::from(b);
        let mut known = reserved(self.of_row.len())?;
        known.extend(pairs().map(key));
        known.sort_unstable();
        known.dedup();
        of_row.extend(pairs().map(|pair| known.partition_point(|&it| it < key(pair)) as u32));
        Self::new(of_row, known.len())
    }

    /// The sum of `n log n` over the groups.
    pub fn sum(&self, logs: &Logs) -> i64 {
        logs.sum(&self.sizes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Level;

    #[test]
    fn shapes_that_are_not_those_of_the_codes() {
        let exec = Exec::serial(Level::new());
        for shape in [[3, 2], [0, 1], [1 << 16, 1 << 48]] {
            let codes = Codes::new(&exec, "codes", Values::U8(&[0; 4]), shape, None);
            assert!(codes.is_err(), "{shape:?}");
        }
    }
}
