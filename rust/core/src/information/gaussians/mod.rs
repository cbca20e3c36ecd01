//! Closed forms of normal distributions.

mod covariance;
mod divergence;
mod entropy;
mod mutual_information;
mod standard;

pub use covariance::{covariance_factor, covariance_work};
pub use divergence::gaussian_kl;
pub use entropy::gaussian_entropy;
pub use mutual_information::gaussian_mutual_information;
pub use standard::{gaussian_kl_standard, gaussian_kl_standard_work};
