"""Reference twins of :mod:`mlmath_fast.histogram`."""

from typing import Any

import numpy as np
import numpy.typing as npt


def digitize_codes(X: npt.ArrayLike, bins: Any, *, method: str = "uniform") -> npt.NDArray[Any]:
    """The number of inner edges that are not above the value."""
    data = np.asarray(X, np.float64)
    edges = bins if method == "edges" else [_edges(x, bins, method) for x in data.T]
    n_bins = max((len(of_column) - 1 for of_column in edges), default=1)
    codes = np.empty(data.shape, np.uint8 if n_bins <= 256 else np.uint16)
    for at, of_column in enumerate(edges):
        codes[:, at] = np.searchsorted(of_column[1:-1], data[:, at], side="right")
    return codes


def _edges(x: npt.NDArray[np.float64], n_bins: int, method: str) -> npt.NDArray[np.float64]:
    if method == "uniform" or not x.size:
        return np.histogram_bin_edges(x, n_bins)
    return np.quantile(x, np.linspace(0.0, 1.0, n_bins + 1))
