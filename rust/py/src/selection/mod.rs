//! Bindings of the topic `selection`, one file a group of functions.

mod select;

pub use select::select_features;
