//! Bindings of the topic `histogram`, one file a group of functions.

mod integers;
mod multivariate;
mod univariate;

pub use integers::{count_bytes, count_codes, count_pairs, largest_code, sum_codes};
pub use multivariate::{digitize, histogram_cells, histogram_cells_weighted};
pub use univariate::{histogram_rows, histogram_weighted, min_max};
