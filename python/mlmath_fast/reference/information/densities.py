"""Reference twins of :mod:`mlmath_fast.information`: estimates of densities and copulas."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.reference._philox import normal_quantile
from mlmath_fast.reference.information._distances import (
    digamma,
    distances,
    jittered,
    kth,
    near_one,
    rows,
)

_Array = npt.NDArray[Any]


def differential_entropy(
    x: npt.ArrayLike,
    *,
    method: str = "knn",
    n_neighbors: int = 3,
    window: int | None = None,
    jitter: float = 0.0,
    seed: int = 0,
) -> float:
    """Kozachenko-Leonenko by nearest neighbours; else by spacings of the sorted values."""
    (data,), exponent = near_one(rows(x))
    (data,) = jittered(jitter, seed, data)
    # H(a x) = H(x) + d log a.
    near = _near_one(data, method, n_neighbors, window)
    return near + float(data.shape[1] * exponent * math.log(2))


def _near_one(data: _Array, method: str, n_neighbors: int, window: int | None) -> float:
    n, d = data.shape
    if method == "knn":
        radius = kth(distances(data), n_neighbors).astype(np.float64)
        psi = digamma(n)
        with np.errstate(divide="ignore"):
            return float(psi[n] - psi[n_neighbors] + d * np.log(2 * radius).mean())
    s = np.sort(data[:, 0]).astype(np.float64)
    m = math.floor(math.sqrt(n) + 0.5) if window is None else window
    place = np.arange(n)
    padded = np.pad(s, m, mode="edge")
    with np.errstate(divide="ignore", invalid="ignore"):
        if method == "van_es":
            mean = np.log((n + 1) / m * (s[m:] - s[:-m])).mean()
            return float(mean + (1 / np.arange(m, n + 1)).sum() + math.log(m / (n + 1)))
        if method == "correa":
            windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * m + 1)
            centred = windows - windows.mean(1, keepdims=True)
            slope = centred @ np.arange(-m, m + 1.0) / (n * (centred**2).sum(1))
            return float(-np.log(slope).mean())
        c = 2.0
        if method == "ebrahimi":
            c = 1 + np.minimum(np.minimum(place, place[::-1]), m) / m  # type: ignore[assignment]
        return float(np.log(n / (c * m) * (padded[2 * m :] - padded[: -2 * m])).mean())


def kl_divergence_knn(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    n_neighbors: int = 3,
    jitter: float = 0.0,
    seed: int = 0,
) -> float:
    """Wang, Kulkarni and Verdu: distances to the k-th neighbour in the other sample and in the own."""
    near, _ = near_one(rows(x), rows(y))
    a, b = jittered(jitter, seed, *near)
    own = kth(distances(a), n_neighbors)[:, 0].astype(np.float64)
    across = np.abs(a[:, None] - b[None]).max(2)
    other = np.partition(across, n_neighbors - 1, 1)[:, n_neighbors - 1].astype(np.float64)
    n, d = a.shape
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(d * (np.log(other) - np.log(own)).mean() + math.log(len(b) / (n - 1)))


def copula_mutual_information(x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """From the correlations of normal scores, as if they were Gaussian."""
    a, b = rows(x), rows(y)
    scores = np.stack([_normal_scores(column) for column in (*a.T, *b.T)])
    correlation = np.atleast_2d(np.corrcoef(scores))
    d = a.shape[1]
    of_x, of_y = correlation[:d, :d], correlation[d:, d:]
    determinants = [np.linalg.slogdet(part)[1] for part in (of_x, of_y, correlation)]
    return float((determinants[0] + determinants[1] - determinants[2]) / 2)


def _normal_scores(column: _Array) -> _Array:
    _, place, counts = np.unique(column, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    return normal_quantile(ranks[place] / (len(column) + 1))
