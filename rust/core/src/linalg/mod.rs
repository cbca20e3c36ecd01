//! Linear algebra: products, small systems by the thousand, factorisations, least squares.

mod householder;
mod lanczos;
mod operator;
mod orthonormal;
mod power;
mod spmm;
mod spmm_transposed;
mod vectors;

pub use lanczos::Krylov;
pub use operator::Matrix;
pub use orthonormal::{Passes, orthonormalize, orthonormalize_work};
pub use power::{PowerEnd, power_iteration};
pub use spmm::{spmm, spmm_work};
pub use spmm_transposed::spmm_transposed;
