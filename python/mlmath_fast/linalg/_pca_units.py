"""From singular values of centred data to the result of a principal component analysis."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import FloatArray
from mlmath_fast.linalg._pca_result import PCAResult
from mlmath_fast.linalg._pca_solvers import Spectrum
from mlmath_fast.linalg._signs import signs


def in_units(found: Spectrum, n: int, p: int, dtype: np.dtype[Any], whiten: bool) -> PCAResult:
    """Singular values as variances of n samples, components with their signs; in the data's dtype."""
    s, e = found.singular_values, found.exponent
    squares = s * s
    # One sample has no variance: 0, not 0 / 0.
    freedom, directions = max(n - 1, 1), max(min(n, p) - len(s), 0)
    rest = max(found.total - float(squares.sum()), 0.0)
    noise = rest / freedom / directions if directions else 0.0
    components = found.components.astype(dtype)
    components *= signs(components, axis=-1)

    def rounded(x: npt.NDArray[np.float64], exponent: int) -> FloatArray:
        with np.errstate(over="ignore", under="ignore"):
            return np.ldexp(x, exponent).astype(dtype)

    if whiten:
        components = _whitened(components, s / np.sqrt(freedom), e, rounding_of(found, dtype))
    with np.errstate(over="ignore", under="ignore"):
        return PCAResult(
            components,
            rounded(squares / freedom, 2 * e),
            (squares / found.total if found.total > 0 else squares).astype(dtype),
            rounded(s, e),
            found.means.astype(dtype),
            float(np.ldexp(noise, 2 * e)),
        )


def rounding_of(found: Spectrum, dtype: np.dtype[Any]) -> float:
    """The share of the largest deviation below which one is all rounding: squares have half the digits."""
    return found.rounding or float(np.sqrt(np.finfo(dtype).eps))


def _whitened(
    components: FloatArray, deviations: npt.NDArray[np.float64], exponent: int, rounding: float
) -> FloatArray:
    floor = rounding * deviations.max(initial=0.0)
    divisors = np.where(deviations > floor, deviations, floor if floor > 0 else 1.0)
    return np.ldexp(components / divisors[:, None], -exponent).astype(components.dtype)


def explaining(result: PCAResult, share: float, directions: int) -> PCAResult:
    """The first components that explain more than a share of the variance."""
    reached = np.cumsum(result.explained_variance_ratio, dtype=np.float64)
    k = min(int(np.searchsorted(reached, share, side="right")) + 1, directions)
    left = result.explained_variance[k:]
    return PCAResult(
        result.components[:k],
        result.explained_variance[:k],
        result.explained_variance_ratio[:k],
        result.singular_values[:k],
        result.mean,
        float(left.mean(dtype=np.float64)) if len(left) else 0.0,
    )
