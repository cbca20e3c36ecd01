//! Matrix factorization `R ~ U V^T` for implicit feedback, by alternating least squares.

mod gram;
mod half_step;
mod long_rows;
mod loss;
mod nmf;
mod row_system;
mod whitening;

pub(crate) use gram::gram;
pub use half_step::{Penalty, half_step, half_step_work};
pub use loss::{loss, loss_work};
pub use nmf::{Data, Distance, NmfEnd, Options, Rule, nmf, nmf_work};
