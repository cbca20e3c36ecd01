//! Descent: the logistic objective in one sweep, Newton's method, gradient descent for any objective.

mod data;
mod gradient_descent;
mod hessian;
mod logistic_regression;
mod newton;
mod newton_step;
mod objective;
mod rows;
mod separation;
mod stop;
mod sweep;

pub use data::Samples;
pub use gradient_descent::{Options, Point, gradient_descent};
pub use logistic_regression::{Solver, logistic_regression};
pub use objective::{Logistic, Objective, logistic_loss_grad};
pub use stop::Stop;
pub use sweep::sweep_work;
