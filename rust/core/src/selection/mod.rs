//! Which features tell most of a label.

mod columns;
mod labels;
mod relevance;
mod select;

pub use relevance::{Target, relevance, relevance_work};
pub use select::{Criterion, select_features};
