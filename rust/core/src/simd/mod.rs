//! The engine room: one operation per file, written once over the SIMD level and the element type.
//!
//! An operation allocates nothing, starts no thread and decides no policy. Its outermost function is
//! `#[simd]` (it switches the target features on), every helper below it `#[inline(always)]`.

pub mod gemm;
mod level;
pub mod log;
pub mod relative_entropy;
pub mod scale;
pub mod wide;

pub use level::{Level, LevelName, available_levels};
