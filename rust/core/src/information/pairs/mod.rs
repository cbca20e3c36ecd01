//! Tables of all pairs of features, and what is computed of them.

mod codes;
mod counted;
mod counters;
mod lists;
mod logs;
mod matrix;
mod planes;
mod scattered;
mod significance;
mod tables;

pub use codes::{Codes, Grouping, Values};
pub use matrix::{cmi_given, mi_matrix, order_of_pairs, same_samples};
pub use planes::Order;
pub use significance::mi_significance;
pub use tables::{Relevance, Tables, planes_room, tables_work};
