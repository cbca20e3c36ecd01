//! Histograms, bit-equal to NumPy's.

mod cells;
mod codes;
mod counts;
mod digitize;
mod edges;
mod finder;
mod min_max;
mod pairs;
mod tables;
mod uniform;
mod weighted;

pub use cells::{Axis, Column, Values, cells_work, histogram_cells, histogram_cells_weighted};
pub use codes::{Code, bincount_work, count_bytes, count_codes, largest_code, sum_codes};
pub use counts::{Bins, histogram, histogram_rows};
pub use digitize::digitize;
pub use min_max::{min_max, min_max_work};
pub use pairs::{count_pairs, pairs_work};
pub use uniform::Grid;
pub use weighted::{Weighted, histogram_weighted};
