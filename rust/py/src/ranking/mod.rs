//! Bindings of the topic `ranking`, one file a group of functions.

mod metrics;
mod splits;
mod top_n;

pub use metrics::{coverage, metric_of_lists, metric_of_places, novelty, places};
pub use splits::{leave_k_out, leave_last_out, part_indptr, strong_generalization};
pub use top_n::{rank_items, recommend, similar_items};
