//! The bins of one of several variables.

use super::edges::FEW;

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
        let n = self.n_bins() as f64;
        match self.equal {
            Some(_) => 0.5,
            None if self.n_bins() <= FEW => 1.0 + 0.2 * n,
            None => 2.0 + 2.0 * n.log2(),
        }
    }
}
