//! Bindings of the topic `selection`, one file a group of functions.

mod relevance;
mod select;

pub use relevance::{relevance_to_labels, relevance_to_values};
pub use select::select_features;
