//! Matrix factorization `R ~ U V^T`: implicit feedback, ratings, pairs, non-negative matrices.

mod block_row;
#[cfg(test)]
mod block_tests;
mod blocks;
mod bpr;
mod entries;
mod explain;
mod explicit_half_step;
mod explicit_loss;
mod explicit_rows;
mod fixed;
mod gram;
mod half_step;
mod lane_rows;
mod long_rows;
mod loss;
mod nmf;
mod objective;
mod passes;
mod pieces;
mod row_system;
mod rows;
mod scores;
mod search;
mod solve_piece;
mod solver;
mod sweep;
mod whitening;

pub use bpr::{Descent, bpr_epoch, bpr_work};
pub use explain::{explain, explain_work};
pub use explicit_half_step::{FixedSide, explicit_half_step, explicit_half_step_work};
pub use explicit_loss::{
    Sides, explicit_loss, explicit_loss_work, explicit_mean, explicit_predict,
};
pub use explicit_rows::Ridge;
pub use fixed::Fixed;
pub(crate) use gram::gram;
pub use half_step::{half_step, half_step_room, half_step_work};
pub use loss::{loss, loss_work};
pub use nmf::{Data, Distance, NmfEnd, Options, Rule, nmf, nmf_work};
pub use objective::Objective;
pub use solver::Solver;
pub use sweep::{Factors, sweep, sweep_work};
