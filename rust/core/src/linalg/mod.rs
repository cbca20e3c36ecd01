//! Linear algebra: products, small systems by the thousand, factorisations, least squares.

pub mod batched;
mod cholesky;
pub(crate) mod factor;
mod gram;
mod householder;
mod implicit_ql;
mod lanczos;
mod matmul;
mod matrix;
mod matrix_vector;
mod mean;
mod operator;
mod orthonormal;
mod panels;
mod power;
mod product;
mod spmm;
mod spmm_transposed;
mod symmetric_eigen;
mod vectors;

pub use cholesky::{cholesky, cholesky_work};
pub use gram::{gram, gram_work};
pub use lanczos::Krylov;
pub use matmul::{Stack, dot, matmul, matmul_stack, stack_work};
pub use matrix::Matrix;
pub use mean::Mean;
pub use operator::Operator;
pub use orthonormal::{Passes, orthonormalize, orthonormalize_work};
pub use power::{PowerEnd, power_iteration};
pub use product::{product_into, product_work};
pub use spmm::{spmm, spmm_work};
pub use spmm_transposed::spmm_transposed;
pub use symmetric_eigen::{symmetric_eigen, symmetric_eigen_work};
