//! Bindings of the topic `linalg`, one file a group of functions.

mod dense;
mod products;

pub use dense::cholesky;
pub use products::{dot, gram, matmul};
