//! Bindings of the topic `information`, one file a group of functions.

mod coding;
mod counts;
mod divergences;
mod entropies;
mod gaussians;
mod labels;
mod neighbours;
mod pairs;
mod probabilities;

pub use coding::{channel_capacity, code_length_bound, information_bottleneck, rate_distortion};
pub use counts::{entropy_from_counts, mutual_information_from_counts};
pub use divergences::{cross_entropy, f_divergence, renyi_divergence};
pub use entropies::{conditional_entropy, renyi_entropy, tsallis_entropy};
pub use gaussians::{
    covariance_factor, gaussian_entropy, gaussian_kl, gaussian_kl_standard,
    gaussian_mutual_information,
};
pub use labels::{
    adjusted_mutual_info_score, conditional_mutual_info_score, contingency_information,
    mutual_info_score, normalized_mutual_info_score, total_correlation, transfer_entropy,
    variation_of_information,
};
pub use neighbours::{
    conditional_mutual_info_knn, copula_mutual_information, entropy_knn, entropy_spacings,
    kl_divergence_knn, mutual_info_knn, mutual_info_knn_labels, transfer_entropy_knn,
};
pub use pairs::{PyCodes, cmi_given, mi_matrix, mi_significance, planes_room};
pub use probabilities::{entropy, kl_divergence, mutual_information};
