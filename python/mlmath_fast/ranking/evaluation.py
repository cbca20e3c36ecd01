"""How well factors rank what was held out."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import float_arrays, integer, one_of
from mlmath_fast._csr import csr_pattern

__all__ = ["evaluate"]

_METRICS = (
    "auc",
    "average_precision",
    "hit_rate",
    "ndcg",
    "precision",
    "recall",
    "reciprocal_rank",
    "truncated_recall",
)


def evaluate(
    user_factors: npt.ArrayLike,
    item_factors: npt.ArrayLike,
    test: Any,
    *,
    exclude: Any = None,
    k: int | Sequence[int] = (10, 20),
    metrics: Sequence[str] = ("ndcg", "recall"),
) -> dict[str, npt.NDArray[np.float64]]:
    r"""Metrics of the ranking of all items, for several lengths of the list, in one pass.

    .. math:: \mathrm{rank}_u(i) = 1 + |\{j \text{ not relevant} : s_{uj} \ge s_{ui}\}|
              + |\{j \text{ relevant} : j \text{ before } i\}|, \quad s_{ui} = U_u \cdot V_i

    Parameters
    ----------
    user_factors : array_like of shape (n_users, n_components)
        U.
    item_factors : array_like of shape (n_items, n_components)
        V. Where both are float32 all is computed in float32, else in float64.
    test : CSR matrix of shape (n_users, n_items)
        The items that should be found. Only the pattern counts: a stored zero is relevant too.
    exclude : CSR matrix of shape (n_users, n_items), optional
        Pairs that are not ranked, for example the items a user has already. A relevant item that is
        excluded cannot be found.
    k : int or sequence of int, default (10, 20)
        Lengths of the lists that are judged, at least 1.
    metrics : sequence of str, default ("ndcg", "recall")
        Of ``"auc", "average_precision", "hit_rate", "ndcg", "precision", "recall", "reciprocal_rank",
        "truncated_recall"``. All but ``"auc"``, which takes the whole ranking, are computed for each k.

    Returns
    -------
    dict of str to ndarray of float64, shape (n_users,)
        ``{"ndcg@10": ..., "ndcg@20": ..., "recall@10": ..., "auc": ...}``: one value a user, without
        unit; NaN for users without relevant items. ``numpy.nanmean`` is the mean over users.

    Raises
    ------
    ValueError
        If a factor is NaN or infinite (the message says where), a score overflows, shapes do not fit,
        a metric is not known, or the parts of a matrix contradict each other.
    TypeError
        For factors that are no real numbers, or matrices that are not sparse.

    Notes
    -----
    O(n_users n_items n_components) time, and memory for one place of every pair in `test`. Ties are
    pessimistic: items of equal score that are not relevant come first, so that a model which gives all
    items one score finds nothing. Without ties the values are those of the metric of the lists from
    :func:`recommend`. Same bits for any number of threads.

    References
    ----------
    W. Krichene, S. Rendle, "On sampled metrics for item recommendation", KDD 2020, section 2.

    Examples
    --------
    Items 0 and 2 tie for the user; the relevant one comes second.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.ranking import evaluate
    >>> test = SimpleNamespace(indptr=[0, 1], indices=[0], data=[1], shape=(1, 3))
    >>> evaluate([[1.0]], [[3.0], [1.0], [3.0]], test, k=(1, 2), metrics=["recall"])
    {'recall@1': array([0.]), 'recall@2': array([1.])}
    """
    users, items = float_arrays(
        (user_factors, "user_factors", 2), (item_factors, "item_factors", 2)
    )
    pattern = csr_pattern(test, "test")
    excluded = None if exclude is None else csr_pattern(exclude, "exclude")
    cuts = [integer(cut, "k", minimum=1) for cut in np.atleast_1d(k)]
    names = [one_of(name, "metrics", _METRICS) for name in metrics]
    limit = len(items) if "auc" in names else max(cuts, default=0)
    places = np.empty(len(pattern.indices), np.int64)
    _mlmath.places(users, items, pattern, excluded, limit, places)
    values = {}
    for name in names:
        whole = name == "auc"
        for cut in (len(items),) if whole else cuts:
            out = values[name if whole else f"{name}@{cut}"] = np.empty(len(users))
            others = excluded if whole else None
            _mlmath.metric_of_places(name, places, pattern, others, cut, out)
    return values
