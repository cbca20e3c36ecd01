//! The engine room: one operation per file, written once over the SIMD level and the element type.
//!
//! An operation allocates nothing, starts no thread and decides no policy. Its outermost function is
//! `#[simd]` (it switches the target features on), every helper below it `#[inline(always)]`.

mod cholesky;
mod cholesky_solve;
mod cholesky_strip;
mod exp;
pub mod gemm;
mod gemm_block;
mod gemm_small;
mod gemv;
mod gram_block;
mod level;
pub mod log;
mod log1p;
mod logistic;
mod map;
mod pack;
pub mod relative_entropy;
pub mod scale;
mod syrk;
mod tile;
mod triangular;
mod turn;
pub mod wide;

pub use cholesky::{FACTOR_ROWS, factor, factor_positive, factor_rows};
pub use cholesky_solve::solve;
pub use cholesky_strip::solve_panel;
pub use exp::{ExpReal, exp, exp_array};
pub use gemm_block::{Scale, multiply, packed_columns};
pub use gemm_small::{fits_small, multiply_small};
pub use gemv::{GEMV_ROWS, add_columns_times, add_rows_times};
pub use gram_block::{add_columns, add_gram, centre, weigh};
pub use level::{Level, LevelName, available_levels};
pub use log1p::{log1p, log1p_array};
pub use logistic::{LogisticTerms, logistic_terms};
pub use pack::{Step, pack};
pub use syrk::{BLOCK_ROWS, syrk, syrk_rows};
pub use tile::padded;
pub use triangular::{Triangle, inverse, rows_times, rows_times_scratch};
pub use turn::{TURNED, turn};
