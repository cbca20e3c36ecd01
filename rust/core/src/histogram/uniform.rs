//! Equal bins of one variable, by NumPy's rule and with NumPy's rounding.
//!
//! The simple loop, in the data's own precision:
//! ```text
//! i = trunc((x - first) / (last - first) * n);  if i == n: i -= 1
//! if x < edges[i]: i -= 1
//! if x >= edges[i + 1] and i != n - 1: i += 1
//! ```
//! Unless `i` may be wrong by more than one bin, this is the last `i` with `edges[i] <= x`, as on an axis of
//! several.

use super::axis::Axis;
use super::ruler::Ruler;
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
    /// The rounding step relative to which the edges are equally spaced; `None` where they are not.
    pub step: Option<f64>,
    /// The edges NumPy returns, one more than there are bins, exact in double precision.
    pub edges: &'a [f64],
}

impl<'a, T: Real> Grid<'a, T> {
    /// The number of bins.
    pub fn n_bins(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }

    /// The scale of one bin: `n` as a number.
    fn n(&self) -> T {
        T::from_f64(self.n_bins() as f64)
    }

    /// The axis whose bins are the same; `None` where only NumPy's rule is.
    pub(super) fn axis(&self) -> Option<Axis<'a>> {
        // A width that overflows makes NumPy's index 0, or not a number: wrong by many bins.
        let equal = self.step.filter(|_| self.width.is_finite());
        let axis = Axis { edges: self.edges, equal };
        Ruler::of(&axis).is_some().then_some(axis)
    }

    /// NumPy's rule for one value; `None` outside the range (and for NaN).
    #[inline(always)]
    pub fn bin(&self, x: T) -> Option<usize> {
        if !(x >= self.first && x <= self.last) {
            return None;
        }
        let last_bin = self.n_bins().checked_sub(1)?;
        let scaled = ((x - self.first) / self.width * self.n()).to_f64();
        let mut bin = (scaled as usize).min(last_bin);
        if x.to_f64() < self.edges[bin] {
            bin = bin.saturating_sub(1);
        }
        if bin != last_bin && x.to_f64() >= self.edges[bin + 1] {
            bin += 1;
        }
        Some(bin)
    }
}
