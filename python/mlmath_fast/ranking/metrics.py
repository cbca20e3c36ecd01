"""How good a ranking is."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.ranking._by_user import by_user

__all__ = ["ndcg_at_k", "precision_at_k", "recall_at_k", "truncated_recall_at_k"]


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
    return by_user("ndcg", ids, relevant, k)


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
    return by_user("precision", ids, relevant, k)


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
    return by_user("recall", ids, relevant, k)


def truncated_recall_at_k(
    ids: npt.ArrayLike, relevant: Any, k: int = 10
) -> npt.NDArray[np.float64]:
    r"""The part of the hits that a list of `k` could have which each user's first `k` have.

    .. math:: \frac{|\{\mathrm{item}_1, \dots, \mathrm{item}_k\} \cap \mathrm{relevant}|}
              {\min(k, n_\mathrm{relevant})}

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
    O(n_users k log n_relevant). Much of the literature on implicit feedback calls this recall: unlike
    :func:`recall_at_k` it reaches 1 for users with more than `k` relevant items.

    References
    ----------
    D. Liang et al., "Variational autoencoders for collaborative filtering", WWW 2018, section 4.2.

    Examples
    --------
    Four items are relevant, a list of two can hold two, and holds one.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.ranking import truncated_recall_at_k
    >>> relevant = SimpleNamespace(indptr=[0, 4], indices=[0, 1, 2, 3], data=[1] * 4, shape=(1, 9))
    >>> truncated_recall_at_k([[3, 8]], relevant, k=2).tolist()
    [0.5]
    """
    return by_user("truncated_recall", ids, relevant, k)
