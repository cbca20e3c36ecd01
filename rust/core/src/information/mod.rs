//! Entropies, divergences and mutual information: of probabilities, counts, labels, samples and codes.

mod both;
mod coding;
mod copula;
mod cross_entropy;
mod digamma;
mod divergence;
mod divergence_sums;
mod domain;
mod embedding;
mod entropy;
mod entropy_sums;
mod estimators;
mod f_divergence;
mod fold;
mod from_counts;
mod gaussians;
mod knn_checks;
mod knn_conditional;
mod knn_entropy;
mod knn_mutual;
mod labels;
mod masses;
mod mutual_information;
mod nsb;
pub mod pairs;
mod pieces;
mod renyi_divergence;
mod renyi_entropy;
mod slices;
mod spacings;
mod tally;
mod weights;

pub use coding::{
    Bottleneck, BottleneckEnd, CapacityEnd, CodeLength, Rate, RateEnd, alternation_work,
    bottleneck_work, channel_capacity, code_length_bound, code_length_work, information_bottleneck,
    rate_distortion,
};
pub use copula::{copula_mutual_information, copula_mutual_information_work};
pub use cross_entropy::{
    conditional_entropy, conditional_entropy_work, cross_entropy, cross_entropy_work,
};
pub(crate) use digamma::Digamma;
pub use divergence::{kl_divergence, kl_divergence_work};
pub use embedding::Embedding;
pub use entropy::{entropy, entropy_work};
pub use estimators::Estimator;
pub use f_divergence::{Kind, f_divergence, f_divergence_work};
pub use from_counts::{
    entropy_from_counts, entropy_from_counts_work, mutual_information_from_counts,
};
pub use gaussians::{
    covariance_factor, covariance_work, gaussian_entropy, gaussian_kl, gaussian_kl_standard,
    gaussian_kl_standard_work, gaussian_mutual_information,
};
pub(crate) use knn_checks::check_neighbours;
pub use knn_conditional::{
    conditional_mutual_info_knn, conditional_mutual_info_knn_work, transfer_entropy_knn,
};
pub use knn_entropy::{entropy_knn, entropy_knn_work, kl_divergence_knn};
pub use knn_mutual::{Pair, mutual_info_knn, mutual_info_knn_labels, mutual_info_knn_work};
pub use labels::{
    Codes, Mean, adjusted_mutual_info_score, adjusted_work, conditional_mutual_info_score,
    contingency_information, labels_work, mutual_info_score, normalized_mutual_info_score,
    total_correlation, transfer_entropy, variation_of_information,
};
pub use mutual_information::{mutual_information, mutual_information_work};
pub use renyi_divergence::{renyi_divergence, renyi_divergence_work};
pub use renyi_entropy::{renyi_entropy, renyi_entropy_work, tsallis_entropy};
pub use spacings::{Spacing, entropy_spacings, entropy_spacings_work};
