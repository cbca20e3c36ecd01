//! Bindings of the topic `factorization`, one file a group of functions.

mod explicit;
mod implicit;
mod nonnegative;
mod pairwise;

pub use explicit::{als_explicit_half_step, als_explicit_loss, explicit_mean, explicit_predict};
pub use implicit::{als_explain, als_half_step, als_loss, als_room, als_sweep};
pub use nonnegative::nmf;
pub use pairwise::bpr_epoch;
