//! Which features tell most of a label.

mod select;

pub use select::{Criterion, select_features};
