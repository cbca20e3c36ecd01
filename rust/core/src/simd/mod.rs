//! The engine room: one operation per file, written once over the SIMD level and the element type.
//!
//! An operation allocates nothing, starts no thread and decides no policy. Its outermost function is
//! `#[simd]` (it switches the target features on), every helper below it `#[inline(always)]`.

mod exp;
mod level;
mod log1p;
mod logistic;
mod widen;

pub use exp::{ExpReal, exp};
pub use level::{Level, LevelName, available_levels};
pub use log1p::{Log1pReal, log1p};
pub use logistic::{LogisticTerms, logistic_terms};
pub use widen::Widen;
