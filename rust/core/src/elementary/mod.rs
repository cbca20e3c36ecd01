//! Elementary functions of whole arrays: the engine room's, in chunks for threads.

mod elementwise;
mod softmax;

pub use elementwise::{elementwise, elementwise_work, logaddexp, logaddexp_work};
pub use softmax::{Slices, softmax, softmax_work};
