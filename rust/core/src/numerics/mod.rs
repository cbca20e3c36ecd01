//! Numeric and memory decisions shared by the topics, each named.

mod scratch;

pub use scratch::{filled, product};
