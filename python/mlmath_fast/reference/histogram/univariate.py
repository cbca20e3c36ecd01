"""Reference twins of :mod:`mlmath_fast.histogram`."""

from typing import Any

import numpy as np
import numpy.typing as npt


def histogram(
    x: npt.ArrayLike,
    bins: int | str | npt.ArrayLike = 10,
    range: tuple[float, float] | None = None,
    *,
    weights: npt.ArrayLike | None = None,
    density: bool = False,
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """NumPy's own: the standard that the fast function meets bit for bit."""
    return np.histogram(x, bins, range, weights=weights, density=density)
