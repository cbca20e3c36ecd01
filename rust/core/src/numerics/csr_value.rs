//! What a sparse matrix may hold.

use crate::Real;

/// What a place of a sparse matrix holds: a number, or `()` where only the pattern counts.
pub trait Value: Copy + Send + Sync {
    /// Neither NaN nor infinite.
    fn is_finite(self) -> bool;
    /// For a message.
    fn text(self) -> String;
    /// Whether storing it says as much as storing nothing.
    fn is_zero(self) -> bool;
    /// The value of a place that is stored twice.
    fn merge(self, other: Self) -> Self;
}

impl<T: Real> Value for T {
    #[inline(always)]
    fn is_finite(self) -> bool {
        Real::is_finite(self)
    }
    fn text(self) -> String {
        self.to_f64().to_string()
    }
    #[inline(always)]
    fn is_zero(self) -> bool {
        self == T::ZERO
    }
    #[inline(always)]
    fn merge(self, other: Self) -> Self {
        self + other
    }
}

impl Value for () {
    fn is_finite(self) -> bool {
        true
    }
    fn text(self) -> String {
        String::new()
    }
    fn is_zero(self) -> bool {
        false
    }
    fn merge(self, (): ()) {}
}
