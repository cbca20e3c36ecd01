"""Reference twins of :mod:`mlmath_fast.histogram`."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

_Range = tuple[float, float] | None


def histogram2d(
    x: Any,
    y: Any,
    bins: Any = 10,
    range: Sequence[_Range] | None = None,
    density: bool = False,
    weights: Any = None,
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """NumPy's own: the standard that the fast function meets bit for bit."""
    ends: Any = range
    return np.histogram2d(x, y, bins, ends, density, weights)


def histogramdd(
    sample: npt.ArrayLike,
    bins: Any = 10,
    range: Sequence[_Range] | None = None,
    density: bool = False,
    weights: npt.ArrayLike | None = None,
) -> tuple[npt.NDArray[Any], tuple[npt.NDArray[Any], ...]]:
    """NumPy's own: the standard that the fast function meets bit for bit."""
    ends: Any = range
    counts, edges = np.histogramdd(sample, bins, ends, density, weights)
    return counts, tuple(edges)
