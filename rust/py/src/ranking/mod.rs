//! Bindings of the topic `ranking`, one file a group of functions.

mod metrics;
mod top_n;

pub use metrics::{ndcg_at_k, precision_at_k, recall_at_k};
pub use top_n::{recommend, similar_items};
