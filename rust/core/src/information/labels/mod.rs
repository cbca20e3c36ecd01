//! Information between labels of the same samples: scores of clusterings, conditional information.

mod adjusted;
mod cells;
mod codes;
mod contingency;
mod dependence;
mod expected;
mod information;
mod join;
mod scores;

pub use adjusted::adjusted_mutual_info_score;
pub use codes::Codes;
pub use contingency::contingency_information;
pub use dependence::{conditional_mutual_info_score, total_correlation, transfer_entropy};
pub(super) use join::group;
pub use scores::{Mean, mutual_info_score, normalized_mutual_info_score, variation_of_information};

use crate::Work;

/// The predicted time for `n_columns` columns of labels.
pub fn labels_work(n_samples: usize, n_columns: usize) -> Work {
    const NS: f64 = 5.0;
    Work::new(n_samples, NS * n_columns as f64)
}

/// The predicted time of a score that is adjusted for chance.
pub fn adjusted_work(n_samples: usize) -> Work {
    const NS: f64 = 200.0;
    Work::new(n_samples, NS)
}
