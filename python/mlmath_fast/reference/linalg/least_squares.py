"""Twins of least squares: NumPy's own, and ridge regression on centred data."""

import numpy as np
import numpy.typing as npt

from mlmath_fast.linalg._least_squares_results import LstsqResult, RidgeResult


def lstsq(A: npt.ArrayLike, b: npt.ArrayLike, *, rcond: float | None = None) -> LstsqResult:
    """min |A x - b|^2 by LAPACK's gelsd."""
    A, b = np.asarray(A), np.asarray(b)
    x, residuals, rank, singular_values = np.linalg.lstsq(A, b, rcond=rcond)
    return LstsqResult(x, residuals, int(rank), singular_values)


def ridge(
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    l2: float,
    fit_intercept: bool = True,
    sample_weight: npt.ArrayLike | None = None,
) -> RidgeResult:
    """(A^T A + l2 I) coef = A^T t of the weighted, centred samples A; its dual where A is wide."""
    X, y = np.asarray(X), np.asarray(y)
    dtype = np.float32 if X.dtype == y.dtype == np.float32 else np.float64
    X, y = X.astype(np.float64), y.astype(np.float64)
    n, p = X.shape
    w = np.ones(n) if sample_weight is None else np.asarray(sample_weight, np.float64)
    w = w / w.sum()
    x_mean, y_mean = (w @ X, w @ y) if fit_intercept else (np.zeros(p), w @ y * 0)
    root = np.sqrt(w)[:, None]
    A, t = root * (X - x_mean), root * (y - y_mean).reshape(n, -1)
    if l2 == 0:
        coef = np.linalg.lstsq(A, t, rcond=None)[0]
    elif n < p:
        coef = A.T @ np.linalg.solve(A @ A.T + l2 * np.eye(n), t)
    else:
        coef = np.linalg.solve(A.T @ A + l2 * np.eye(p), A.T @ t)
    coef = coef.reshape(p, *y.shape[1:])
    intercept = y_mean - x_mean @ coef
    if y.ndim == 1:
        return RidgeResult(coef.astype(dtype), float(intercept))
    return RidgeResult(coef.astype(dtype), intercept.astype(dtype))
