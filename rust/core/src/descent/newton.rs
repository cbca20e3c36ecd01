//! Newton's method with Armijo's line search: quadratic convergence, some five sweeps for most data.
//!
//! A sweep gives loss, gradient and Hessian at the full step, which is nearly always taken. From the
//! last contraction of the gradient the loop foresees where the Hessian before will do for what is left
//! to go (a chord step), or nothing is left: those sweeps leave the Hessian out. The flights take three
//! sweeps of 22 ms with it and two of 6 ms without (one thread). A step that had to be shortened, or a
//! wrong forecast, costs a sweep for the Hessian alone.
//!
//! Far out, where the logistic function is flat, the Hessian knows next to nothing of the loss and its
//! step is longer by orders of magnitude than any that would do. A step down the gradient leads back.

use super::gradient_descent::{Point, armijo, max_abs, rounding};
use super::newton_step::NewtonStep;
use super::objective::{Logistic, Objective};
use super::stop::Stop;
use crate::{Error, Real, Result};

/// Halvings of a Newton step after which the gradient's is tried: with the step a million times too long,
/// the Hessian is of no use.
const HALVINGS: usize = 20;

/// Minimises a logistic objective from `theta0`.
pub(super) fn newton<T: Real>(
    objective: &mut Logistic<T>,
    theta0: Vec<f64>,
    tol: f64,
    max_iter: usize,
) -> Result<(Point<f64>, Stop)> {
    let gradient = theta0.clone();
    let mut at = Point { theta: theta0, loss: 0.0, gradient, grad_norm: 0.0, n_iter: 0 };
    let mut hessian = evaluate(objective, &mut at, true)?;
    if !at.is_finite() {
        return Err(Error::domain(format!(
            "the loss at coef_init must be finite, got {}",
            at.loss
        )));
    }
    let mut next = at.clone();
    let mut step = None;
    // By how much the last full step shrank the gradient: the next Newton step will by its square, a
    // chord step by as much again.
    let mut ratio = 1.0;
    // The gradient's step tried first is 1, later ones twice the last.
    let mut gradient_step = 0.5;
    loop {
        if at.grad_norm <= tol {
            return Ok((at, Stop::Converged(tol)));
        }
        if at.n_iter == max_iter {
            return Ok((at, Stop::MaxIter(max_iter)));
        }
        let step = match &mut step {
            Some(last) if at.grad_norm * ratio <= tol => last,
            step => {
                let here = match hessian.take() {
                    Some(here) => here,
                    None => objective.loss_grad_hessian(&at.theta, &mut at.gradient)?.1,
                };
                step.insert(NewtonStep::new(objective.exec, at.theta.len(), &here)?)
            }
        };
        let direction = step.direction(&at.gradient)?;
        let slope: f64 = direction.iter().zip(&at.gradient).map(|(d, g)| d * g).sum();
        let mut length = 1.0;
        let mut accepted = false;
        for halvings in 0..HALVINGS {
            for ((next, theta), d) in next.theta.iter_mut().zip(&at.theta).zip(&direction) {
                *next = theta + length * d;
            }
            let more_to_go = at.grad_norm * ratio.powi(4) > tol;
            hessian = evaluate(objective, &mut next, halvings == 0 && more_to_go)?;
            accepted = next.is_finite() && next.is_below(&at, -length * slope);
            if accepted {
                break;
            }
            length *= 0.5;
        }
        if !accepted {
            gradient_step *= 2.0;
            if -slope <= rounding(at.loss)
                || !armijo(objective, &at, &mut next, &mut gradient_step)?
            {
                return Ok((at, Stop::NoDescent));
            }
        }
        ratio = if length == 1.0 { next.grad_norm / at.grad_norm } else { 1.0 };
        next.n_iter = at.n_iter + 1;
        std::mem::swap(&mut at, &mut next);
    }
}

fn evaluate<T: Real>(
    objective: &mut Logistic<T>,
    at: &mut Point<f64>,
    with_hessian: bool,
) -> Result<Option<Vec<f64>>> {
    objective.exec.check()?;
    let mut hessian = None;
    if with_hessian {
        let (loss, here) = objective.loss_grad_hessian(&at.theta, &mut at.gradient)?;
        at.loss = loss;
        hessian = Some(here);
    } else {
        at.loss = objective.loss_grad(&at.theta, &mut at.gradient)?;
    }
    at.grad_norm = max_abs(&at.gradient);
    Ok(hessian)
}
