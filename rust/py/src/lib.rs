//! The Python extension `mlmath_fast._mlmath`: conversion and nothing else.
//!
//! Every function borrows its arrays, picks f32 or f64, and enters the gate (`bridge.rs`).

#![forbid(unsafe_code)]

mod arrays;
mod bridge;
mod convolution;
mod csr;
mod descent;
mod elementary;
mod error;
mod factorization;
mod hidden;
mod histogram;
mod information;
mod linalg;
mod machine;
mod random;
mod ranking;
mod selection;

use pyo3::pymodule;

#[pymodule]
mod _mlmath {
    /// The version of the package: Cargo.toml has the only copy.
    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_export]
    use crate::bridge::simd_level;
    #[pymodule_export]
    use crate::convolution::convolve;
    #[pymodule_export]
    use crate::csr::{csr_canonical, csr_check, csr_from_triplets, csr_transpose};
    #[pymodule_export]
    use crate::descent::{gradient_descent, logistic_loss_grad, logistic_regression};
    #[pymodule_export]
    use crate::elementary::{exp, expm1, log, log1p, logaddexp, sigmoid, softmax, tanh};
    #[pymodule_export]
    use crate::factorization::nmf;
    #[pymodule_export]
    use crate::factorization::{als_explain, als_half_step, als_loss, als_room, als_sweep};
    #[pymodule_export]
    use crate::factorization::{
        als_explicit_half_step, als_explicit_loss, bpr_epoch, explicit_mean, explicit_predict,
    };
    #[pymodule_export]
    use crate::hidden::{always_pool, panic_on_purpose, philox_uniforms, philox_words};
    #[pymodule_export]
    use crate::histogram::{count_bytes, count_codes, count_pairs, largest_code, sum_codes};
    #[pymodule_export]
    use crate::histogram::{digitize, histogram_cells, histogram_cells_weighted};
    #[pymodule_export]
    use crate::histogram::{histogram_rows, histogram_weighted, min_max};
    #[pymodule_export]
    use crate::information::{
        adjusted_mutual_info_score, conditional_mutual_info_score, contingency_information,
        mutual_info_score, normalized_mutual_info_score, total_correlation, transfer_entropy,
        variation_of_information,
    };
    #[pymodule_export]
    use crate::information::{
        channel_capacity, code_length_bound, information_bottleneck, rate_distortion,
    };
    #[pymodule_export]
    use crate::information::{cmi_given, mi_matrix, mi_significance, planes_room};
    #[pymodule_export]
    use crate::information::{conditional_entropy, renyi_entropy, tsallis_entropy};
    #[pymodule_export]
    use crate::information::{
        conditional_mutual_info_knn, copula_mutual_information, entropy_knn, entropy_spacings,
        kl_divergence_knn, mutual_info_knn, mutual_info_knn_labels, transfer_entropy_knn,
    };
    #[pymodule_export]
    use crate::information::{
        covariance_factor, gaussian_entropy, gaussian_kl, gaussian_kl_standard,
        gaussian_mutual_information,
    };
    #[pymodule_export]
    use crate::information::{cross_entropy, f_divergence, renyi_divergence};
    #[pymodule_export]
    use crate::information::{entropy, kl_divergence, mutual_information};
    #[pymodule_export]
    use crate::information::{entropy_from_counts, mutual_information_from_counts};
    #[pymodule_export]
    use crate::linalg::batched::{cholesky_batched, eigh_batched, inv_batched, solve_batched};
    #[pymodule_export]
    use crate::linalg::{cholesky, dot, gram, matmul, symmetric_eigen};
    #[pymodule_export]
    use crate::linalg::{lanczos_extend, lanczos_step, orthonormalize, power_iteration, spmm};
    #[pymodule_export]
    use crate::machine::{
        available_parallelism, measure_bandwidth, measure_flops, measure_transcendentals,
    };
    #[pymodule_export]
    use crate::random::philox_normals;
    #[pymodule_export]
    use crate::ranking::{coverage, metric_of_lists, metric_of_places, novelty, places};
    #[pymodule_export]
    use crate::ranking::{leave_k_out, leave_last_out, part_indptr, strong_generalization};
    #[pymodule_export]
    use crate::ranking::{rank_items, recommend, similar_items};
    #[pymodule_export]
    use crate::selection::select_features;
    #[pymodule_export]
    use crate::selection::{relevance_to_labels, relevance_to_values};
}
