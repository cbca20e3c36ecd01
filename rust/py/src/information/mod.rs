//! Bindings of the topic `information`, one file a group of functions.

mod counts;
mod divergences;
mod entropies;
mod probabilities;

pub use counts::{entropy_from_counts, mutual_information_from_counts};
pub use divergences::{cross_entropy, f_divergence, renyi_divergence};
pub use entropies::{conditional_entropy, renyi_entropy, tsallis_entropy};
pub use probabilities::{entropy, kl_divergence, mutual_information};
