//! The bin of a value on a grid of equal bins, by NumPy's rule and with NumPy's rounding.
//!
//! The simple loop, in the data's own precision:
//! ```text
//! i = trunc((x - first) / (last - first) * n);  if i == n: i -= 1
//! if x < edges[i]: i -= 1
//! if x >= edges[i + 1] and i != n - 1: i += 1
//! ```
//! 1. The index is computed for a whole vector; the corrections, which need `edges`, can only fire
//!    where the scaled value is within rounding of a whole number. Those vectors (rare on real data)
//!    take the scalar rule lane by lane. (10 M doubles, 100 bins: 80 ms for NumPy, 10 ms.)
//! 2. Four count tables, used in turn, so that equal neighbours do not wait for each other's store.
//! 3. Lanes outside the range count into a bin of their own, so the loop has no branch for them.
//!
//! Rejected: multiplying by the reciprocal (not NumPy's bits); conflict detection (slower than scalar
//! increments on every CPU measured in the literature).

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use crate::Real;

/// Equal bins between `first` and `last`.
#[derive(Clone, Copy, Debug)]
pub struct Grid<'a, T> {
    /// The lower end of the range.
    pub first: T,
    /// The upper end of the range, inside the last bin.
    pub last: T,
    /// `last - first` as NumPy computes it.
    pub width: T,
    /// The edges NumPy returns, one more than there are bins, exact in double precision.
    pub edges: &'a [f64],
}

/// Rounding steps between the exact scaled value and the one computed, with the rounding of an edge:
/// three operations and `linspace`'s two, each half an ulp, doubled for safety.
const ROUNDINGS: f64 = 8.0;

/// More bins than this do not fit the L1 cache four times.
const FOUR_TABLES_MAX: usize = 2048;

impl<T: Real> Grid<'_, T> {
    /// The number of bins.
    pub fn n_bins(&self) -> usize {
        self.edges.len() - 1
    }

    /// The scale of one bin: `n` as a number.
    fn n(&self) -> T {
        T::from_f64(self.n_bins() as f64)
    }

    /// How far from a whole number the scaled value must be for the corrections to be impossible.
    fn margin(&self) -> T {
        let n = self.n_bins() as f64;
        let reach = self.first.to_f64().abs().max(self.last.to_f64().abs()) / self.width.to_f64();
        T::from_f64(ROUNDINGS * T::EPSILON.to_f64() * n * (1.0 + reach))
    }

    /// NumPy's rule for one value; `None` outside the range (and for NaN).
    #[inline(always)]
    pub fn bin(&self, x: T) -> Option<usize> {
        if !(x >= self.first && x <= self.last) {
            return None;
        }
        let n_bins = self.n_bins();
        let scaled = ((x - self.first) / self.width * self.n()).to_f64();
        let mut bin = (scaled as usize).min(n_bins - 1);
        if x.to_f64() < self.edges[bin] {
            bin = bin.saturating_sub(1);
        }
        if bin != n_bins - 1 && x.to_f64() >= self.edges[bin + 1] {
            bin += 1;
        }
        Some(bin)
    }

    /// The length of the tables [`count`] needs.
    pub(super) fn tables_len(&self) -> usize {
        let row = self.n_bins() + 1;
        if row <= FOUR_TABLES_MAX { 4 * row } else { row }
    }

    /// Adds up the tables, leaving out the bin of the values outside.
    pub(super) fn merge(&self, tables: &[u32], counts: &mut [u64]) {
        for table in tables.chunks_exact(self.n_bins() + 1) {
            for (total, &count) in counts.iter_mut().zip(table) {
                *total += u64::from(count);
            }
        }
    }
}

/// Counts `x` into `tables` (zeroed, of `grid.tables_len()`).
#[simd]
pub(super) fn count<S: Simd, T: Real>(simd: S, x: &[T], grid: &Grid<T>, tables: &mut [u32]) {
    let row = grid.n_bins() + 1;
    if tables.len() == row {
        count_into(simd, x, grid, |_, bin| tables[bin] += 1);
    } else {
        let (low, high) = tables.split_at_mut(2 * row);
        let ((a, b), (c, d)) = (low.split_at_mut(row), high.split_at_mut(row));
        count_into(simd, x, grid, |lane, bin| match lane % 4 {
            0 => a[bin] += 1,
            1 => b[bin] += 1,
            2 => c[bin] += 1,
            _ => d[bin] += 1,
        });
    }
}

#[inline(always)]
fn count_into<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    grid: &Grid<T>,
    mut increment: impl FnMut(usize, usize),
) {
    type V<S, T> = <T as SimdFloatElement>::Native<S>;
    let outside = grid.n_bins();
    let first = V::<S, T>::splat(simd, grid.first);
    let last = V::<S, T>::splat(simd, grid.last);
    let width = V::<S, T>::splat(simd, grid.width);
    let n = V::<S, T>::splat(simd, grid.n());
    let margin = V::<S, T>::splat(simd, grid.margin());
    let magic = V::<S, T>::splat(simd, T::INDEX_MAGIC);
    let mut vectors = x.chunks_exact(V::<S, T>::LEN);
    for vector in &mut vectors {
        let x = V::<S, T>::from_slice(simd, vector);
        let inside = x.simd_ge(first) & x.simd_le(last);
        let scaled = (x - first) / width * n;
        let near = (scaled - scaled.round_ties_even()).abs().simd_le(margin) & inside;
        if near.any_true() {
            for (lane, &x) in vector.iter().enumerate() {
                increment(lane, grid.bin(x).unwrap_or(outside));
            }
        } else {
            let index: <V<S, T> as SimdFloat<S>>::Bits =
                (inside.select(scaled.floor(), n) + magic).bitcast();
            for (lane, &bits) in index.as_slice().iter().enumerate() {
                increment(lane, T::index_of(bits));
            }
        }
    }
    for (lane, &x) in vectors.remainder().iter().enumerate() {
        increment(lane, grid.bin(x).unwrap_or(outside));
    }
}
