//! Bindings of the topic `factorization`, one file a group of functions.

mod implicit;
mod nonnegative;

pub use implicit::{als_half_step, als_loss};
pub use nonnegative::nmf;
