//! The engine room: one operation per file, written once over the SIMD level and the element type.
//!
//! An operation allocates nothing, starts no thread and decides no policy. Its outermost function is
//! `#[simd]` (it switches the target features on), every helper below it `#[inline(always)]`.

mod cholesky;
mod cholesky_solve;
mod exp;
pub mod gemm;
pub mod lanes;
mod level;
pub mod log;
mod log1p;
mod logistic;
mod map;
pub mod relative_entropy;
mod rotations;
pub mod scale;
mod syrk;
mod tile;
mod triangular;
mod tridiagonal;
mod turn;
pub mod wide;

pub use cholesky::{FACTOR_ROWS, factor, factor_rows};
pub use cholesky_solve::solve;
pub use exp::{ExpReal, exp, exp_array};
pub use level::{Level, LevelName, available_levels};
pub use log1p::{log1p, log1p_array};
pub use logistic::{LogisticTerms, logistic_terms};
pub use rotations::{PANEL, Sweep, rotate};
pub use syrk::{BLOCK_ROWS, syrk, syrk_rows};
pub use tile::padded;
pub use triangular::{Triangle, inverse, rows_times, rows_times_scratch};
pub use tridiagonal::{REFLECTED, dot, reflect_rows, update_and_multiply};
pub use turn::{TURNED, turn};
