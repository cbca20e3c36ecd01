//! Gradient descent with a fixed rate and momentum, or with Armijo's line search: one loop for every
//! objective, ours or Python's.

use super::objective::Objective;
use super::stop::Stop;
use crate::{Error, Real, Result};

/// A step is taken if the loss falls by at least this part of what the gradient promises.
/// (Nocedal and Wright 2006, after eq. 3.4.)
const ARMIJO: f64 = 1e-4;

/// Losses this many rounding steps apart are equal, and the smaller gradient decides: Armijo's rule
/// would read noise. (scikit-learn's Newton solver does the same.)
const EQUAL_ULPS: f64 = 16.0;

/// How to descend.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The length of steps; `None`: found by Armijo's line search.
    pub learning_rate: Option<f64>,
    /// The part of the last step that is kept (Polyak's heavy ball).
    pub momentum: f64,
    /// The largest element of the gradient at the end.
    pub tol: f64,
    /// Steps at most.
    pub max_iter: usize,
}

impl Options {
    /// An error unless all are in their domains.
    fn check(self) -> Result<()> {
        let Self { learning_rate, momentum, tol, .. } = self;
        if let Some(rate) = learning_rate
            && !(rate > 0.0 && rate.is_finite())
        {
            return Err(Error::domain(format!(
                "learning_rate must be positive and finite, got {rate}"
            )));
        }
        if !(0.0..1.0).contains(&momentum) {
            return Err(Error::domain(format!("momentum must lie in [0, 1), got {momentum}")));
        }
        if learning_rate.is_none() && momentum != 0.0 {
            return Err(Error::domain(format!(
                "momentum needs a learning_rate (the line search has none), got momentum={momentum}"
            )));
        }
        check_tol(tol)
    }
}

/// An error unless `tol` is a number that a gradient can be compared with.
pub(super) fn check_tol(tol: f64) -> Result<()> {
    if tol >= 0.0 {
        return Ok(());
    }
    Err(Error::domain(format!("tol must not be negative, got {tol}")))
}

/// A point of the descent.
#[derive(Clone, Debug)]
pub struct Point<T> {
    /// The parameters.
    pub theta: Vec<T>,
    /// The loss there.
    pub loss: f64,
    /// Its gradient.
    pub gradient: Vec<T>,
    /// The largest element of the gradient in size.
    pub grad_norm: f64,
    /// Steps taken.
    pub n_iter: usize,
}

impl<T: Real> Point<T> {
    fn evaluate<O: Objective<T>>(
        &mut self,
        objective: &mut O,
    ) -> std::result::Result<bool, O::Error> {
        self.loss = objective.loss_grad(&self.theta, &mut self.gradient)?;
        self.grad_norm = max_abs(&self.gradient);
        Ok(self.is_finite())
    }

    pub(super) fn is_finite(&self) -> bool {
        self.loss.is_finite() && self.grad_norm.is_finite()
    }

    /// Whether the loss fell enough since `before`, where the gradient promised `promise`.
    pub(super) fn is_below(&self, before: &Self, promise: f64) -> bool {
        if (self.loss - before.loss).abs() <= rounding(before.loss) {
            return self.grad_norm < before.grad_norm;
        }
        self.loss <= before.loss - ARMIJO * promise
    }
}

/// Descends from `theta0` until the gradient is within the tolerance. `observe` sees the point after
/// every step and answers whether to stop.
pub fn gradient_descent<T: Real, O: Objective<T>>(
    objective: &mut O,
    theta0: Vec<T>,
    options: Options,
    mut observe: impl FnMut(&Point<T>) -> std::result::Result<bool, O::Error>,
) -> std::result::Result<(Point<T>, Stop), O::Error> {
    options.check().map_err(O::error)?;
    let gradient = theta0.clone();
    let mut at = Point { theta: theta0, loss: 0.0, gradient, grad_norm: 0.0, n_iter: 0 };
    if !at.evaluate(objective)? {
        return Err(O::error(Error::domain(format!(
            "loss and gradient at theta0 must be finite, got a loss of {} and a largest gradient of {}",
            at.loss, at.grad_norm
        ))));
    }
    let mut next = at.clone();
    let mut velocity = vec![T::ZERO; at.theta.len()];
    // The first step tried is 1, later ones twice the last.
    let mut step = 0.5;
    loop {
        if at.grad_norm <= options.tol {
            return Ok((at, Stop::Converged(options.tol)));
        }
        if at.n_iter == options.max_iter {
            return Ok((at, Stop::MaxIter(options.max_iter)));
        }
        match options.learning_rate {
            Some(rate) => {
                let (rate, momentum) = (T::from_f64(rate), T::from_f64(options.momentum));
                for (v, &g) in velocity.iter_mut().zip(&at.gradient) {
                    *v = momentum * *v - rate * g;
                }
                for ((next, &theta), &v) in next.theta.iter_mut().zip(&at.theta).zip(&velocity) {
                    *next = theta + v;
                }
                if !next.evaluate(objective)? {
                    return Ok((at, Stop::NotFinite));
                }
            }
            None => {
                step *= 2.0;
                if !armijo(objective, &at, &mut next, &mut step)? {
                    return Ok((at, Stop::NoDescent));
                }
            }
        }
        next.n_iter = at.n_iter + 1;
        std::mem::swap(&mut at, &mut next);
        if observe(&at)? {
            let converged = at.grad_norm <= options.tol;
            return Ok((at, Stop::Callback { converged }));
        }
    }
}

/// The difference between losses that says nothing.
pub(super) fn rounding(loss: f64) -> f64 {
    EQUAL_ULPS * f64::EPSILON * loss.abs()
}

/// Halves `step` until the loss at `next` falls enough; `false` when the step no longer moves `theta`.
pub(super) fn armijo<T: Real, O: Objective<T>>(
    objective: &mut O,
    at: &Point<T>,
    next: &mut Point<T>,
    step: &mut f64,
) -> std::result::Result<bool, O::Error> {
    let slope = in_lanes(&at.gradient, |sum, g| sum + g * g).iter().sum::<f64>();
    loop {
        let length = T::from_f64(*step);
        for ((next, &theta), &g) in next.theta.iter_mut().zip(&at.theta).zip(&at.gradient) {
            *next = theta - length * g;
        }
        if next.theta == at.theta {
            return Ok(false);
        }
        if next.evaluate(objective)? && next.is_below(at, *step * slope) {
            return Ok(true);
        }
        *step *= 0.5;
    }
}

/// The largest size of an element; NaN if there is one.
pub(super) fn max_abs<T: Real>(values: &[T]) -> f64 {
    let larger = |a: f64, b: f64| if b > a || b.is_nan() { b } else { a };
    in_lanes(values, |largest, value| larger(largest, value.abs())).into_iter().fold(0.0, larger)
}

/// Eight folds side by side, from 0: none waits for the one before, and the compiler has its vectors.
fn in_lanes<T: Real>(values: &[T], fold: impl Fn(f64, f64) -> f64) -> [f64; 8] {
    let mut lanes = [0.0; 8];
    for values in values.chunks(8) {
        for (lane, value) in lanes.iter_mut().zip(values) {
            *lane = fold(*lane, value.to_f64());
        }
    }
    lanes
}
