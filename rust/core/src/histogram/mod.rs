//! Histograms of one variable, bit-equal to `numpy.histogram`.

mod counts;
mod edges;
mod min_max;
mod uniform;
mod weighted;

pub use counts::{Bins, histogram};
pub use min_max::{min_max, min_max_work};
pub use uniform::Grid;
pub use weighted::{Weighted, histogram_weighted};
