//! Bindings of the topic `linalg`, one file a group of functions.

mod sparse;
mod truncated;

pub use sparse::spmm;
pub use truncated::{lanczos_extend, lanczos_step, orthonormalize, power_iteration};
