"""Reference twins of :mod:`mlmath_fast.ranking`."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.reference.ranking.metrics import hits_of


def average_precision_at_k(
    ids: npt.ArrayLike, relevant: Any, k: int = 10
) -> npt.NDArray[np.float64]:
    """Precisions at the places of the hits, over the hits of the best list."""
    hits, n_relevant = hits_of(ids, relevant, k)
    precision = hits.cumsum(axis=1) / np.arange(1, hits.shape[1] + 1)
    with np.errstate(invalid="ignore"):
        return np.asarray((hits * precision).sum(axis=1) / np.minimum(n_relevant, k))


def reciprocal_rank(ids: npt.ArrayLike, relevant: Any, k: int = 10) -> npt.NDArray[np.float64]:
    """One over the rank of the first hit."""
    hits, n_relevant = hits_of(ids, relevant, k)
    inverse = (hits / np.arange(1, hits.shape[1] + 1)).max(axis=1, initial=0.0)
    return np.where(n_relevant > 0, inverse, np.nan)


def hit_rate(ids: npt.ArrayLike, relevant: Any, k: int = 10) -> npt.NDArray[np.float64]:
    """Whether there is a hit."""
    hits, n_relevant = hits_of(ids, relevant, k)
    return np.where(n_relevant > 0, hits.any(axis=1), np.nan)


def auc(ids: npt.ArrayLike, relevant: Any, *, exclude: Any = None) -> npt.NDArray[np.float64]:
    """Of all pairs, those of a hit and an item that is not relevant and comes later or not at all."""
    hits, n_relevant = hits_of(ids, relevant, None)
    n_others = relevant.shape[1] - n_relevant
    if exclude is not None:
        n_others = n_others - _n_excluded(relevant, exclude)
    misses_before = (~hits).cumsum(axis=1)
    below = np.maximum(n_others[:, None] - misses_before, 0)
    with np.errstate(invalid="ignore"):
        return np.asarray((hits * below).sum(axis=1) / (n_relevant * n_others))


def _n_excluded(relevant: Any, exclude: Any) -> npt.NDArray[np.int64]:
    """How many items of each user are excluded and not relevant."""
    n_users, n_items = relevant.shape
    relevant_pairs, excluded_pairs = (
        np.repeat(np.arange(n_users), np.diff(pattern.indptr)) * n_items + pattern.indices
        for pattern in (relevant, exclude)
    )
    pairs = np.setdiff1d(excluded_pairs, relevant_pairs)
    return np.bincount(pairs // max(n_items, 1), minlength=n_users)
