//! Bindings of the topic `histogram`, one file a group of functions.

mod univariate;

pub use univariate::{histogram_counts, histogram_weighted, min_max};
