//! How the rows of a half step are solved.

use super::search::search_products;

/// Chosen by the caller, or for each row by its length and the number of factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Solver {
    /// Exactly, by the shorter of the two systems.
    Cholesky,
    /// A few steps of conjugate gradients from the factors that are there.
    Cg,
    /// Exactly in each block of the factors, given the others that are there (`blocks.rs`).
    Block,
    /// Of the first two the one that is predicted to be faster.
    Auto,
}

impl Solver {
    /// Whether a row of `len` entries takes conjugate gradients.
    pub(super) fn searches(self, len: usize, d: usize) -> bool {
        match self {
            Self::Cholesky | Self::Block => false,
            Self::Cg => len > 0,
            Self::Auto => search_products(len, d) < exact_products(len, d),
        }
    }

    /// Products of a row of `len` entries, in those of a symmetric update.
    pub(super) fn products(self, len: usize, d: usize) -> usize {
        if self.searches(len, d) { search_products(len, d) } else { exact_products(len, d) }
    }
}

/// Half of each square and a sixth of each cube are computed; half of that speed is lost.
pub(super) fn exact_products(len: usize, d: usize) -> usize {
    let order = len.min(d);
    let system = len.saturating_mul(d).saturating_mul(order) / 2;
    system.saturating_add(order.saturating_mul(order).saturating_mul(order) / 3)
}
