"""How ridge regression is solved: by the Gram matrix, its dual, or an orthogonal factorisation.

Centred columns need no intercept: with m the weighted mean of x and t that of y, the coefficients are
those of (x - m, y - t), and b = t - m . coef.
"""

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import F64, FloatArray
from mlmath_fast.linalg._centred import (
    centred_gram,
    centred_product,
    centred_rows_times,
    column_means,
)
from mlmath_fast.linalg._finite import (
    column_exponents,
    refuse_non_finite,
    scale_exponent,
    squares_are_safe,
)
from mlmath_fast.linalg.products import gram

Doubles = npt.NDArray[np.float64]

# Pivots down to eps to this power (5e-7 in float64, 2e-3 in float32) leave digits enough for
# refinement to find the rest; above the second (1e-4, 2e-2) there is nothing to refine. With both, NIST's
# Wampler sets have the digits that an orthogonal factorisation gives.
SAFE, EASY = 0.4, 0.25


def solve(
    X: FloatArray, Y: FloatArray, l2: float, fit_intercept: bool, weights: Doubles | None
) -> tuple[Doubles, Doubles]:
    """Coefficients (n_features, n_targets) and intercepts (n_targets,).

    Raises
    ------
    ValueError
        If X is not finite.
    """
    share = np.full(len(X), 1.0 / len(X)) if weights is None else weights / weights.max()
    share = share / share.sum()
    # Each target in units of its own, or products with it would leave the range before it does.
    units = column_exponents(Y)
    Y = np.ldexp(Y, -units)
    target_means = share @ Y.astype(F64, copy=False) if fit_intercept else np.zeros(Y.shape[1])
    rest = Y - target_means
    exponent = 0
    means, C = _moments(X, fit_intercept, share)
    if not squares_are_safe(np.diagonal(C), X.dtype):
        refuse_non_finite(X, "X")
        exponent = scale_exponent(X)
        X = np.ldexp(X, -exponent)
        means, C = _moments(X, fit_intercept, share)
    # Scaled down by 2^e, X has coefficients 2^e times as large, and their penalty is 4^e times smaller.
    with np.errstate(over="ignore", under="ignore"):
        penalty = float(np.ldexp(l2, -2 * exponent))
        if np.isfinite(penalty):
            coef = np.ldexp(_solved(X, means, C, share, rest, penalty), -exponent)
        else:
            # Nothing beside the penalty counts.
            right = centred_product(X, means, rest * share[:, None])
            coef = np.ldexp(right / l2, exponent)
        fitted = np.ldexp(means, exponent) @ coef
        return np.ldexp(coef, units), np.ldexp(target_means - fitted, units)


def _moments(X: FloatArray, center: bool, share: Doubles) -> tuple[Doubles, Doubles]:
    """Means, and covariances of the columns, or of the rows where there are fewer of them."""
    if len(X) >= X.shape[1] and center:
        C, means = centred_gram(X, share)
        return means, C.astype(F64)
    means = column_means(X, share) if center else np.zeros(X.shape[1])
    if len(X) >= X.shape[1]:
        return means, gram(X, weights=share).astype(F64)
    with np.errstate(all="ignore"):
        A = _rows(X, means, share)
        return means, A @ A.T


def _rows(X: FloatArray, means: Doubles, share: Doubles) -> Doubles:
    rows: Doubles = (X - means) * np.sqrt(share)[:, None]
    return rows


def _solved(
    X: FloatArray, means: Doubles, C: Doubles, share: Doubles, rest: Doubles, l2: float
) -> Doubles:
    penalised = C + l2 * np.eye(len(C))
    roots = np.sqrt(np.diagonal(penalised))
    least = _least_pivot(penalised, roots)
    eps = float(np.finfo(X.dtype).eps)
    if least < eps**SAFE:
        return _by_lapack(X.astype(F64), bool(means.any()), share, rest, l2)
    if len(X) >= X.shape[1]:
        right = centred_product(X, means, rest * share[:, None])
        coef: Doubles = np.asarray(np.linalg.solve(penalised, right), F64)
        if least < eps**EASY:
            left = rest - centred_rows_times(X, means, coef)
            gradient = centred_product(X, means, left * share[:, None]) - l2 * coef
            coef += np.linalg.solve(penalised, gradient)
        return coef
    root_share = np.sqrt(share)[:, None]
    dual = np.linalg.solve(penalised, rest * root_share)
    return np.asarray(_rows(X, means, share).T @ dual)


def _by_lapack(X: Doubles, center: bool, share: Doubles, rest: Doubles, l2: float) -> Doubles:
    """By an orthogonal factorisation, all in float64: rounded means would count as rank."""
    A = _rows(X, column_means(X, share) if center else np.zeros(X.shape[1]), share)
    t = rest * np.sqrt(share)[:, None]
    if l2 > 0:
        A = np.vstack([A, np.sqrt(l2) * np.eye(A.shape[1])])
        t = np.vstack([t, np.zeros((X.shape[1], t.shape[1]))])
    return np.asarray(np.linalg.lstsq(A, t, rcond=None)[0], F64)


def _least_pivot(C: Doubles, roots: Doubles) -> float:
    """The least pivot of C with its diagonal scaled to 1; 0 where it is not positive definite.

    A pivot is the share of a column that those before it do not explain.
    """
    if not roots.all():
        return 0.0
    try:
        factor = np.linalg.cholesky(C / np.multiply.outer(roots, roots))
    except np.linalg.LinAlgError:
        return 0.0
    return float(np.diagonal(factor).min(initial=1.0)) ** 2
