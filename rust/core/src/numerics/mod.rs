//! Numeric and memory decisions shared by the topics, each named.

mod bring_near;
mod csr;
mod csr_check;
mod csr_order;
mod csr_transpose;
mod csr_value;
mod gamma;
mod index_text;
mod not_finite;
mod power_of_two;
mod scratch;
mod sign_tie;
mod triplets;

pub use bring_near::bring_near;
pub use csr::{Csr, CsrParts, Indices, Stored};
pub use csr_order::{CsrMut, IndicesMut, canonical, csr_work};
pub use csr_transpose::transpose;
pub use csr_value::Value;
pub use gamma::{digamma, log_rising_ratio, trigamma, trigamma_excess};
pub use index_text::index_text;
pub use not_finite::not_finite;
pub use power_of_two::power_of_two;
pub use scratch::{filled, product, reserved};
pub use sign_tie::{sign, sign_tie};
pub use triplets::{Duplicates, from_triplets, triplets_work};
