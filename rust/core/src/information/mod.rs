//! Entropy, relative entropy and mutual information of discrete distributions.

mod copula;
mod digamma;
mod divergence;
mod divergence_sums;
mod domain;
mod entropy;
mod entropy_sums;
mod knn_checks;
mod knn_conditional;
mod knn_entropy;
mod knn_mutual;
mod mutual_information;
mod slices;
mod spacings;

pub use copula::{copula_mutual_information, copula_mutual_information_work};
pub(crate) use digamma::Digamma;
pub use divergence::{kl_divergence, kl_divergence_work};
pub use entropy::{entropy, entropy_work};
pub use knn_conditional::{
    Past, conditional_mutual_info_knn, conditional_mutual_info_knn_work, transfer_entropy_knn,
};
pub use knn_entropy::{entropy_knn, entropy_knn_work, kl_divergence_knn};
pub use knn_mutual::{Pair, mutual_info_knn, mutual_info_knn_labels, mutual_info_knn_work};
pub use mutual_information::{mutual_information, mutual_information_work};
pub use spacings::{Spacing, entropy_spacings, entropy_spacings_work};
