//! Linear algebra: products, small systems by the thousand, factorisations, least squares.

pub mod batched;
mod implicit_ql;
mod symmetric_eigen;

pub use symmetric_eigen::{symmetric_eigen, symmetric_eigen_work};
