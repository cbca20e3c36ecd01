//! Bindings of the topic `information`, one file a group of functions.

mod neighbours;
mod probabilities;

pub use neighbours::{
    conditional_mutual_info_knn, copula_mutual_information, entropy_knn, entropy_spacings,
    kl_divergence_knn, mutual_info_knn, mutual_info_knn_labels, transfer_entropy_knn,
};
pub use probabilities::{entropy, kl_divergence, mutual_information};
