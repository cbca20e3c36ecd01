"""Reference twins of :mod:`mlmath_fast.histogram`."""

from typing import Any

import numpy as np
import numpy.typing as npt


def bincount(
    x: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    minlength: int = 0,
    *,
    out: npt.NDArray[Any] | None = None,
) -> npt.NDArray[Any]:
    """NumPy's own: the standard that the fast function meets bit for bit."""
    codes = np.asarray(x)
    # NumPy 1 refuses uint64, and lists without elements are float64.
    if codes.dtype == np.uint64 or not codes.size:
        codes = codes.astype(np.int64)
    if out is None:
        return np.bincount(codes, weights, minlength)
    out += np.bincount(codes, weights, max(minlength, len(out)))
    return out
