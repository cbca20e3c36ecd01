//! Ranking: the best items of every user, and how good a ranking is.

mod best;
mod chosen;
mod factors;
mod judge;
mod metrics;
mod panels;
mod pattern;
mod places;
mod recommend;
mod similar;
mod splits;
mod variety;

pub use chosen::rank_items;
pub use factors::Factors;
pub use judge::Metric;
pub use metrics::{Ranked, metric_of_lists, metric_of_places};
pub use pattern::Pattern;
pub use places::places;
pub use recommend::{recommend, recommend_work};
pub use similar::similar_items;
pub use splits::{leave_k_out, leave_last_out, part_indptr, split_work, strong_generalization};
pub use variety::{coverage, novelty};
