//! Numeric and memory decisions shared by the topics, each named.

mod csr;
mod csr_order;
mod scratch;

pub use csr::{Csr, CsrParts, Indices, Value};
pub use csr_order::{CsrMut, IndicesMut, canonical, csr_work, transpose};
pub use scratch::{filled, product};
