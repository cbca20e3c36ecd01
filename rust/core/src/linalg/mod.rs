//! Linear algebra: products, small systems by the thousand, factorisations, least squares.

mod cholesky;
mod gram;
mod matmul;
mod matrix;
mod matrix_vector;
mod mean;
mod panels;
mod product;

pub use cholesky::{cholesky, cholesky_work};
pub use gram::{gram, gram_work};
pub use matmul::{Stack, dot, matmul, matmul_stack, stack_work};
pub use matrix::Matrix;
pub use mean::Mean;
pub use product::{product_into, product_work};
