"""Reference twins of :mod:`mlmath_fast.ranking`."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]

# Users whose scores are held at once: 55 MB of single precision for 27,000 items.
BLOCK = 512


def recommend(
    user_factors: npt.ArrayLike,
    item_factors: npt.ArrayLike,
    n: int = 10,
    *,
    exclude: Any = None,
) -> tuple[Ids, npt.NDArray[Any]]:
    """All scores of a block of users; of those not below the n-th best, a stable sort."""
    U, V = np.asarray(user_factors), np.asarray(item_factors)
    dtype = np.result_type(U, V, np.float32)
    ids = np.full((len(U), n), -1)
    best = np.full((len(U), n), -np.inf, dtype)
    for start in range(0, len(U) if len(V) else 0, BLOCK):
        scores = (U[start : start + BLOCK] @ V.T).astype(dtype, copy=False)
        if exclude is not None:
            bounds = exclude.indptr[start : start + len(scores) + 1]
            users = np.repeat(np.arange(len(scores)), np.diff(bounds))
            scores[users, exclude.indices[bounds[0] : bounds[-1]]] = -np.inf
        place = max(len(V) - n, 0)
        nth_best = np.partition(scores, place, axis=1)[:, place]
        for user, (row, bound) in enumerate(zip(scores, nth_best, strict=True), start):
            items = np.flatnonzero((row >= bound) & (row > -np.inf))
            items = items[np.argsort(-row[items], kind="stable")][:n]
            ids[user, : len(items)] = items
            best[user, : len(items)] = row[items]
    return ids, best


def similar_items(
    factors: npt.ArrayLike, rows: npt.ArrayLike, n: int = 10
) -> tuple[Ids, npt.NDArray[Any]]:
    """Recommendations between rows of length 1, the row itself excluded."""
    V = np.asarray(factors)
    V = V.astype(np.result_type(V, np.float32), copy=False)
    index = np.asarray(rows, np.int64)
    length = np.linalg.norm(V, axis=1, keepdims=True)
    unit = np.divide(V, length, out=np.zeros_like(V), where=length > 0)
    itself = SimpleNamespace(indptr=np.arange(len(index) + 1), indices=index)
    return recommend(unit[index], unit, n, exclude=itself)
