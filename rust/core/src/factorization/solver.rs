//! How the rows of a half step are solved.
//!
//! Conjugate gradients make the fastest sweeps. A row of so many entries takes microseconds (f32, AVX-512,
//! one thread of a Xeon of 2023, gradients from random factors; the changes of basis are counted):
//! ```text
//!                          1      4     11     64    256
//! d =  16  gradients    0.34   0.35   0.43   0.92    4.0
//!          exactly      0.16   0.18   0.41   1.9     4.5
//! d =  64  gradients    0.56   0.54   0.68   1.2     7.9
//!          exactly      0.34   0.37   0.73   8.8    19
//! d = 128  gradients    1.1    1.1    1.4    2.7    14
//!          exactly      0.61   0.76   1.1   14      55
//! ```
//! Short rows are solved faster exactly, and yet a rule that does so makes sweeps of Gowalla 3 to 8 % longer
//! (decision 8): in sweeps, rows of all lengths alternate, and gradients take their first factors from the
//! last sweep.

use super::search::search_products;

/// Chosen by the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Solver {
    /// Exactly, by the shorter of the two systems.
    Cholesky,
    /// A few steps of conjugate gradients from the factors that are there.
    Cg,
    /// Exactly in each block of the factors, given the others that are there (`blocks.rs`).
    Block,
}

impl Solver {
    /// Whether a row of `len` entries takes conjugate gradients.
    pub(super) fn searches(self, len: usize) -> bool {
        self == Self::Cg && len > 0
    }

    /// Products of a row of `len` entries, in those of a symmetric update.
    pub(super) fn products(self, len: usize, d: usize) -> usize {
        if self.searches(len) { search_products(len, d) } else { exact_products(len, d) }
    }
}

/// Half of each square and a sixth of each cube are computed; half of that speed is lost.
pub(super) fn exact_products(len: usize, d: usize) -> usize {
    let order = len.min(d);
    let system = len.saturating_mul(d).saturating_mul(order) / 2;
    system.saturating_add(order.saturating_mul(order).saturating_mul(order) / 3)
}
