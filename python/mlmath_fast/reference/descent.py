"""Reference twins of :mod:`mlmath_fast.descent`."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._exceptions import ConvergenceWarning
from mlmath_fast.descent import GradientDescentResult, LogisticRegressionResult

Array = npt.NDArray[Any]
LossGrad = Callable[[Array], tuple[float, npt.ArrayLike]]

# The part of what the gradient promises that a step must bring.
_ARMIJO = 1e-4
# Losses so many ulps apart are equal: the smaller gradient then decides.
_EQUAL_ULPS = 16
# If not even this part of a Newton step lowers the loss, the Hessian is of no use.
_SHORTEST = 2.0**-20
# A last Newton step that moves no margin by this much has converged.
_MOVES = 1e-3
# Margins moved by less than this part of the largest do not count.
_HARDLY = 1e-2


def logistic_loss_grad(
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    coef: npt.ArrayLike,
    intercept: float = 0.0,
    *,
    l2: float = 0.0,
    sample_weight: npt.ArrayLike | None = None,
) -> tuple[float, Array, float]:
    """Two products with `X`; from e = exp(-|z|) the loss: a part y pays for z < 0, 1 - y for z >= 0."""
    X = _floats(X)
    y, coef = np.asarray(y, X.dtype), np.asarray(coef, X.dtype)
    w = np.ones(len(y), X.dtype) if sample_weight is None else np.asarray(sample_weight, X.dtype)
    w = w / w.sum()
    z = X @ coef + X.dtype.type(intercept)
    e, wrong = np.exp(-np.abs(z)), np.where(z < 0, y, 1 - y)
    loss = w @ (np.abs(z) * wrong + np.log1p(e)) + l2 / 2 * (coef @ coef)
    residual = w * (np.where(z < 0, e, 1) / (1 + e) - y)
    return float(loss), X.T @ residual + X.dtype.type(l2) * coef, float(residual.sum())


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
    """Newton's method with Armijo's line search, or gradient descent, in float64."""
    dtype = _floats(X).dtype
    X, y = np.asarray(X, np.float64), np.asarray(y, np.float64)
    w = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight, np.float64)
    n_features = X.shape[1]
    penalty = np.full(n_features + fit_intercept, l2)
    if fit_intercept:
        X = np.column_stack([X, np.ones(len(X))])
        penalty[-1] = 0.0

    def loss_grad(theta: Array) -> tuple[float, Array]:
        loss, grad, _ = logistic_loss_grad(X, y, theta, sample_weight=w)
        return loss + float(penalty @ theta**2) / 2, grad + penalty * theta

    def hessian(theta: Array) -> Array:
        e = np.exp(-np.abs(X @ theta))
        curvature = w / w.sum() * e / (1 + e) ** 2
        H: Array = (X.T * curvature) @ X + np.diag(penalty)
        return H

    theta = np.zeros(X.shape[1])
    if coef_init is not None:
        theta[: len(np.asarray(coef_init))] = coef_init
    elif fit_intercept:
        theta[-1] = np.log(w @ y / (w @ (1 - y)))
    if solver == "newton":
        at = _newton(loss_grad, hessian, theta, tol, max_iter)
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            at = gradient_descent(loss_grad, theta, tol=tol, max_iter=max_iter)
    hopeless = ""
    if l2 == 0:
        last_step = _newton_step(hessian(at.theta), loss_grad(at.theta)[1])
        hopeless = _no_single_minimiser(X[w > 0], y[w > 0], at.theta, last_step)
    _warn(hopeless or at.message)
    return LogisticRegressionResult(
        coef=at.theta[:n_features].astype(dtype),
        intercept=float(at.theta[n_features]) if fit_intercept else 0.0,
        loss=at.loss,
        grad_norm=at.grad_norm,
        n_iter=at.n_iter,
        converged=at.converged and not hopeless,
        message=hopeless or at.message,
    )


def gradient_descent(
    loss_grad: LossGrad,
    theta0: npt.ArrayLike,
    *,
    learning_rate: float | None = None,
    momentum: float = 0.0,
    tol: float = 1e-6,
    max_iter: int = 1000,
    callback: Callable[[GradientDescentResult], bool | None] | None = None,
) -> GradientDescentResult:
    """The heavy ball, or Armijo's line search; one loop."""
    theta = _floats(theta0)
    loss, grad = _evaluate(loss_grad, theta)
    velocity, step, n_iter, message = np.zeros_like(theta), 0.5, 0, ""
    while not message and _largest(grad) > tol:
        if n_iter == max_iter:
            message = "ConvergenceWarning: max_iter reached"
            break
        if learning_rate is not None:
            velocity = momentum * velocity - learning_rate * grad
            new = theta + velocity
            new_loss, new_grad = _evaluate(loss_grad, new)
            if not _finite(new_loss, new_grad):
                message = "ConvergenceWarning: the loss is not finite"
                break
        else:
            new, new_loss, new_grad, step = _armijo(loss_grad, theta, loss, grad, -grad, 2 * step)
            if np.array_equal(new, theta):
                message = "ConvergenceWarning: no step downhill lowers the loss"
                break
        theta, loss, grad, n_iter = new, new_loss, new_grad, n_iter + 1
        try:
            if callback is not None and callback(_at(theta, loss, grad, n_iter, tol, "running")):
                message = "stopped by the callback"
        except StopIteration:
            message = "stopped by the callback"
    _warn(message)
    return _at(theta, loss, grad, n_iter, tol, message or "converged")


