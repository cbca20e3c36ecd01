//! Matrix factorization `R ~ U V^T` for implicit feedback, by alternating least squares.

mod explain;
mod gram;
mod half_step;
mod long_rows;
mod loss;
mod objective;
mod row_system;
mod rows;
mod search;
mod solver;
mod whitening;

pub use explain::{explain, explain_work};
pub(crate) use gram::gram;
pub use half_step::{half_step, half_step_work};
pub use loss::{loss, loss_work};
pub use objective::Objective;
pub use solver::Solver;
pub use whitening::Fixed;
