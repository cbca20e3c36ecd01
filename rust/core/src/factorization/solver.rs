//! How the rows of a half step are solved.
//!
//! Conjugate gradients make the fastest sweeps. A row of so many entries takes microseconds (f32, AVX-512,
//! one thread, gradients from random factors; the change of basis back is counted, and the one forth of
//! gradients):
//! ```text
//!                          1      4     11     64    256
//! d =  16  gradients    0.25   0.26   0.34   0.92    3.1
//!          exactly      0.13   0.14   0.34   1.3     3.3
//! d =  64  gradients    0.56   0.63   0.75   1.9     6.4
//!          exactly      0.26   0.26   0.55   7.5    18
//! d = 128  gradients    1.1    1.1    1.4    3.4    13
//!          exactly      0.48   0.64   0.96  13      62
//! ```
//! A rule that took the exact way for rows below eight entries made sweeps of Gowalla 4 % longer, before
//! short rows were solved in lanes. How a rule for these would do is not measured.

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
