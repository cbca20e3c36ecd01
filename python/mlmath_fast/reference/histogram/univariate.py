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
    axis: int | None = None,
    out: npt.NDArray[Any] | None = None,
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """NumPy's own: the standard that the fast function meets bit for bit."""
    counts, edges = np.histogram(x, bins, range, weights=weights, density=density)
    if axis is not None:
        same: Any = edges if np.ndim(bins) else len(edges) - 1
        ends = None
        if not np.ndim(bins):
            ends = (edges[0], edges[-1]) if range is None else range
        x = np.moveaxis(np.asarray(x), axis, -1)
        ones = None if weights is None else np.moveaxis(np.asarray(weights), axis, -1)
        slices = [
            np.histogram(
                x[i], same, ends, weights=None if ones is None else ones[i], density=density
            )
            for i in np.ndindex(x.shape[:-1])
        ]
        rows = np.array([of_slice for of_slice, _ in slices], counts.dtype)
        counts = np.moveaxis(rows.reshape(*x.shape[:-1], len(edges) - 1), -1, axis)
    if out is not None:
        counts = np.add(out, counts, out=out)
    return counts, edges
