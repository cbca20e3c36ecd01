//! The engine room: one operation per file, written once over the SIMD level and the element type.
//!
//! An operation allocates nothing, starts no thread and decides no policy. Its outermost function is
//! `#[simd]` (it switches the target features on), every helper below it `#[inline(always)]`.

mod cholesky;
mod cholesky_solve;
mod cholesky_strip;
mod dot;
mod exp;
mod expm1;
mod extremes;
pub mod function;
pub mod gemm;
mod gemm_block;
mod gemm_small;
mod gemv;
mod gram_block;
pub mod lanes;
mod level;
pub mod log;
mod log1p;
mod log1p_unit;
mod logaddexp;
mod logistic;
mod map;
mod norm;
mod normal;
mod pack;
mod philox;
pub mod relative_entropy;
mod rotations;
pub mod scale;
mod sigmoid;
pub mod softmax;
mod sum;
mod syrk;
mod tanh;
mod tile;
mod triangular;
mod tridiagonal;
mod turn;
pub mod wide;

pub use cholesky::{FACTOR_ROWS, factor, factor_positive, factor_rows};
pub use cholesky_solve::solve;
pub use cholesky_strip::solve_panel;
pub use dot::dot;
pub use exp::{ExpReal, exp};
pub use expm1::expm1;
pub use extremes::{argmax, argmin};
pub use gemm_block::{Scale, multiply, packed_columns};
pub use gemm_small::{fits_small, multiply_small};
pub use gemv::{GEMV_ROWS, add_columns_times, add_rows_times};
pub use gram_block::{add_columns, add_gram, centre, shares_panels, weigh};
pub use level::{Level, LevelName, available_levels};
pub use log1p::log1p;
pub use log1p_unit::log1p_unit;
pub use logaddexp::logaddexp;
pub use logistic::{LogisticTerms, logistic_terms};
pub use norm::{norm_inf, norm1, norm2};
pub use normal::normals;
pub use pack::{Step, pack};
pub use philox::Philox;
pub use rotations::{PANEL, Sweep, rotate};
pub use sigmoid::sigmoid;
pub use sum::sum;
pub use syrk::{BLOCK_ROWS, syrk, syrk_rows};
pub use tanh::tanh;
pub use tile::padded;
pub use triangular::{
    INVERSE_ROWS, Triangle, inverse, inverse_rows, rows_times, rows_times_scratch,
};
pub use tridiagonal::{REFLECTED, reflect_rows, update_and_multiply};
pub use turn::{TURNED, turn};
