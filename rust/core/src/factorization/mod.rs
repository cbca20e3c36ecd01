//! Matrix factorization `R ~ U V^T` for implicit feedback, by alternating least squares.

mod bpr;
mod explicit_half_step;
mod explicit_loss;
mod explicit_rows;
mod gram;
mod half_step;
mod long_rows;
mod loss;
mod nmf;
mod row_system;
mod whitening;

pub use bpr::{Descent, bpr_epoch, bpr_work};
pub use explicit_half_step::{Fixed, explicit_half_step, explicit_half_step_work};
pub use explicit_loss::{
    Sides, explicit_loss, explicit_loss_work, explicit_mean, explicit_predict,
};
pub use explicit_rows::Ridge;
pub(crate) use gram::gram;
pub use half_step::{Penalty, half_step, half_step_work};
pub use loss::{loss, loss_work};
pub use nmf::{Data, Distance, NmfEnd, Options, Rule, nmf, nmf_work};
