"""Descent: the logistic loss with its gradient, the logistic fit, and gradient descent for anything."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F64, FloatArray, float_array, follow, integer, one_of
from mlmath_fast._descent_results import GradientDescentResult, LogisticRegressionResult
from mlmath_fast._exceptions import ConvergenceWarning

__all__ = [
    "GradientDescentResult",
    "LogisticRegressionResult",
    "gradient_descent",
    "logistic_loss_grad",
    "logistic_regression",
]


def logistic_loss_grad(
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    coef: npt.ArrayLike,
    intercept: float = 0.0,
    *,
    l2: float = 0.0,
    sample_weight: npt.ArrayLike | None = None,
) -> tuple[float, FloatArray, float]:
    r"""Mean logistic loss with an L2 penalty, and its gradient, in one sweep over the data.

    .. math:: F(\beta, b) = \frac{\sum_i w_i [\log(1 + e^{z_i}) - y_i z_i]}{\sum_i w_i}
              + \frac{\lambda}{2} |\beta|^2, \qquad z = X \beta + b

    Parameters
    ----------
    X : array_like of shape (n_samples, n_features)
        Samples. float32 is read as float32 and summed in float64; all else is float64.
    y : array_like of shape (n_samples,)
        Labels 0 and 1 (bool, int or float), or soft labels in between.
    coef : array_like of shape (n_features,)
        Coefficients :math:`\beta`.
    intercept : float, default 0.0
        Intercept :math:`b`, free of penalty.
    l2 : float, default 0.0
        Penalty :math:`\lambda`, not negative.
    sample_weight : array_like of shape (n_samples,), optional
        Weights :math:`w`, not negative, not all 0. By default 1.

    Returns
    -------
    loss : float
        :math:`F`, in nats.
    grad_coef : ndarray of shape (n_features,)
        Its gradient in `coef`, dtype of `X`.
    grad_intercept : float
        Its derivative in `intercept`.

    Raises
    ------
    ValueError
        If shapes do not fit, `y` leaves [0, 1], or a value is NaN or infinite (the first is named).
    TypeError
        For masked, sparse, complex, string or object input.

    Notes
    -----
    O(n_samples n_features); `X` is read from memory once. Loss and residual come from
    :math:`e^{-|z|}`, stable for any margin. If margins overflow, the loss is inf; where terms of
    one margin overflow both ways, the margin and so the gradient are NaN.

    References
    ----------
    C. M. Bishop, *Pattern Recognition and Machine Learning* (2006), eqs. 4.90 and 4.91.

    Examples
    --------
    >>> from mlmath_fast.descent import logistic_loss_grad
    >>> loss, grad_coef, grad_intercept = logistic_loss_grad([[-1.0], [1.0]], [0, 1], [0.0])
    >>> round(loss, 6), grad_coef.tolist(), grad_intercept
    (0.693147, [-0.5], 0.0)
    """
    data = float_array(X, "X", ndim=2)
    labels, theta = follow(y, "y", F64, ndim=1), follow(coef, "coef", F64, ndim=1)
    weights = _optional(sample_weight, "sample_weight")
    grad = np.empty(data.shape[1], data.dtype)
    loss, grad_intercept = _mlmath.logistic_loss_grad(
        data, labels, theta, intercept, l2, weights, grad
    )
    return loss, grad, grad_intercept


def logistic_regression(
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    l2: float = 1e-4,
    fit_intercept: bool = True,
    solver: str = "newton",
    tol: float = 1e-8,
    max_iter: int = 100,
    coef_init: npt.ArrayLike | None = None,
    sample_weight: npt.ArrayLike | None = None,
) -> LogisticRegressionResult:
    r"""Fit a logistic regression with an L2 penalty.

    .. math:: \min_{\beta, b} F(\beta, b) = \frac{\sum_i w_i [\log(1 + e^{z_i}) - y_i z_i]}{\sum_i w_i}
              + \frac{\lambda}{2} |\beta|^2, \qquad z = X \beta + b

    Parameters
    ----------
    X : array_like of shape (n_samples, n_features)
        Samples. float32 is read as float32; the fit itself runs in float64.
    y : array_like of shape (n_samples,)
        Labels 0 and 1 (bool, int or float), or soft labels in between; both classes must be present.
    l2 : float, default 1e-4
        Penalty :math:`\lambda`, not negative; the intercept is free of it. scikit-learn's
        ``LogisticRegression`` has ``C = 1 / (l2 * sum(sample_weight))``.
    fit_intercept : bool, default True
        Whether there is an intercept.
    solver : {"newton", "gradient_descent"}, default "newton"
        Newton's method with Armijo's line search, or gradient descent as
        :func:`gradient_descent` without a rate.
    tol : float, default 1e-8
        The fit has converged when no element of the gradient of :math:`F`, the intercept's included,
        exceeds this in size.
    max_iter : int, default 100
        Iterations at most.
    coef_init : array_like of shape (n_features,) or (n_features + 1,), optional
        Where to start; the intercept comes last or starts at 0. By default coefficients are 0 and
        the intercept is the log-odds of the mean label.
    sample_weight : array_like of shape (n_samples,), optional
        Weights :math:`w`, not negative, not all 0. By default 1.

    Returns
    -------
    LogisticRegressionResult
        ``coef, intercept, loss, grad_norm, n_iter, converged, message``.

    Raises
    ------
    ValueError
        If shapes do not fit, `y` leaves [0, 1] or has one class only, or a value is NaN or infinite.
    TypeError
        For masked, sparse, complex, string or object input.

    Warns
    -----
    ConvergenceWarning
        If `max_iter` was reached; or, with `l2` = 0, if the data are separable (wholly or in part:
        coefficients would grow without end) or the columns linearly dependent (they are not unique).
        Then ``converged`` is False and the coefficients are those of the last accepted step.

    Notes
    -----
    An iteration of Newton's method reads `X` once and costs O(n_samples n_features^2), gradient
    descent O(n_samples n_features) a step. The same bits for any number of threads.

    References
    ----------
    J. Nocedal and S. J. Wright, *Numerical Optimization* (2006), eq. 3.6 and algorithm 3.2;
    A. Albert and J. A. Anderson, "On the existence of maximum likelihood estimates in logistic
    regression models", Biometrika 71 (1984), 1-10.

    Examples
    --------
    >>> from mlmath_fast.descent import logistic_regression
    >>> fit = logistic_regression([[0.0], [1.0], [2.0], [3.0]], [0, 1, 0, 1], l2=0.0)
    >>> fit.converged, fit.coef.round(4).tolist(), round(fit.intercept, 4)
    (True, [0.9082], -1.3623)
    """
    data = float_array(X, "X", ndim=2)
    n_features = data.shape[1]
    labels, weights = follow(y, "y", F64, ndim=1), _optional(sample_weight, "sample_weight")
    newton = one_of(solver, "solver", ("newton", "gradient_descent")) == "newton"
    limit = integer(max_iter, "max_iter", minimum=0)
    init = _optional(coef_init, "coef_init")
    theta = np.empty(n_features + bool(fit_intercept), F64)
    ending = _mlmath.logistic_regression(
        data, labels, l2, bool(fit_intercept), newton, tol, limit, init, weights, theta
    )
    _warn(ending[-1])
    coef = theta[:n_features].astype(data.dtype)
    intercept = float(theta[n_features]) if fit_intercept else 0.0
    return LogisticRegressionResult(coef, intercept, *ending)


def gradient_descent(
    loss_grad: Callable[[FloatArray], tuple[float, npt.ArrayLike]],
    theta0: npt.ArrayLike,
    *,
    learning_rate: float | None = None,
    momentum: float = 0.0,
    tol: float = 1e-6,
    max_iter: int = 1000,
    callback: Callable[[GradientDescentResult], bool | None] | None = None,
) -> GradientDescentResult:
    r"""Minimise any differentiable function by gradient descent, with momentum or a line search.

    .. math:: v_{t+1} = \mu v_t - \eta \nabla F(\theta_t), \qquad \theta_{t+1} = \theta_t + v_{t+1}

    Parameters
    ----------
    loss_grad : callable
        ``loss_grad(theta) -> (loss, gradient)``; `theta` is a copy of its own, `gradient` has its shape.
    theta0 : array_like of shape (n,)
        Where to start. float32 stays float32, all else is float64.
    learning_rate : float, optional
        The rate :math:`\eta`, positive. By default each step is searched for by Armijo's rule:
        :math:`F(\theta - s g) \le F(\theta) - 10^{-4} s |g|^2`, halving :math:`s`, which starts at 1
        and then at twice the last; a loss that is not finite is a step too long.
    momentum : float, default 0.0
        The part :math:`\mu` in [0, 1) of the last step that is kept (heavy ball); needs a rate.
    tol : float, default 1e-6
        Converged when no element of the gradient exceeds this in size.
    max_iter : int, default 1000
        Steps at most.
    callback : callable, optional
        Called with the result so far (arrays read-only) after each step. Returning True or raising
        StopIteration stops, and ``message`` says so; other exceptions pass through.

    Returns
    -------
    GradientDescentResult
        ``theta, loss, grad_norm, n_iter, converged, message``.

    Raises
    ------
    ValueError
        If a rate, `momentum` or `tol` leaves its domain, `momentum` is given without a rate, the
        gradient has another shape than `theta0`, or loss and gradient at `theta0` are not finite.
    TypeError
        For masked, sparse, complex, string or object `theta0`.

    Warns
    -----
    ConvergenceWarning
        If `max_iter` was reached, no step lowers the loss, or, with a fixed rate, the loss is no
        longer finite: the last finite point is then returned.

    Notes
    -----
    A step costs one evaluation, or with the line search about two. Exceptions of `loss_grad` pass
    through unchanged.

    References
    ----------
    B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", USSR
    Computational Mathematics and Mathematical Physics 4 (1964), eq. 9; L. Armijo, Pacific Journal of
    Mathematics 16 (1966), 1-3.

    Examples
    --------
    >>> from mlmath_fast.descent import gradient_descent
    >>> fit = gradient_descent(lambda t: (float(t @ t), 2 * t), [3.0, -4.0])
    >>> fit.converged, fit.theta.tolist(), fit.n_iter
    (True, [0.0, 0.0], 1)
    """
    start = float_array(theta0, "theta0", ndim=1)
    theta = start.copy()

    def evaluate(at: FloatArray) -> tuple[float, FloatArray]:
        loss, gradient = loss_grad(at)
        values = follow(gradient, "the gradient of loss_grad", theta.dtype, ndim=1)
        if values.shape != theta.shape:
            raise ValueError(
                f"loss_grad must return a gradient of shape {theta.shape}, got {values.shape}"
            )
        return float(loss), values

    def observe(at: FloatArray, loss: float, grad_norm: float, n_iter: int) -> bool:
        at.flags.writeable = False
        state = GradientDescentResult(at, loss, grad_norm, n_iter, grad_norm <= tol, "running")
        try:
            return callback is not None and bool(callback(state))
        except StopIteration:
            return True

    limit = integer(max_iter, "max_iter", minimum=0)
    watch = None if callback is None else observe
    ending = _mlmath.gradient_descent(evaluate, theta, learning_rate, momentum, tol, limit, watch)
    _warn(ending[-1])
    return GradientDescentResult(theta, *ending)


def _optional(x: npt.ArrayLike | None, name: str) -> npt.NDArray[Any] | None:
    return None if x is None else follow(x, name, F64, ndim=1)


def _warn(message: str) -> None:
    if message.startswith(ConvergenceWarning.__name__):
        warnings.warn(message, ConvergenceWarning, stacklevel=3)
