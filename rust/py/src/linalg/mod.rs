//! Bindings of the topic `linalg`, one file a group of functions.

mod sparse;

pub use sparse::spmm;
