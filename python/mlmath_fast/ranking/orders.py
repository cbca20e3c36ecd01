"""How good the order of a ranking is."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.ranking._by_user import by_user

__all__ = ["auc", "average_precision_at_k", "hit_rate", "reciprocal_rank"]


def auc(ids: npt.ArrayLike, relevant: Any, *, exclude: Any = None) -> npt.NDArray[np.float64]:
    r"""The part of each user's pairs of a relevant and another item that the list has in order.

    .. math:: \frac{|\{(i, j) : i \text{ relevant}, j \text{ not}, i \text{ before } j\}|}
              {n_\mathrm{relevant} \, n_\mathrm{other}}

    Parameters
    ----------
    ids : array_like of int, shape (n_users, n)
        Ranked items, best first, as from :func:`recommend`; -1 stands for no item. Relevant items that
        are not in the list come after all other items.
    relevant : CSR matrix of shape (n_users, n_items)
        The items that should be found. Only the pattern counts: a stored zero is relevant too.
    exclude : CSR matrix of shape (n_users, n_items), optional
        Pairs that could not be recommended and are not among the other items.

    Returns
    -------
    ndarray of float64, shape (n_users,)
        In [0, 1], without unit; NaN for users without relevant or without other items.

    Raises
    ------
    ValueError
        If an id is neither -1 nor an item, a relevant item is found twice, or shapes do not fit.
    TypeError
        For ids that are no integers, or matrices that are not sparse.

    Notes
    -----
    O(n_users n log n_relevant). The area under the ROC curve if the list holds all items; else its
    lowest possible value. Without the lists, from factors: ``metrics=("auc",)`` of :func:`evaluate`. A -1
    with items behind it counts as another item.

    References
    ----------
    S. Rendle et al., "BPR: Bayesian personalized ranking from implicit feedback", UAI 2009, equation 1.

    Examples
    --------
    Item 1 is relevant and comes before two of the three others.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.ranking import auc
    >>> relevant = SimpleNamespace(indptr=[0, 1], indices=[1], data=[1], shape=(1, 4))
    >>> auc([[3, 1, 0, 2]], relevant).round(4).tolist()
    [0.6667]
    """
    return by_user("auc", ids, relevant, None, exclude)


def average_precision_at_k(
    ids: npt.ArrayLike, relevant: Any, k: int = 10
) -> npt.NDArray[np.float64]:
    r"""The mean of the precisions at the places of each user's hits among the first `k`.

    .. math:: \frac{1}{\min(k, n_\mathrm{relevant})}
              \sum_{r=1}^{k} [\mathrm{item}_r \text{ relevant}] \,
              \frac{|\{\mathrm{item}_1, \dots, \mathrm{item}_r\} \cap \mathrm{relevant}|}{r}

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
    O(n_users k log n_relevant). Divided by min(k, n_relevant), so that 1 can be reached; where `k` is the
    number of items this is the average precision of the literature. The mean over users is MAP.

    References
    ----------
    C. D. Manning, P. Raghavan, H. Schütze, "Introduction to Information Retrieval", 2008, section 8.4.

    Examples
    --------
    Hits at ranks 1 and 3, with precisions 1 and 2/3, of two relevant items: (1 + 2/3) / 2.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.ranking import average_precision_at_k
    >>> relevant = SimpleNamespace(indptr=[0, 2], indices=[4, 7], data=[1, 1], shape=(1, 9))
    >>> average_precision_at_k([[7, 0, 4]], relevant).round(4).tolist()
    [0.8333]
    """
    return by_user("average_precision", ids, relevant, k)


def hit_rate(ids: npt.ArrayLike, relevant: Any, k: int = 10) -> npt.NDArray[np.float64]:
    r"""Whether each user's first `k` items hold a relevant one.

    .. math:: [\{\mathrm{item}_1, \dots, \mathrm{item}_k\} \cap \mathrm{relevant} \ne \emptyset]

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
        0 or 1, without unit; NaN for users without relevant items.

    Raises
    ------
    ValueError
        If an id is neither -1 nor an item, an item is found twice, or shapes do not fit.
    TypeError
        For ids that are no integers, or a `relevant` that is not sparse.

    Notes
    -----
    O(n_users k log n_relevant). The mean over users is the hit rate HR@k.

    References
    ----------
    M. Deshpande, G. Karypis, "Item-based top-N recommendation algorithms", ACM TOIS 22 (2004), section
    6.1.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from mlmath_fast.ranking import hit_rate
    >>> relevant = SimpleNamespace(indptr=[0, 2], indices=[4, 7], data=[1, 1], shape=(1, 9))
    >>> hit_rate([[0, 7]], relevant).tolist(), hit_rate([[0, 7]], relevant, k=1).tolist()
    ([1.0], [0.0])
    """
    return by_user("hit_rate", ids, relevant, k)


def reciprocal_rank(ids: npt.ArrayLike, relevant: Any, k: int = 10) -> npt.NDArray[np.float64]:
    r"""One over the rank of each user's first hit, 0 where the first `k` have none.

    .. math:: \frac{1}{\min \{r \le k : \mathrm{item}_r \text{ relevant}\}}

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
    O(n_users k log n_relevant). The mean over users is MRR.

    References
    ----------
    E. M. Voorhees, "The TREC-8 question answering track report", TREC 1999, section 3.

    Examples
    --------
    The first hit is at rank 2.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.ranking import reciprocal_rank
    >>> relevant = SimpleNamespace(indptr=[0, 2], indices=[4, 7], data=[1, 1], shape=(1, 9))
    >>> reciprocal_rank([[0, 7, 4]], relevant).tolist()
    [0.5]
    """
    return by_user("reciprocal_rank", ids, relevant, k)
