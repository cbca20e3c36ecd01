//! Entropy, relative entropy and mutual information of discrete distributions.

mod divergence;
mod divergence_sums;
mod domain;
mod entropy;
mod entropy_sums;
mod mutual_information;
pub mod pairs;
mod slices;

pub use divergence::{kl_divergence, kl_divergence_work};
pub use entropy::{entropy, entropy_work};
pub use mutual_information::{mutual_information, mutual_information_work};
