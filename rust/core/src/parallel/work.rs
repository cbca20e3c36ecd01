//! How long a call will take, roughly: decides whether the pool helps.

/// Predicted single-thread time of a call in nanoseconds. It depends on shapes and dtype only.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Work(f64);

impl Work {
    /// Below this, a call stays on the calling thread: waking helpers costs some 10 us, and Ctrl-C can
    /// wait for 100.
    const SMALL_NS: f64 = 100_000.0;

    /// `count` units of `ns` nanoseconds each.
    pub fn new(count: usize, ns: f64) -> Self {
        Self(count as f64 * ns)
    }

    /// Short enough for the calling thread.
    pub fn is_small(self) -> bool {
        self.0 < Self::SMALL_NS
    }
}