def _newton(
    loss_grad: LossGrad,
    hessian: Callable[[Array], Array],
    theta: Array,
    tol: float,
    max_iter: int,
) -> GradientDescentResult:
    """Newton's step; where the loss is so flat that no part of it will do, the gradient's."""
    (loss, grad), step = _evaluate(loss_grad, theta), 0.5
    n_iter, message = 0, "converged"
    while _largest(grad) > tol:
        if n_iter == max_iter:
            message = "ConvergenceWarning: max_iter reached"
            break
        newton = _newton_step(hessian(theta), grad)
        new, new_loss, new_grad, _ = _armijo(loss_grad, theta, loss, grad, newton, 1.0, _SHORTEST)
        if np.array_equal(new, theta):
            new, new_loss, new_grad, step = _armijo(loss_grad, theta, loss, grad, -grad, 2 * step)
        if np.array_equal(new, theta):
            message = "ConvergenceWarning: no step downhill lowers the loss"
            break
        theta, loss, grad, n_iter = new, new_loss, new_grad, n_iter + 1
    return _at(theta, loss, grad, n_iter, tol, message)


def _newton_step(hessian: Array, grad: Array) -> Array:
    """The shortest solution of H d = -g."""
    step: Array = np.linalg.lstsq(hessian, -grad, rcond=None)[0]
    return step


def _armijo(
    loss_grad: LossGrad,
    theta: Array,
    loss: float,
    grad: Array,
    direction: Array,
    step: float,
    shortest: float = 0.0,
) -> tuple[Array, float, Array, float]:
    """Halves the step until the loss falls enough, or `theta` moves no more."""
    while step > shortest and not np.array_equal(new := theta + step * direction, theta):
        new_loss, new_grad = _evaluate(loss_grad, new)
        promise = -step * float(grad @ direction)
        if _finite(new_loss, new_grad) and _fell(loss, grad, new_loss, new_grad, promise):
            return new, new_loss, new_grad, step
        step /= 2
    return theta, loss, grad, step


def _no_single_minimiser(X: Array, y: Array, theta: Array, last_step: Array) -> str:
    """Separable, wholly or along the last Newton step (Albert and Anderson 1984), or dependent."""

    def to_the_right_side(direction: Array) -> Array:
        z = X @ direction
        moved: Array = np.where((y == 0) | (y == 1), (2 * y - 1) * z, -np.abs(z))
        return moved

    moved = to_the_right_side(last_step)
    if np.min(to_the_right_side(theta)) > 0:
        return "ConvergenceWarning: the data are separable"
    if np.max(moved) > _MOVES and np.min(moved) >= -_HARDLY * np.max(moved):
        return "ConvergenceWarning: the data are separable in part"
    # NumPy 1.26 has no rank for no columns.
    if X.shape[1] and np.linalg.matrix_rank(X) < X.shape[1]:
        return "ConvergenceWarning: linearly dependent columns"
    return ""


def _at(
    theta: Array, loss: float, grad: Array, n_iter: int, tol: float, message: str
) -> GradientDescentResult:
    return GradientDescentResult(
        theta=theta,
        loss=loss,
        grad_norm=_largest(grad),
        n_iter=n_iter,
        converged=_largest(grad) <= tol,
        message=message,
    )


def _evaluate(loss_grad: LossGrad, theta: Array) -> tuple[float, Array]:
    loss, grad = loss_grad(theta)
    return float(loss), np.asarray(grad)


def _largest(grad: Array) -> float:
    return float(np.max(np.abs(grad), initial=0.0))


def _floats(x: npt.ArrayLike) -> Array:
    x = np.asarray(x)
    return x if x.dtype == np.float32 else np.asarray(x, np.float64)


def _fell(loss: float, grad: Array, new_loss: float, new_grad: Array, promise: float) -> bool:
    """Armijo's rule, and the gradient's where losses differ by rounding only."""
    if abs(new_loss - loss) <= _EQUAL_ULPS * np.finfo(float).eps * abs(loss):
        return _largest(new_grad) < _largest(grad)
    return bool(new_loss <= loss - _ARMIJO * promise)


def _finite(loss: float, grad: npt.ArrayLike) -> bool:
    return bool(np.isfinite(loss) and np.all(np.isfinite(grad)))


def _warn(message: str) -> None:
    if message.startswith("ConvergenceWarning"):
        warnings.warn(message, ConvergenceWarning, stacklevel=3)
