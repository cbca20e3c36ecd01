//! The logistic fit: a solver, then the question whether there is a single best answer at all.

use super::gradient_descent::{Options, Point, check_tol, gradient_descent};
use super::hessian;
use super::newton::newton;
use super::newton_step::NewtonStep;
use super::objective::{Logistic, check_finite};
use super::stop::Stop;
use super::sweep;
use crate::numerics::filled;
use crate::{Error, Real, Result, Work};

/// Which loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Solver {
    /// Newton's method.
    Newton,
    /// Gradient descent with Armijo's line search.
    GradientDescent,
}

impl Solver {
    /// The predicted time of a fit of `max_iter` iterations.
    pub fn work(self, n_samples: usize, n_features: usize, max_iter: usize) -> Work {
        let row_ns = match self {
            Self::Newton => hessian::row_ns(n_features),
            Self::GradientDescent => sweep::row_ns(n_features),
        };
        Work::new(n_samples, row_ns * max_iter.max(1) as f64)
    }
}

/// Minimises the objective from `init`: coefficients, with or without an intercept behind them.
pub fn logistic_regression<T: Real>(
    mut objective: Logistic<T>,
    solver: Solver,
    tol: f64,
    max_iter: usize,
    init: Option<&[f64]>,
) -> Result<(Point<f64>, Stop)> {
    check_tol(tol)?;
    objective.samples.check_both_classes(objective.exec)?;
    let mut theta0 = filled(objective.n_parameters(), 0.0)?;
    if let Some(init) = init {
        let n_features = objective.samples.n_features;
        if init.len() != n_features && init.len() != theta0.len() {
            return Err(Error::shape(format!(
                "coef_init must have one value per column of X (and one for the intercept, if it is \
                 to be given), got {} for {n_features} columns",
                init.len()
            )));
        }
        check_finite(init, "coef_init")?;
        theta0[..init.len()].copy_from_slice(init);
    } else if let Some(intercept) = theta0.get_mut(objective.samples.n_features) {
        *intercept = objective.samples.log_odds(objective.exec)?;
    }
    let (point, stop) = match solver {
        Solver::Newton => newton(&mut objective, theta0, tol, max_iter)?,
        Solver::GradientDescent => {
            let options = Options { learning_rate: None, momentum: 0.0, tol, max_iter };
            gradient_descent(&mut objective, theta0, options, |_| Ok(false))?
        }
    };
    let stop = objective.no_single_minimiser(&point)?.unwrap_or(stop);
    Ok((point, stop))
}

impl<T: Real> Logistic<'_, T> {
    /// Without a penalty there may be no minimiser, or many: that is then why the descent ended, even
    /// if the gradient came within the tolerance.
    fn no_single_minimiser(&self, point: &Point<f64>) -> Result<Option<Stop>> {
        if self.l2 > 0.0 {
            return Ok(None);
        }
        let mut gradient = point.gradient.clone();
        let (_, hessian) = self.loss_grad_hessian(&point.theta, &mut gradient)?;
        let step = NewtonStep::new(self.exec, gradient.len(), &hessian)?;
        Ok(if self.is_separated(&point.theta, &step.direction(&gradient)?)? {
            Some(Stop::Separable)
        } else if !step.full_rank {
            Some(Stop::RankDeficient)
        } else {
            None
        })
    }
}
