//! Numeric and memory decisions shared by the topics, each named.

mod csr;
mod csr_check;
mod csr_order;
mod csr_value;
mod scratch;

pub use csr::{Csr, CsrParts, Indices};
pub use csr_order::{CsrMut, IndicesMut, canonical, csr_work, transpose};
pub use csr_value::Value;
pub use scratch::{filled, product};
