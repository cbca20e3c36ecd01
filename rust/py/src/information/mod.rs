//! Bindings of the topic `information`, one file a group of functions.

mod pairs;
mod probabilities;

pub use pairs::{PyCodes, cmi_given, mi_matrix, mi_significance};
pub use probabilities::{entropy, kl_divergence, mutual_information};
