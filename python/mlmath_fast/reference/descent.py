"""Reference twins of :mod:`mlmath_fast.descent`."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._exceptions import ConvergenceWarning
from mlmath_fast.descent import GradientDescentResult, LogisticRegressionResult

_ARMIJO = 1e-4
# Losses so many ulps apart are equal: the smaller gradient then decides.
_EQUAL_ULPS = 16
# A Newton step halved to this is rounding.
_SHORTEST = 2.0**-49


def logistic_loss_grad(
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    coef: npt.ArrayLike,
    intercept: float = 0.0,
    *,
    l2: float = 0.0,
    sample_weight: npt.ArrayLike | None = None,
) -> tuple[float, npt.NDArray[Any], float]:
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

    def loss_grad(theta: npt.NDArray[Any]) -> tuple[float, npt.NDArray[Any]]:
        loss, grad, _ = logistic_loss_grad(X, y, theta, sample_weight=w)
        return loss + float(penalty @ theta**2) / 2, grad + penalty * theta

    def hessian(theta: npt.NDArray[Any]) -> npt.NDArray[Any]:
        e = np.exp(-np.abs(X @ theta))
        curvature = w / w.sum() * e / (1 + e) ** 2
        H: npt.NDArray[Any] = (X.T * curvature) @ X + np.diag(penalty)
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
    why = at.message
    if l2 == 0:
        why = _no_single_minimiser(X, y, w, at.theta, loss_grad, hessian) or why
    _warn(why)
    return LogisticRegressionResult(
        coef=at.theta[:n_features].astype(dtype),
        intercept=float(at.theta[n_features]) if fit_intercept else 0.0,
        loss=at.loss,
        grad_norm=at.grad_norm,
        n_iter=at.n_iter,
        converged=at.converged and why == at.message,
        message=why,
    )


def gradient_descent(
    loss_grad: Callable[[npt.NDArray[Any]], tuple[float, npt.ArrayLike]],
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
    loss, grad = loss_grad(theta)
    velocity, step, n_iter, message = np.zeros_like(theta), 0.5, 0, ""

    def state(message: str) -> GradientDescentResult:
        norm = float(np.max(np.abs(grad), initial=0.0))
        return GradientDescentResult(
            theta=theta,
            loss=float(loss),
            grad_norm=norm,
            n_iter=n_iter,
            converged=norm <= tol,
            message=message,
        )

    while not message and not state("").converged:
        if n_iter == max_iter:
            message = "ConvergenceWarning: max_iter reached"
            break
        grad = np.asarray(grad)
        if learning_rate is not None:
            velocity = momentum * velocity - learning_rate * grad
            new, (new_loss, new_grad) = theta + velocity, loss_grad(theta + velocity)
            if not _finite(new_loss, new_grad):
                message = "ConvergenceWarning: the loss is not finite"
                break
        else:
            step, slope = 2 * step, float(grad @ grad)
            while True:
                new = theta - step * grad
                new_loss, new_grad = loss_grad(new)
                fell = _fell(loss, grad, new_loss, new_grad, step * slope)
                if (fell and _finite(new_loss, new_grad)) or np.array_equal(new, theta):
                    break
                step /= 2
            if np.array_equal(new, theta):
                message = "ConvergenceWarning: no step downhill lowers the loss"
                break
        theta, loss, grad, n_iter = new, new_loss, new_grad, n_iter + 1
        try:
            if callback is not None and callback(state("running")):
                message = "stopped by the callback"
        except StopIteration:
            message = "stopped by the callback"
    _warn(message)
    return state(message or "converged")


def _newton(
    loss_grad: Callable[[npt.NDArray[Any]], tuple[float, npt.NDArray[Any]]],
    hessian: Callable[[npt.NDArray[Any]], npt.NDArray[Any]],
    theta: npt.NDArray[Any],
    tol: float,
    max_iter: int,
) -> GradientDescentResult:
    loss, grad = loss_grad(theta)
    message, n_iter, ratio, H = "converged", 0, 1.0, np.empty((0, 0))
    while np.max(np.abs(grad), initial=0.0) > tol:
        if n_iter == max_iter:
            message = "ConvergenceWarning: max_iter reached"
            break
        # Where one more contraction as the last one would do, so does the last Hessian.
        if np.max(np.abs(grad)) * ratio > tol:
            H = hessian(theta)
        direction, step = np.linalg.lstsq(H, -grad, rcond=None)[0], 1.0
        while True:
            new = theta + step * direction
            new_loss, new_grad = loss_grad(new)
            if _fell(loss, grad, new_loss, new_grad, -step * (grad @ direction)):
                break
            step /= 2
            if step < _SHORTEST:
                break
        if step < _SHORTEST:
            message = "ConvergenceWarning: no step downhill lowers the loss"
            break
        ratio = float(np.max(np.abs(new_grad)) / np.max(np.abs(grad))) if step == 1 else 1.0
        theta, loss, grad, n_iter = new, new_loss, new_grad, n_iter + 1
    norm = float(np.max(np.abs(grad), initial=0.0))
    return GradientDescentResult(
        theta=theta,
        loss=loss,
        grad_norm=norm,
        n_iter=n_iter,
        converged=norm <= tol,
        message=message,
    )


def _no_single_minimiser(
    X: npt.NDArray[Any],
    y: npt.NDArray[Any],
    w: npt.NDArray[Any],
    theta: npt.NDArray[Any],
    loss_grad: Callable[[npt.NDArray[Any]], tuple[float, npt.NDArray[Any]]],
    hessian: Callable[[npt.NDArray[Any]], npt.NDArray[Any]],
) -> str:
    """Separable, wholly or along the last Newton step (Albert and Anderson 1984), or dependent."""
    X, y = X[w > 0], y[w > 0]

    def to_the_right_side(direction: npt.NDArray[Any]) -> npt.NDArray[Any]:
        z = X @ direction
        moved: npt.NDArray[Any] = np.where((y == 0) | (y == 1), (2 * y - 1) * z, -np.abs(z))
        return moved

    moved = to_the_right_side(np.linalg.lstsq(hessian(theta), -loss_grad(theta)[1], rcond=None)[0])
    if np.min(to_the_right_side(theta)) > 0:
        return "ConvergenceWarning: the data are separable"
    if np.max(moved) > 1e-3 and np.min(moved) >= -1e-2 * np.max(moved):
        return "ConvergenceWarning: the data are separable in part"
    if np.linalg.matrix_rank(X) < X.shape[1]:
        return "ConvergenceWarning: linearly dependent columns"
    return ""


def _floats(x: npt.ArrayLike) -> npt.NDArray[Any]:
    x = np.asarray(x)
    return x if x.dtype == np.float32 else np.asarray(x, np.float64)


def _fell(loss: float, grad: Any, new_loss: float, new_grad: Any, promise: float) -> bool:
    """Armijo's rule, and the gradient's where losses differ by rounding only."""
    if abs(new_loss - loss) <= _EQUAL_ULPS * np.finfo(float).eps * abs(loss):
        return bool(np.max(np.abs(new_grad)) < np.max(np.abs(grad)))
    return bool(new_loss <= loss - _ARMIJO * promise)


def _finite(loss: float, grad: npt.ArrayLike) -> bool:
    return bool(np.isfinite(loss) and np.all(np.isfinite(grad)))


def _warn(message: str) -> None:
    if message.startswith("ConvergenceWarning"):
        warnings.warn(message, ConvergenceWarning, stacklevel=3)
