//! Edges, and how they are spaced.

use super::edges;
use super::ruler::Ruler;

/// The bins of one variable.
#[derive(Clone, Copy, Debug)]
pub struct Axis<'a> {
    /// Monotone edges, one more than there are bins.
    pub edges: &'a [f64],
    /// The rounding step relative to which the edges are equally spaced; `None` where they are not.
    pub equal: Option<f64>,
}

impl Axis<'_> {
    pub(super) fn n_bins(&self) -> usize {
        self.edges.len().saturating_sub(1)
    }

    /// The predicted time of finding the bin of a value.
    pub(super) fn ns(&self) -> f64 {
        if Ruler::of(self).is_some() { 0.5 } else { edges::to_middles_ns(self.n_bins()) }
    }
}
