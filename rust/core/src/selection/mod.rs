//! Which features tell most of a label.

mod columns;
mod labels;
mod relevance;

pub use relevance::{Target, relevance, relevance_work};
