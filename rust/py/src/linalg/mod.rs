//! Bindings of the topic `linalg`, one file a group of functions.

pub mod batched;
mod dense;
mod products;
mod sparse;
mod truncated;

pub use dense::{cholesky, symmetric_eigen};
pub use products::{dot, gram, matmul};
pub use sparse::spmm;
pub use truncated::{lanczos_extend, lanczos_step, orthonormalize, power_iteration};
