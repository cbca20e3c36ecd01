//! Entropy, relative entropy and mutual information of discrete distributions.

mod domain;
mod entropy;
mod slices;

pub use entropy::{entropy, entropy_work};
