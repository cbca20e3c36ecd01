//! The grid of NumPy's histogram of one variable, or its edges.

use super::axis::Axis;
use super::cells::cells_work;
use super::edges;
use super::uniform::Grid;
use crate::{Real, Work};

/// Where the bins are.
#[derive(Clone, Copy, Debug)]
pub enum Bins<'a, T> {
    /// Equal bins.
    Uniform(Grid<'a, T>),
    /// Any monotone edges.
    Edges(&'a [f64]),
}

impl<'a, T: Real> Bins<'a, T> {
    /// The number of bins.
    pub fn n_bins(&self) -> usize {
        match self {
            Self::Uniform(grid) => grid.n_bins(),
            Self::Edges(edges) => edges.len().saturating_sub(1),
        }
    }

    /// The axis whose bins are the same; `None` where only NumPy's rule for one variable is.
    pub(super) fn axis(&self) -> Option<Axis<'a>> {
        match *self {
            Self::Uniform(grid) => grid.axis(),
            Self::Edges(edges) => Some(Axis { edges, equal: None }),
        }
    }

    /// The bin of one value, `None` outside.
    #[inline(always)]
    pub(super) fn bin(&self, x: T) -> Option<usize> {
        match self {
            Self::Uniform(grid) => grid.bin(x),
            Self::Edges(edges) => edges::bin(edges, x),
        }
    }

    /// The predicted time of counting `n` values.
    pub fn work(&self, n: usize) -> Work {
        self.axis().map_or(self.one_by_one_work(n), |axis| cells_work(n, &[axis]))
    }

    /// The predicted time of finding the bins of `n` values one by one.
    pub fn one_by_one_work(&self, n: usize) -> Work {
        match self {
            // A division, and two edges looked up.
            Self::Uniform(_) => Work::new(n, 5.0),
            Self::Edges(edges) => Work::new(n, edges::bin_ns(edges.len())),
        }
    }
}
