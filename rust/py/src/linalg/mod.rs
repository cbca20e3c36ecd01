//! Bindings of the topic `linalg`, one file a group of functions.

mod products;

pub use products::{dot, gram, matmul};
