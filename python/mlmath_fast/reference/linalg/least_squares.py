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
    """A least-squares problem of n + p rows: the weighted, centred samples above sqrt(l2) I."""
    X, y = np.asarray(X), np.asarray(y)
    dtype = np.float32 if X.dtype == y.dtype == np.float32 else np.float64
    X, y = X.astype(np.float64), y.astype(np.float64)
    w = np.ones(len(X)) if sample_weight is None else np.asarray(sample_weight, np.float64)
    w = w / w.sum()
    x_mean, y_mean = (w @ X, w @ y) if fit_intercept else (np.zeros(X.shape[1]), w @ y * 0)
    root = np.sqrt(w)[:, None]
    A = np.vstack([root * (X - x_mean), np.sqrt(l2) * np.eye(X.shape[1])])
    t = root * (y - y_mean).reshape(len(y), -1)
    t = np.vstack([t, np.zeros((X.shape[1], t.shape[1]))])
    coef = np.linalg.lstsq(A, t, rcond=None)[0].reshape(X.shape[1], *y.shape[1:])
    intercept = y_mean - x_mean @ coef
    if y.ndim == 1:
        return RidgeResult(coef.astype(dtype), float(intercept))
    return RidgeResult(coef.astype(dtype), intercept.astype(dtype))
