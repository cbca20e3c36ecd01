//! Bindings of the topic `factorization`, one file a group of functions.

mod implicit;

pub use implicit::{als_explain, als_half_step, als_loss};
