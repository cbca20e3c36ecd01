//! Entropies, divergences and mutual information of discrete distributions.

mod cross_entropy;
mod divergence;
mod divergence_sums;
mod domain;
mod entropy;
mod entropy_sums;
mod estimators;
mod f_divergence;
mod fold;
mod from_counts;
mod masses;
mod mutual_information;
mod nsb;
mod pieces;
mod renyi_divergence;
mod renyi_entropy;
mod slices;
mod tally;
mod weights;

pub use cross_entropy::{
    conditional_entropy, conditional_entropy_work, cross_entropy, cross_entropy_work,
};
pub use divergence::{kl_divergence, kl_divergence_work};
pub use entropy::{entropy, entropy_work};
pub use estimators::Estimator;
pub use f_divergence::{Kind, f_divergence, f_divergence_work};
pub use from_counts::{
    entropy_from_counts, entropy_from_counts_work, mutual_information_from_counts,
};
pub use mutual_information::{mutual_information, mutual_information_work};
pub use renyi_divergence::{renyi_divergence, renyi_divergence_work};
pub use renyi_entropy::{renyi_entropy, renyi_entropy_work, tsallis_entropy};
