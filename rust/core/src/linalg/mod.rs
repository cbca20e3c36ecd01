//! Linear algebra: products, small systems by the thousand, factorisations, least squares.

mod spmm;
mod spmm_transposed;

pub use spmm::{spmm, spmm_work};
pub use spmm_transposed::spmm_transposed;
