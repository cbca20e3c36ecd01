"""The best items of every user, and the most similar items."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, float_array, float_arrays, integer, integer_array
from mlmath_fast._csr import csr_pattern

__all__ = ["recommend", "similar_items"]

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
