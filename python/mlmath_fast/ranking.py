"""Ranking: the best items of every user, the most similar items, and how good a ranking is."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, float_array, float_arrays, integer, integer_array
from mlmath_fast._csr import csr_pattern

__all__ = ["ndcg_at_k", "precision_at_k", "recall_at_k", "recommend", "similar_items"]

Ids = npt.NDArray[np.int64]


def recommend(
    user_factors: npt.ArrayLike,
    item_factors: npt.ArrayLike,
    n: int = 10,
    *,
    exclude: Any = None,
) -> tuple[Ids, FloatArray]:
    r"""The items with the highest scores for every user, without storing the matrix of scores.

    .. math:: s_{ui} = \sum_k U_{uk} V_{ik}

    Parameters
    ----------
    user_factors : array_like of shape (n_users, n_components)
        U.
    item_factors : array_like of shape (n_items, n_components)
        V. Where both are float32 all is computed in float32, else in float64.
    n : int, default 10
        How many items for each user, at least 1.
    exclude : CSR matrix of shape (n_users, n_items), optional
        Pairs that must not appear, for example the items a user has already. Only the pattern counts:
        a stored zero excludes too. Any object with ``indptr, indices, data, shape`` will do.

    Returns
    -------
    ids : ndarray of int64, shape (n_users, n)
        Best item first; equal scores in the order of their ids. -1 where no item is left.
    scores : ndarray of shape (n_users, n)
        Descending, in the unit of U times that of V. -inf where no item is left.

    Raises
    ------
    ValueError
        If a factor is NaN or infinite (the message says where), a score overflows, shapes do not fit,
        or the parts of `exclude` contradict each other.
    TypeError
        For factors that are no real numbers, or an `exclude` that is not sparse.

    Notes
    -----
    O(n_users n_items n_components) time. Beside the results a few megabytes of memory, and a copy of
    `exclude` where it is out of order. Scores are summed in the dtype of the factors, in the order of
    k; a score has the same bits wherever its user and item stand and for any number of threads.
    Positive and negative zero are equal.

    References
    ----------
    Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008,
    section 4.

    Examples
    --------
    >>> from mlmath_fast.ranking import recommend
    >>> ids, scores = recommend([[1.0, 0.0], [0.0, 2.0]], [[3.0, 1.0], [1.0, 4.0], [3.0, 0.0]], n=2)
    >>> ids.tolist(), scores.tolist()
    ([[0, 2], [1, 0]], [[3.0, 3.0], [8.0, 2.0]])
    """
    users, items = float_arrays(
        (user_factors, "user_factors", 2), (item_factors, "item_factors", 2)
    )
    shape = len(users), integer(n, "n", minimum=1)
    pattern = None if exclude is None else csr_pattern(exclude, "exclude")
    ids, scores = np.empty(shape, np.int64), np.empty(shape, users.dtype)
    _mlmath.recommend(users, items, pattern, ids, scores)
    return ids, scores


def similar_items(
    factors: npt.ArrayLike, rows: npt.ArrayLike, n: int = 10
) -> tuple[Ids, FloatArray]:
    r"""The rows of a factor matrix that point most nearly in the direction of given rows.

    .. math:: c_{ij} = \frac{V_i \cdot V_j}{|V_i| \, |V_j|}

    Parameters
    ----------
    factors : array_like of shape (n_items, n_components)
        V, one row an item (or a user). float32 is computed in float32, all else in float64.
    rows : array_like of int, shape (n_rows,)
        The items to compare with all others.
    n : int, default 10
        How many similar items for each, at least 1.

    Returns
    -------
    ids : ndarray of int64, shape (n_rows, n)
        Most similar item first, the item itself left out; equal cosines in the order of their ids. -1
        where no item is left.
    cosines : ndarray of shape (n_rows, n)
        Descending, in [-1, 1] up to rounding. -inf where no item is left.

    Raises
    ------
    ValueError
        If a factor is NaN or infinite (the message says where), or a row is not in [0, n_items).
    TypeError
        For factors that are no real numbers, or rows that are no integers.

    Notes
    -----
    O(n_rows n_items n_components) time and a copy of the factors. A row of zeros has cosine 0 with
    every other row. Lengths are summed in double precision and never overflow.

    References
    ----------
    B. Sarwar et al., "Item-based collaborative filtering recommendation algorithms", WWW 2001,
    section 3.1.1.

    Examples
    --------
    >>> from mlmath_fast.ranking import similar_items
    >>> ids, cosines = similar_items([[2.0, 0.0], [0.0, 1.0], [3.0, 4.0]], [0], n=2)
    >>> ids.tolist(), cosines.tolist()
    ([[2, 1]], [[0.6, 0.0]])
    """
    array = float_array(factors, "factors", ndim=2)
    wanted = integer_array(rows, "rows", ndim=1)
    shape = len(wanted), integer(n, "n", minimum=1)
    ids, cosines = np.empty(shape, np.int64), np.empty(shape, array.dtype)
    _mlmath.similar_items(array, wanted, ids, cosines)
    return ids, cosines


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
