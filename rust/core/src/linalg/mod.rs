//! Linear algebra: products, small systems by the thousand, factorisations, least squares.

mod spmm;

pub use spmm::{spmm, spmm_work};
