//! How the rows of a half step are solved.
//!
//! Conjugate gradients make the fastest sweeps. A row of so many entries takes microseconds (f32, AVX-512,
//! one thread; the change of basis back is counted, and the one forth of conjugate gradients):
//! ```text
//!                          1      4     11     64    256
//! d =  16  gradients    0.16   0.17   0.24   0.64    2.2
//!          exactly      0.12   0.13   0.32   1.2     3.2
//! d =  64  gradients    0.42   0.52   0.65   2.1     6.0
//!          exactly      0.24   0.25   0.54   6.8    18
//! d = 128  gradients    0.96   1.1    1.5    5.0    16
//!          exactly      0.68   0.49   1.1   13      60
//! ```
//! (Those of gradients are from before factors were called for ahead.) A rule that took the exact way for
//! rows below eight entries made sweeps of Gowalla 4 % longer, before short rows were solved in lanes; how a
//! rule for these would do is not measured.

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
