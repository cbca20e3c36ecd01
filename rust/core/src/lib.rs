//! The mathematics of `mlmath_fast`, without Python.
//!
//! One topic, one module; one kernel, one file. A kernel takes `&Exec` (serial or our pool, cancel
//! token, SIMD level) and plain slices, checks shapes and domains into an [`Error`], then does the
//! mathematics. Inner loops live in [`simd`], written once over the SIMD level and the element type.

#![forbid(unsafe_code)]

pub mod convolution;
pub mod descent;
pub mod elementary;
mod error;
pub mod factorization;
pub mod histogram;
pub mod information;
pub mod linalg;
pub mod machine;
pub mod neighbours;
pub mod numerics;
pub mod parallel;
pub mod random;
pub mod ranking;
mod real;
pub mod selection;
pub mod simd;

pub use error::{Error, Result};
pub use parallel::{Cancel, Exec, Work};
pub use real::Real;
