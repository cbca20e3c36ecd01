"""Reference twins of :mod:`mlmath_fast.ranking`."""

from typing import Any

import numpy as np
import numpy.typing as npt


def ndcg_at_k(ids: npt.ArrayLike, relevant: Any, k: int = 10) -> npt.NDArray[np.float64]:
    """Discounted hits over those of the best possible list."""
    hits, n_relevant = hits_of(ids, relevant, k)
    ideal_hits = np.minimum(n_relevant, k)
    discount = 1 / np.log2(np.arange(2, 2 + max(hits.shape[1], ideal_hits.max(initial=0))))
    ideal = np.concatenate([[0.0], np.cumsum(discount)])[ideal_hits]
    with np.errstate(invalid="ignore"):
        return np.asarray(hits @ discount[: hits.shape[1]] / ideal)


def recall_at_k(ids: npt.ArrayLike, relevant: Any, k: int = 10) -> npt.NDArray[np.float64]:
    """Hits over relevant items."""
    hits, n_relevant = hits_of(ids, relevant, k)
    with np.errstate(invalid="ignore"):
        return np.asarray(hits.sum(axis=1) / n_relevant)


def truncated_recall_at_k(
    ids: npt.ArrayLike, relevant: Any, k: int = 10
) -> npt.NDArray[np.float64]:
    """Hits over those of the best possible list."""
    hits, n_relevant = hits_of(ids, relevant, k)
    with np.errstate(invalid="ignore"):
        return np.asarray(hits.sum(axis=1) / np.minimum(n_relevant, k))


def precision_at_k(ids: npt.ArrayLike, relevant: Any, k: int = 10) -> npt.NDArray[np.float64]:
    """Hits over places."""
    hits, n_relevant = hits_of(ids, relevant, k)
    return np.where(n_relevant > 0, hits.sum(axis=1) / k, np.nan)


def hits_of(
    ids: npt.ArrayLike, relevant: Any, k: int | None
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Which of the first `k` ids are relevant, and how many could be: pairs are (user, item) codes."""
    ranked = np.asarray(ids, np.int64)[:, :k]
    n_users, n_items = relevant.shape
    users = np.repeat(np.arange(n_users), np.diff(relevant.indptr))
    pairs = np.unique(users * n_items + relevant.indices)
    hits = np.isin(np.arange(n_users)[:, None] * n_items + ranked, pairs) & (ranked >= 0)
    return hits, np.bincount(pairs // max(n_items, 1), minlength=n_users)
