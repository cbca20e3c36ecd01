//! The bin of a value on a grid of equal bins, by NumPy's rule and with NumPy's rounding.
//!
//! The simple loop, in the data's own precision:
//! ```text
//! i = trunc((x - first) / (last - first) * n);  if i == n: i -= 1
//! if x < edges[i]: i -= 1
//! if x >= edges[i + 1] and i != n - 1: i += 1
//! ```
//! 1. The index is computed for a whole vector; the corrections can only fire where the scaled value
//!    is within rounding of a whole number, that is of an edge. Those lanes alone (few, unless data
//!    lie on the edges) look their edge up and compare. The same test lets a product with `n / width`
//!    stand for the division: elsewhere both have the same whole part.
//! 2. Bins of 256 values are found before they are counted, so that the two loops do not share one
//!    pattern of registers and branches.
//! 3. Four count tables, used in turn, so that equal neighbours do not wait for each other's store.
//! 4. Values outside the range count into a bin of their own, so the loop has no branch for them.
//!
//! Rejected: conflict detection (slower than scalar increments on every CPU measured in the
//! literature).

use fearless_simd::prelude::*;
use fearless_simd_macros::simd;

use super::tables::{count_into, n_tables};
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

/// Rounding steps between NumPy's scaled value, ours, and the rounded edge: three operations each, and
/// `linspace`'s two, half an ulp each, doubled for safety.
pub(super) const ROUNDINGS: f64 = 8.0;

/// With a larger margin a value may be within rounding of two edges.
pub(super) const MARGIN_MAX: f64 = 0.25;

/// Values whose bins are found before any is counted: the indices stay in the L1 cache.
pub(super) const BLOCK: usize = 256;

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

    /// The bin of an `x` within rounding of edge `edge`.
    #[inline(always)]
    fn beside(&self, edge: usize, x: T) -> usize {
        let below = usize::from(x.to_f64() < self.edges[edge]);
        edge.saturating_sub(below).min(self.n_bins() - 1)
    }

    /// The length of the tables [`count`] needs.
    pub(super) fn tables_len(&self) -> usize {
        let row = self.n_bins() + 1;
        n_tables(row) * row
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
    let mut bins = [T::Bits::default(); BLOCK];
    for block in x.chunks(BLOCK) {
        let bins = &mut bins[..block.len()];
        find_bins(simd, block, grid, bins);
        count_into(bins, row, tables, T::index);
    }
}

/// Adds the counts of each row of `x`, of `len` values, to its row of `counts`, an integer a bin.
#[simd]
pub(super) fn count_rows<S: Simd, T: Real>(
    simd: S,
    x: &[T],
    len: usize,
    grid: &Grid<T>,
    counts: &mut [i64],
) {
    let mut bins = [T::Bits::default(); BLOCK];
    let mut rows = counts.chunks_exact_mut(grid.n_bins());
    let (mut row, mut missing) = (&mut [][..], 0);
    // A block goes over the ends of short rows.
    for block in x.chunks(BLOCK) {
        let bins = &mut bins[..block.len()];
        find_bins(simd, block, grid, bins);
        let mut bins = &bins[..];
        while !bins.is_empty() {
            if missing == 0 {
                (row, missing) = (rows.next().unwrap_or_default(), len);
            }
            let (here, others) = bins.split_at(missing.min(bins.len()));
            for &bin in here {
                if let Some(count) = row.get_mut(T::index(bin)) {
                    *count += 1;
                }
            }
            (bins, missing) = (others, missing - here.len());
        }
    }
}

/// The bin of each `x`; `n_bins` of those outside.
#[inline(always)]
fn find_bins<S: Simd, T: Real>(simd: S, x: &[T], grid: &Grid<T>, bins: &mut [T::Bits]) {
    type V<S, T> = <T as SimdFloatElement>::Native<S>;
    type B<S, T> = <V<S, T> as SimdFloat<S>>::Bits;
    let scale = grid.n() / grid.width;
    let scale_has_its_digits = scale >= T::MIN_POSITIVE && scale.is_finite();
    let margin = grid.margin();
    let edges_are_apart = margin <= T::from_f64(MARGIN_MAX);
    if grid.n() >= T::INDEX_MAGIC || !scale_has_its_digits || !edges_are_apart {
        return find_bins_one_by_one(x, grid, bins);
    }
    let outside = V::<S, T>::splat(simd, grid.n());
    let first = V::<S, T>::splat(simd, grid.first);
    let last = V::<S, T>::splat(simd, grid.last);
    let scale = V::<S, T>::splat(simd, scale);
    let margin = V::<S, T>::splat(simd, margin);
    let magic = V::<S, T>::splat(simd, T::INDEX_MAGIC);
    let magic_bits: B<S, T> = magic.bitcast();
    let mut vectors = x.chunks_exact(V::<S, T>::LEN);
    let mut places = bins.chunks_exact_mut(V::<S, T>::LEN);
    for (vector, place) in (&mut vectors).zip(&mut places) {
        let x = V::<S, T>::from_slice(simd, vector);
        let inside = x.simd_ge(first) & x.simd_le(last);
        let scaled = (x - first) * scale;
        let nearest = scaled.round_ties_even();
        let near = (scaled - nearest).abs().simd_le(margin) & inside;
        let bin = near.select(nearest, inside.select(scaled.floor(), outside));
        let index: B<S, T> = (bin + magic).bitcast();
        (index - magic_bits).store_slice(place);
        let mut lanes = near.to_bitmask();
        while lanes != 0 {
            let lane = lanes.trailing_zeros() as usize;
            place[lane] = T::bits(grid.beside(T::index(place[lane]), vector[lane]));
            lanes &= lanes - 1;
        }
    }
    find_bins_one_by_one(vectors.remainder(), grid, places.into_remainder());
}

#[cold]
fn find_bins_one_by_one<T: Real>(x: &[T], grid: &Grid<T>, bins: &mut [T::Bits]) {
    for (&x, bin) in x.iter().zip(bins) {
        *bin = T::bits(grid.bin(x).unwrap_or(grid.n_bins()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::available_levels;
    use fearless_simd::dispatch;

    #[test]
    fn more_bins_than_single_precision_counts() {
        let n_bins = (1 << 23) + 5;
        let edges: Vec<f64> = (0..=n_bins).map(|i| i as f64).collect();
        let last = n_bins as f32;
        let grid = Grid { first: 0.0, last, width: last, edges: &edges };
        let x = [0.0, 1.0, 8_388_610.0, last, -1.0, f32::NAN].repeat(8);
        for level in available_levels() {
            let mut bins = vec![0; x.len()];
            dispatch!(level, simd => find_bins(simd, &x, &grid, &mut bins));
            let want = [0, 1, 8_388_610, n_bins as u32 - 1, n_bins as u32, n_bins as u32].repeat(8);
            assert_eq!(bins, want);
        }
    }
}
