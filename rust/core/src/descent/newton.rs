//! Newton's method with Armijo's line search: quadratic convergence, some five sweeps for most data.

use super::gradient_descent::{Point, max_abs};
use super::newton_step::NewtonStep;
use super::objective::Logistic;
use super::stop::Stop;
use crate::{Error, Real, Result};

/// Halvings of a step after which there is none: `2^-50` of it is rounding.
const HALVINGS: usize = 50;

/// Minimises a logistic objective from `theta0`.
pub(super) fn newton<T: Real>(
    objective: &Logistic<T>,
    theta0: Vec<f64>,
    tol: f64,
    max_iter: usize,
) -> Result<(Point<f64>, Stop, NewtonStep)> {
    let gradient = theta0.clone();
    let mut at = Point { theta: theta0, loss: 0.0, gradient, grad_norm: 0.0, n_iter: 0 };
    let mut hessian = evaluate(objective, &mut at)?;
    if !at.is_finite() {
        return Err(Error::domain(format!(
            "the loss at coef_init must be finite, got {}",
            at.loss
        )));
    }
    let mut next = at.clone();
    loop {
        let step = NewtonStep::new(objective.exec.level(), &hessian, &at.gradient)?;
        if at.grad_norm <= tol {
            return Ok((at, Stop::Converged(tol), step));
        }
        if at.n_iter == max_iter {
            return Ok((at, Stop::MaxIter(max_iter), step));
        }
        let slope: f64 = step.direction.iter().zip(&at.gradient).map(|(d, g)| d * g).sum();
        let mut length = 1.0;
        let mut accepted = false;
        for _ in 0..HALVINGS {
            for ((next, theta), d) in next.theta.iter_mut().zip(&at.theta).zip(&step.direction) {
                *next = theta + length * d;
            }
            hessian = evaluate(objective, &mut next)?;
            accepted = next.is_finite() && next.is_below(&at, -length * slope);
            if accepted {
                break;
            }
            length *= 0.5;
        }
        if !accepted {
            return Ok((at, Stop::NoDescent, step));
        }
        next.n_iter = at.n_iter + 1;
        std::mem::swap(&mut at, &mut next);
    }
}

fn evaluate<T: Real>(objective: &Logistic<T>, at: &mut Point<f64>) -> Result<Vec<f64>> {
    objective.exec.check()?;
    let (loss, hessian) = objective.loss_grad_hessian(&at.theta, &mut at.gradient)?;
    at.loss = loss;
    at.grad_norm = max_abs(&at.gradient);
    Ok(hessian)
}
