//! The bins of one variable.

use super::cells::{Axis, cells_work};
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

    /// The predicted time of a histogram of `n` values.
    pub fn work(&self, n: usize) -> Work {
        // NumPy's rule divides, and looks two edges up.
        self.axis().map_or(Work::new(n, 5.0), |axis| cells_work(n, &[axis]))
    }
}
