"""Reference twins of :mod:`mlmath_fast.ranking`."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.reference.ranking import metrics as lists
from mlmath_fast.reference.ranking import orders

_METRICS = {
    "average_precision": orders.average_precision_at_k,
    "hit_rate": orders.hit_rate,
    "ndcg": lists.ndcg_at_k,
    "precision": lists.precision_at_k,
    "recall": lists.recall_at_k,
    "reciprocal_rank": orders.reciprocal_rank,
    "truncated_recall": lists.truncated_recall_at_k,
}


def evaluate(
    user_factors: npt.ArrayLike,
    item_factors: npt.ArrayLike,
    test: Any,
    *,
    exclude: Any = None,
    k: int | Sequence[int] = (10, 20),
    metrics: Sequence[str] = ("ndcg", "recall"),
) -> dict[str, npt.NDArray[np.float64]]:
    """Full rankings, in which of equal scores those of relevant items come last, and their metrics."""
    scores = np.asarray(user_factors) @ np.asarray(item_factors).T
    ids = np.empty(scores.shape, np.int64)
    for user, row in enumerate(scores):
        relevant = np.isin(np.arange(len(row)), _items(test, user))
        ids[user] = np.lexsort((relevant, -row))
        if exclude is not None:
            left = ids[user][~np.isin(ids[user], _items(exclude, user))]
            ids[user] = np.pad(left, (0, len(row) - len(left)), constant_values=-1)
    values = {}
    for name in metrics:
        if name == "auc":
            values[name] = orders.auc(ids, test, exclude=exclude)
            continue
        for cut in k if isinstance(k, Sequence) else (k,):
            values[f"{name}@{cut}"] = _METRICS[name](ids, test, cut)
    return values


def _items(pattern: Any, user: int) -> npt.NDArray[Any]:
    return np.asarray(pattern.indices[pattern.indptr[user] : pattern.indptr[user + 1]])
