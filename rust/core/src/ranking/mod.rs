//! Ranking: the best items of every user, and how good a ranking is.

mod best;
mod factors;
mod metrics;
mod panels;
mod pattern;
mod recommend;
mod similar;

pub use factors::Factors;
pub use metrics::{Ranked, ndcg_at_k, precision_at_k, recall_at_k};
pub use pattern::Pattern;
pub use recommend::{recommend, recommend_work};
pub use similar::similar_items;
