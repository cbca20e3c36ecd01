//! Bindings of the topic `information`, one file a group of functions.

mod probabilities;

pub use probabilities::{entropy, kl_divergence, mutual_information};
