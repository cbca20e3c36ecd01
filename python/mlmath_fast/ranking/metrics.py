"""How good a ranking is."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import integer, integer_array
from mlmath_fast._csr import csr_pattern

__all__ = ["ndcg_at_k", "precision_at_k", "recall_at_k"]

Ids = npt.NDArray[np.int64]


def ndcg_at_k(ids: npt.ArrayLike, relevant: Any, k: int = 10) -> npt.NDArray[np.float64]:
    r"""Normalised discounted cumulative gain of each user's first `k` items, with binary gain.

    .. math:: \frac{\sum_{r=1}^{k} [\mathrm{item}_r \text{ relevant}] / \log_2(r + 1)}
              {\sum_{r=1}^{\min(k, n_\mathrm{relevant})} 1 / \log_2(r + 1)}

    Parameters
    ----------
    ids : array_like of int, shape (n_users, n)
        Ranked items, best first, as from :func:`recommend`; -1 stands for no item. Columns from `k` on
        are not read; fewer than `k` columns count as misses.
    relevant : CSR matrix of shape (n_users, n_items)
        The items that should be found. Only the pattern counts: a stored zero is relevant too.
    k : int, default 10
        Length of the list that is judged, at least 1.

    Returns
    -------
    ndarray of float64, shape (n_users,)
        In [0, 1], without unit; NaN for users without relevant items.

    Raises
    ------
    ValueError
        If an id is neither -1 nor an item, an item is found twice, or shapes do not fit.
    TypeError
        For ids that are no integers, or a `relevant` that is not sparse.

    Notes
    -----
    O(n_users k log n_relevant). The ideal is that of min(k, n_relevant) hits, so that 1 can be reached.

    References
    ----------
    K. Järvelin, J. Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20 (2002),
    equation 2; D. Liang et al., "Variational autoencoders for collaborative filtering", WWW 2018,
    section 4.2.

    Examples
    --------
    Item 0 is relevant, and found at rank 2.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.ranking import ndcg_at_k
    >>> relevant = SimpleNamespace(indptr=[0, 1], indices=[0], data=[1], shape=(1, 3))
    >>> ndcg_at_k([[2, 0]], relevant).round(4).tolist()
    [0.6309]
    """
    return _by_user(_mlmath.ndcg_at_k, ids, relevant, k)


def precision_at_k(ids: npt.ArrayLike, relevant: Any, k: int = 10) -> npt.NDArray[np.float64]:
    r"""The part of each user's first `k` places that hold a relevant item.

    .. math:: \frac{|\{\mathrm{item}_1, \dots, \mathrm{item}_k\} \cap \mathrm{relevant}|}
              {k}

    Parameters
    ----------
    ids : array_like of int, shape (n_users, n)
        Ranked items, best first, as from :func:`recommend`; -1 stands for no item. Columns from `k` on
        are not read; fewer than `k` columns count as misses.
    relevant : CSR matrix of shape (n_users, n_items)
        The items that should be found. Only the pattern counts: a stored zero is relevant too.
    k : int, default 10
        Length of the list that is judged, at least 1.

    Returns
    -------
    ndarray of float64, shape (n_users,)
        In [0, 1], without unit; NaN for users without relevant items.

    Raises
    ------
    ValueError
        If an id is neither -1 nor an item, an item is found twice, or shapes do not fit.
    TypeError
        For ids that are no integers, or a `relevant` that is not sparse.

    Notes
    -----
    O(n_users k log n_relevant). Divided by k, also where a list is shorter: users with fewer than `k`
    relevant items cannot reach 1.

    References
    ----------
    C. D. Manning, P. Raghavan, H. Schütze, "Introduction to Information Retrieval", 2008, section 8.3.

    Examples
    --------
    Item 0 is relevant to the first user, items 0 and 1 to the second.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.ranking import precision_at_k
    >>> relevant = SimpleNamespace(indptr=[0, 1, 3], indices=[0, 0, 1], data=[1] * 3, shape=(2, 3))
    >>> precision_at_k([[2, 0], [1, 2]], relevant, k=2).tolist()
    [0.5, 0.5]
    """
    return _by_user(_mlmath.precision_at_k, ids, relevant, k)


def recall_at_k(ids: npt.ArrayLike, relevant: Any, k: int = 10) -> npt.NDArray[np.float64]:
    r"""The part of each user's relevant items that is among the first `k`.

    .. math:: \frac{|\{\mathrm{item}_1, \dots, \mathrm{item}_k\} \cap \mathrm{relevant}|}
              {n_\mathrm{relevant}}

    Parameters
    ----------
    ids : array_like of int, shape (n_users, n)
        Ranked items, best first, as from :func:`recommend`; -1 stands for no item. Columns from `k` on
        are not read; fewer than `k` columns count as misses.
    relevant : CSR matrix of shape (n_users, n_items)
        The items that should be found. Only the pattern counts: a stored zero is relevant too.
    k : int, default 10
        Length of the list that is judged, at least 1.

    Returns
    -------
    ndarray of float64, shape (n_users,)
        In [0, 1], without unit; NaN for users without relevant items.

    Raises
    ------
    ValueError
        If an id is neither -1 nor an item, an item is found twice, or shapes do not fit.
    TypeError
        For ids that are no integers, or a `relevant` that is not sparse.

    Notes
    -----
    O(n_users k log n_relevant). Divided by n_relevant, not by min(k, n_relevant): users with more than
    `k` relevant items cannot reach 1.

    References
    ----------
    C. D. Manning, P. Raghavan, H. Schütze, "Introduction to Information Retrieval", 2008, section 8.3.

    Examples
    --------
    Item 0 is relevant to the first user, items 0 and 1 to the second.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.ranking import recall_at_k
    >>> relevant = SimpleNamespace(indptr=[0, 1, 3], indices=[0, 0, 1], data=[1] * 3, shape=(2, 3))
    >>> recall_at_k([[2, 0], [1, 2]], relevant, k=2).tolist()
    [1.0, 0.5]
    """
    return _by_user(_mlmath.recall_at_k, ids, relevant, k)


def _by_user(
    metric: Callable[..., None], ids: npt.ArrayLike, relevant: Any, k: int
) -> npt.NDArray[np.float64]:
    """What all metrics take, and one number a user."""
    ranked = integer_array(ids, "ids", ndim=2)
    pattern = csr_pattern(relevant, "relevant")
    out = np.empty(len(ranked), np.float64)
    metric(ranked, pattern, integer(k, "k", minimum=1), out)
    return out
