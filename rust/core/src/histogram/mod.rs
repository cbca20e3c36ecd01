//! Histograms, bit-equal to NumPy's.

mod axis;
mod bins;
mod cells;
mod codes;
mod column;
mod counts;
mod digitize;
mod edges;
mod finder;
mod min_max;
mod pairs;
mod path;
mod rows;
mod ruler;
mod tables;
mod uniform;
mod weighted;

pub use axis::Axis;
pub use bins::Bins;
pub use cells::{cells_work, histogram_cells, histogram_cells_weighted};
pub use codes::{Code, bincount_work, count_bytes, count_codes, largest_code, sum_codes};
pub use column::{Column, Values};
pub use counts::histogram;
pub use digitize::digitize;
pub use min_max::{min_max, min_max_work};
pub use pairs::{count_pairs, pairs_work};
pub use rows::histogram_rows;
pub use uniform::Grid;
pub use weighted::{Weighted, histogram_weighted};
