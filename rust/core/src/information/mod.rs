//! Entropy, relative entropy and mutual information of discrete distributions.

mod coding;
mod divergence;
mod divergence_sums;
mod domain;
mod entropy;
mod entropy_sums;
mod gaussians;
mod labels;
mod mutual_information;
mod slices;

pub use coding::{
    Bottleneck, BottleneckEnd, CapacityEnd, CodeLength, Rate, RateEnd, alternation_work,
    bottleneck_work, channel_capacity, code_length_bound, code_length_work, information_bottleneck,
    rate_distortion,
};
pub use divergence::{kl_divergence, kl_divergence_work};
pub use entropy::{entropy, entropy_work};
pub use gaussians::{
    covariance_factor, covariance_work, gaussian_entropy, gaussian_kl, gaussian_kl_standard,
    gaussian_kl_standard_work, gaussian_mutual_information,
};
pub use labels::{
    Codes, Embedding, Mean, adjusted_mutual_info_score, adjusted_work,
    conditional_mutual_info_score, contingency_information, labels_work, mutual_info_score,
    normalized_mutual_info_score, total_correlation, transfer_entropy, variation_of_information,
};
pub use mutual_information::{mutual_information, mutual_information_work};
