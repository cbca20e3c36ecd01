"""Reference twins of :mod:`mlmath_fast.ranking`."""

from typing import Any

import numpy as np
import numpy.typing as npt


def coverage(ids: npt.ArrayLike, n_items: int, k: int = 10) -> float:
    """Different items over all items."""
    ranked = np.asarray(ids, np.int64)[:, :k]
    shown = np.unique(ranked[ranked >= 0])
    return len(shown) / n_items if n_items else np.nan


def novelty(ids: npt.ArrayLike, known: Any, k: int = 10) -> npt.NDArray[np.float64]:
    """The mean over the list of minus the logarithm of the part of the users who know the item."""
    ranked = np.asarray(ids, np.int64)[:, :k]
    n_users, n_items = known.shape
    users = np.repeat(np.arange(n_users), np.diff(known.indptr))
    pairs = np.unique(users * n_items + known.indices)
    n_known = np.bincount(pairs % max(n_items, 1), minlength=n_items + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        surprise = np.where(ranked >= 0, np.log2(n_users / np.maximum(n_known, 1))[ranked], 0.0)
        return np.asarray(surprise.sum(axis=1) / (ranked >= 0).sum(axis=1))
