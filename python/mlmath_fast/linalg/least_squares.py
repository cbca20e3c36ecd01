"""Linear least squares, with and without a penalty."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import F64, FloatArray, float_arrays, follow
from mlmath_fast.linalg import _ridge
from mlmath_fast.linalg._finite import (
    column_exponents,
    far_exponent,
    refuse_non_finite,
    squares_are_safe,
)
from mlmath_fast.linalg._least_squares_results import LstsqResult, RidgeResult
from mlmath_fast.linalg.products import gram

__all__ = ["LstsqResult", "RidgeResult", "lstsq", "ridge"]

# From this many rows per column on, the Gram matrix costs a fraction of a QR.
TALL = 4
# Below this many multiplications LAPACK is done before the Gram route has set out.
MIN_WORK = 1e6
# The Gram route is taken while cond(A)^2 <= eps^-0.4 (1.8e6 in float64, 590 in float32): the smallest
# singular value then keeps 3/5 of all digits, and one step of refinement brings x to all that
# QR would give.
SAFE = 0.4


def lstsq(A: npt.ArrayLike, b: npt.ArrayLike, *, rcond: float | None = None) -> LstsqResult:
    r"""The shortest solution of a linear least-squares problem.

    .. math:: \min_x |A x - b|^2

    Parameters
    ----------
    A : array_like of shape (m, n)
        Coefficients. float32 is computed in float32 if `b` is float32 too; all else is float64.
    b : array_like of shape (m,) or (m, k)
        Right-hand sides.
    rcond : float, optional
        Singular values up to this share of the largest count as zero. By default eps max(m, n).

    Returns
    -------
    x : ndarray of shape (n,) or (n, k)
        The solution; the shortest one where there are many.
    residuals : ndarray of shape (k,), (1,) or (0,)
        Sums of squared residuals of each right-hand side; empty where the rank is below n or m <= n.
    rank : int
        Numerical rank of `A`.
    singular_values : ndarray of shape (min(m, n),)
        Singular values of `A`, descending.

    Raises
    ------
    ValueError
        If shapes do not fit, or a value is NaN or infinite (the first is named).
    TypeError
        For masked, sparse, complex, string or object input.
    numpy.linalg.LinAlgError
        If LAPACK's iteration does not converge.

    Notes
    -----
    O(m n^2). A tall, well-conditioned `A` (m >= 4 n, condition at most 1,300 in float64, 24 in
    float32) is solved by its Gram matrix with one step of iterative refinement, which costs a few
    sweeps over `A`; anything else by ``numpy.linalg.lstsq`` (LAPACK's gelsd), with NumPy's bits, and
    not to be interrupted within the call. Either way x has the digits of an orthogonal factorisation.
    `A`, and each right-hand side, is computed in a power of two as its unit: only results that are out of
    range themselves become inf or 0.

    References
    ----------
    Å. Björck, *Numerical Methods for Least Squares Problems* (1996), sections 2.9.1 and 6.6.5.

    Examples
    --------
    The line through (0, 1), (1, 3), (2, 5) is 1 + 2 t.

    >>> from mlmath_fast.linalg import lstsq
    >>> x, residuals, rank, singular_values = lstsq([[1, 0], [1, 1], [1, 2]], [1, 3, 5])
    >>> x.round(12).tolist(), rank
    ([1.0, 2.0], 2)
    """
    matrix, right = float_arrays((A, "A", 2), (b, "b", None))
    if right.ndim not in (1, 2):
        raise ValueError(f"b: Expected 1D or 2D array, got {right.ndim}D array instead.")
    if len(right) != len(matrix):
        raise ValueError(f"b must have {len(matrix)} rows, as A has, got {len(right)}")
    if rcond is not None and not rcond >= 0:
        raise ValueError(f"rcond must not be negative, got {rcond}")
    refuse_non_finite(right, "b")
    tolerance = np.finfo(matrix.dtype).eps * max(matrix.shape) if rcond is None else float(rcond)
    units = column_exponents(right)
    found = _in_range(matrix, np.ldexp(right, -units), tolerance)
    # Only what is out of range itself becomes inf or 0.
    with np.errstate(over="ignore", under="ignore"):
        residuals = found.residuals
        if len(residuals):
            residuals = np.ldexp(residuals, 2 * units)
        return found._replace(x=np.ldexp(found.x, units), residuals=residuals)


def _in_range(A: FloatArray, b: FloatArray, rcond: float) -> LstsqResult:
    """The solution for a `b` whose columns are of order 1: squares of it are safe."""
    m, n = A.shape
    by_gram = bool(n) and m >= TALL * n and float(m) * n * n >= MIN_WORK
    found = _by_gram(A, b, rcond) if by_gram else None
    if found is not None:
        return found
    refuse_non_finite(A, "A")
    exponent = far_exponent(A)
    if exponent:
        A = np.ldexp(A, -exponent)
        found = _by_gram(A, b, rcond) if by_gram else None
    if found is None:
        x, residuals, rank, s = np.linalg.lstsq(A, b, rcond=rcond)
        found = LstsqResult(x, residuals, int(rank), s)
    with np.errstate(over="ignore", under="ignore"):
        x, s = np.ldexp(found.x, -exponent), np.ldexp(found.singular_values, exponent)
    return found._replace(x=x, singular_values=s)


def _by_gram(A: FloatArray, b: FloatArray, rcond: float) -> LstsqResult | None:
    """The solution by the normal equations and one step of refinement; None where that is not safe."""
    G = gram(A)
    if not squares_are_safe(np.diagonal(G), G.dtype):
        return None
    squares, V = np.linalg.eigh(G.astype(F64, copy=False))
    if squares[0] <= squares[-1] * max(float(np.finfo(A.dtype).eps) ** SAFE, rcond**2):
        return None

    def solved(right: FloatArray) -> npt.NDArray[Any]:
        rotated = V.T @ (A.T @ right)
        return np.asarray(V @ (rotated.T / squares).T)

    x = solved(b).astype(A.dtype, copy=False)
    rest = b - A @ x
    x = (x + solved(rest)).astype(A.dtype, copy=False)
    # The refinement changes this by its square: beyond the last digit.
    residuals = np.atleast_1d(np.square(rest, dtype=F64).sum(axis=0)).astype(A.dtype, copy=False)
    return LstsqResult(x, residuals, A.shape[1], np.sqrt(squares[::-1]).astype(A.dtype, copy=False))


def ridge(
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    l2: float,
    fit_intercept: bool = True,
    sample_weight: npt.ArrayLike | None = None,
) -> RidgeResult:
    r"""Linear regression with an L2 penalty.

    .. math:: \min_{\beta, b} \frac{\sum_i w_i (y_i - x_i \cdot \beta - b)^2}{2 \sum_i w_i}
              + \frac{\lambda}{2} |\beta|^2

    Parameters
    ----------
    X : array_like of shape (n_samples, n_features)
        Samples.
    y : array_like of shape (n_samples,) or (n_samples, n_targets)
        Targets; each column is a problem of its own.
    l2 : float
        Penalty :math:`\lambda`, not negative; the intercept is free of it. scikit-learn's ``Ridge``
        has ``alpha = l2 * sum(sample_weight)``.
    fit_intercept : bool, default True
        Whether there is an intercept.
    sample_weight : array_like of shape (n_samples,), optional
        Weights :math:`w`, not negative, not all 0. By default 1.

    Returns
    -------
    coef : ndarray of shape (n_features,) or (n_features, n_targets)
        :math:`\beta`, dtype of the data; with ``l2=0`` the shortest where there are many.
    intercept : float, or ndarray of shape (n_targets,)
        :math:`b`, in units of `y`; 0 without an intercept.

    Raises
    ------
    ValueError
        If shapes do not fit, there is no sample, `l2` or a weight is negative, or a value is NaN or
        infinite (the first is named).
    TypeError
        For masked, sparse, complex, string or object input.

    Notes
    -----
    O(n_samples n_features min(n_samples, n_features)): the Gram matrix of the centred samples, or its
    dual where there are more features than samples. If its pivots show it to be ill conditioned, the
    solution is refined once, and if they vanish, found by an orthogonal factorisation of the centred
    samples in float64: without a penalty it has the digits that :func:`lstsq` gives. `X` is centred block
    by block, so that means far larger than deviations cost no digits. Solved by ``numpy.linalg``,
    with NumPy's bits, and not to be interrupted within the call.

    References
    ----------
    T. Hastie, R. Tibshirani, J. Friedman, *The Elements of Statistical Learning* (2009), eq. 3.44.

    Examples
    --------
    Deviations of x are -1 and 1, so that the mean square is 1: a penalty of 1 halves the slope of 2.

    >>> from mlmath_fast.linalg import ridge
    >>> coef, intercept = ridge([[0.0], [2.0]], [1.0, 5.0], l2=1.0)
    >>> coef.tolist(), intercept
    ([1.0], 2.0)
    """
    data, targets = float_arrays((X, "X", 2), (y, "y", None))
    if targets.ndim not in (1, 2):
        raise ValueError(f"y: Expected 1D or 2D array, got {targets.ndim}D array instead.")
    if len(targets) != len(data):
        raise ValueError(f"y must have {len(data)} rows, as X has, got {len(targets)}")
    if not len(data):
        raise ValueError("X must have at least one row, got 0")
    if not 0 <= l2 < np.inf:
        raise ValueError(f"l2 must be finite and not negative, got {l2}")
    weights = None if sample_weight is None else _weights(sample_weight, len(data))
    refuse_non_finite(targets, "y")
    columns = targets if targets.ndim == 2 else targets[:, None]
    coef, intercept = _ridge.solve(data, columns, float(l2), fit_intercept, weights)
    coef = coef.astype(data.dtype, copy=False)
    if targets.ndim == 1:
        return RidgeResult(np.ascontiguousarray(coef[:, 0]), float(intercept[0]))
    return RidgeResult(coef, intercept.astype(data.dtype, copy=False))


def _weights(sample_weight: npt.ArrayLike, n_samples: int) -> npt.NDArray[np.float64]:
    weights: npt.NDArray[np.float64] = follow(sample_weight, "sample_weight", F64, ndim=1)
    if len(weights) != n_samples:
        raise ValueError(
            f"sample_weight must have {n_samples} entries, as X has rows, got {len(weights)}"
        )
    refuse_non_finite(weights, "sample_weight")
    if weights.min() < 0:
        at = int(np.argmax(weights < 0))
        raise ValueError(f"sample_weight must not be negative, got {weights[at]} at [{at}]")
    if not weights.max() > 0:
        raise ValueError("sample_weight must not be all 0")
    return weights
