//! Ranking: the best items of every user, and how good a ranking is.

mod best;
mod factors;
mod panels;
mod pattern;
mod recommend;

pub use factors::Factors;
pub use pattern::Pattern;
pub use recommend::{recommend, recommend_work};
