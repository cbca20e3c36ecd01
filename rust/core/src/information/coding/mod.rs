//! What channels and codes can do at best: capacity, rate and distortion, bottlenecks, code lengths.

mod bottleneck;
mod capacity;
mod code_length;
mod distribution;
mod rate;

pub use bottleneck::{Bottleneck, BottleneckEnd, bottleneck_work, information_bottleneck};
pub use capacity::{CapacityEnd, channel_capacity};
pub use code_length::{CodeLength, code_length_bound, code_length_work};
pub use rate::{Rate, RateEnd, rate_distortion};

use crate::Work;

/// The predicted time of `n_iter` products of a matrix with two vectors.
pub fn alternation_work(n_elements: usize, n_iter: usize) -> Work {
    const NS: f64 = 1.0;
    Work::new(n_elements, NS * n_iter as f64)
}
