"""What the estimators of linalg compute beyond the functions: projections, likelihoods, merged moments."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import F64, FloatArray
from mlmath_fast._csr import Csr
from mlmath_fast.linalg._centred import centred_gram, centred_rows_times, column_means
from mlmath_fast.linalg._finite import FAR, far_exponent

Doubles = npt.NDArray[np.float64]


def project(X: FloatArray, means: npt.NDArray[Any], components: npt.NDArray[Any]) -> FloatArray:
    """(X - means) components^T, centred block by block."""
    return centred_rows_times(X, means, components.T).astype(X.dtype)


def deviations(singular_values: npt.NDArray[Any], n: int, rounding: float) -> npt.NDArray[Any]:
    """Of n samples, not below the share `rounding` of the largest: what scores are divided by when whitened.

    Not the roots of variances: those leave the range before deviations do.
    """
    roots = singular_values / np.sqrt(singular_values.dtype.type(max(n - 1, 1)))
    floor = rounding * roots.max(initial=0.0)
    return np.where(roots > floor, roots, floor if floor > 0 else 1.0).astype(roots.dtype)


def covariance(components: npt.NDArray[Any], variances: npt.NDArray[Any], noise: float) -> Doubles:
    """V^T diag(variance - noise) V + noise I: Tipping and Bishop (1999), eq. 7."""
    V = components.astype(F64)
    excess = np.maximum(variances.astype(F64) - noise, 0.0)
    out: Doubles = (V.T * excess) @ V + noise * np.eye(V.shape[1])
    return out


def log_likelihoods(
    X: FloatArray,
    means: npt.NDArray[Any],
    components: npt.NDArray[Any],
    variances: npt.NDArray[Any],
    noise: float,
) -> Doubles:
    """The Gaussian log density of each row under :func:`covariance`, in nats.

    In the basis of the components the covariance is diagonal, and outside of them a multiple of I: what
    is left of a row when its projection is subtracted is all that is needed there.
    """
    p, k = X.shape[1], len(components)
    # A direction without variance gives every point off it the density 0, and log 0 on it: a floor of
    # rounding takes the place of 0.
    floor = float(np.finfo(X.dtype).eps) * max(
        float(variances.max(initial=0.0)), float(np.finfo(F64).tiny)
    )
    along = np.maximum(variances.astype(F64), floor)
    V = components.astype(F64)
    rows = X - means.astype(F64)
    scores = rows @ V.T
    squares = (np.square(scores) / along).sum(axis=1)
    log_det = float(np.log(along).sum())
    if p > k:
        outside = max(noise, floor)
        squares += np.square(rows - scores @ V).sum(axis=1) / outside
        log_det += (p - k) * float(np.log(outside))
    return np.asarray(-0.5 * (squares + log_det + p * np.log(2 * np.pi)))


class Moments(NamedTuple):
    """How many rows, their means, and the Gram matrix of the centred columns in units of 4^exponent."""

    n: int
    means: Doubles
    gram: Doubles
    exponent: int = 0

    def merged(self, other: "Moments") -> "Moments":
        """The moments of both sets of rows: Chan, Golub, LeVeque (1983), eqs. 2.1."""
        n = self.n + other.n
        away = other.means - self.means
        # The unit of the largest part, 1 where that is in range.
        parts = [far_exponent(away)] if away.any() else []
        e = max([*parts, *(m.exponent for m in (self, other) if m.gram.any())], default=0)
        e = e if abs(e) > FAR[F64] else 0
        step = np.ldexp(away, -e)
        total = np.multiply.outer(step, step) * (self.n * (other.n / n))
        for part in (self, other):
            total += np.ldexp(part.gram, 2 * (part.exponent - e))
        return Moments(n, self.means + away * (other.n / n), total, e)

    def variances(self, dtype: np.dtype[Any]) -> FloatArray:
        """The population variance of each column."""
        with np.errstate(over="ignore", under="ignore"):
            return np.ldexp(np.diagonal(self.gram) / self.n, 2 * self.exponent).astype(dtype)


def moments(X: FloatArray) -> Moments:
    """Those of the rows of X, in float64."""
    exponent = far_exponent(X)
    G, means = centred_gram(np.ldexp(X, -exponent) if exponent else X)
    return Moments(len(X), np.ldexp(means, exponent), G.astype(F64), exponent)


def column_variances(X: FloatArray) -> Doubles:
    """The population variance of each column."""
    share = np.full(len(X), 1.0 / len(X))
    means = column_means(X, share)
    return np.asarray(share @ np.square(X - means, dtype=F64))


def variances_of_scores(
    scores: FloatArray, X: FloatArray | Csr
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Population variances of scores, and their shares of the total variance of X."""
    exponent = far_exponent(X.data if isinstance(X, Csr) else X)
    if exponent:
        scores = np.ldexp(scores, -exponent)
        X = (
            X._replace(data=np.ldexp(X.data, -exponent))
            if isinstance(X, Csr)
            else np.ldexp(X, -exponent)
        )
    variances = column_variances(scores).astype(scores.dtype)
    with np.errstate(over="ignore", under="ignore"):
        return np.ldexp(variances, 2 * exponent), shares(variances, total_variance(X))


def total_variance(X: FloatArray | Csr) -> float:
    """The sum of the population variances of all columns."""
    if not isinstance(X, Csr):
        return float(column_variances(X).sum())
    n = X.shape[0]
    sums = np.bincount(X.indices, X.data, minlength=X.shape[1])
    squares = float(np.square(X.data, dtype=F64).sum())
    return max(squares / n - float(np.square(sums / n).sum()), 0.0)


def shares(variances: npt.NDArray[Any], total: float) -> npt.NDArray[Any]:
    """Variances over their total; 0 where there is none."""
    out: npt.NDArray[Any] = (variances / total if total > 0 else 0 * variances).astype(
        variances.dtype
    )
    return out
