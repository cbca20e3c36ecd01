//! Nearest neighbours in the maximum norm, exactly: how far the k-th is, how many lie within a radius.
//!
//! One dimension is a sorted line, more are a kd-tree. All comparisons are between differences of
//! coordinates as the element type rounds them, the same ones everywhere: rounding is monotone, so no
//! bound that a search uses can contradict a distance, and ties are what the data say they are.

mod balls;
mod boxes;
mod columns;
mod extents;
mod kth;
pub mod line;
mod nearest;
mod space;
mod tree;

pub use columns::{Columns, Samples};
pub use space::{Ball, Space};
pub use tree::KdTree;
