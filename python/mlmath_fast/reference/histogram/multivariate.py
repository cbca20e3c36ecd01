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
    *,
    out: npt.NDArray[Any] | None = None,
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """NumPy's own: the standard that the fast function meets bit for bit."""
    ends: Any = range
    counts, x_edges, y_edges = np.histogram2d(x, y, bins, ends, density, weights)
    return counts if out is None else np.add(out, counts, out=out), x_edges, y_edges


def histogramdd(
    sample: npt.ArrayLike,
    bins: Any = 10,
    range: Sequence[_Range] | None = None,
    density: bool = False,
    weights: npt.ArrayLike | None = None,
    *,
    out: npt.NDArray[Any] | None = None,
) -> tuple[npt.NDArray[Any], tuple[npt.NDArray[Any], ...]]:
    """NumPy's own: the standard that the fast function meets bit for bit."""
    ends: Any = range
    counts, edges = np.histogramdd(sample, bins, ends, density, weights)
    return counts if out is None else np.add(out, counts, out=out), tuple(edges)
