"""Lists of all users, chunk by chunk, and lists of chosen items."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, float_arrays, integer, integer_array
from mlmath_fast._csr import Csr, csr_pattern
from mlmath_fast.ranking.top_n import recommend

__all__ = ["rank_items", "recommend_all"]

Ids = npt.NDArray[np.int64]

# Users of a chunk: of items packed for each chunk anew, the cost is one part in a hundred.
_USERS = 8192
# Places of a chunk: 64 MB of ids and double-precision scores.
_PLACES = 1 << 22


def recommend_all(
    user_factors: npt.ArrayLike,
    item_factors: npt.ArrayLike,
    n: int = 10,
    *,
    exclude: Any = None,
) -> Iterator[tuple[int, Ids, FloatArray]]:
    r"""The items with the highest scores for every user, some thousand users at a time.

    .. math:: s_{ui} = \sum_k U_{uk} V_{ik}

    Parameters
    ----------
    user_factors : array_like of shape (n_users, n_components)
        U, which may be mapped from a file.
    item_factors : array_like of shape (n_items, n_components)
        V. Where both are float32 all is computed in float32, else in float64.
    n : int, default 10
        How many items for each user, at least 1.
    exclude : CSR matrix of shape (n_users, n_items), optional
        Pairs that must not appear, for example the items a user has already. Only the pattern counts.

    Returns
    -------
    iterator of (int, ndarray of int64, ndarray)
        The number of the chunk's first user, and ids and scores of its users as from
        :func:`recommend`: with at most 8,192 rows and some 4 million places.

    Raises
    ------
    ValueError
        At once if shapes do not fit or the parts of `exclude` contradict each other; with its chunk if
        a factor is NaN or infinite or a score overflows.
    TypeError
        For factors that are no real numbers, or an `exclude` that is not sparse.

    Notes
    -----
    O(n_users n_items n_components) time; memory for one chunk at a time. All chunks together are what
    :func:`recommend` returns, bit for bit.

    References
    ----------
    Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008,
    section 4.

    Examples
    --------
    >>> from mlmath_fast.ranking import recommend_all
    >>> for first, ids, scores in recommend_all([[1.0], [2.0]], [[3.0], [4.0]], n=1):
    ...     print(first, ids.tolist(), scores.tolist())
    0 [[1], [1]] [[4.0], [8.0]]
    """
    users, items = float_arrays(
        (user_factors, "user_factors", 2), (item_factors, "item_factors", 2)
    )
    places = integer(n, "n", minimum=1)
    pattern = None if exclude is None else csr_pattern(exclude, "exclude")
    # Nobody's list: refuses shapes that do not fit before the first chunk is asked for.
    recommend(users[:0], items, places, exclude=None if pattern is None else _rows(pattern, 0, 0))
    if pattern is not None and pattern.shape[0] != len(users):
        raise ValueError(
            f"exclude must have one row per row of user_factors, got {pattern.shape[0]} and "
            f"{len(users)}"
        )
    return _chunks(users, items, places, pattern)


def _chunks(
    users: FloatArray, items: FloatArray, n: int, pattern: Csr | None
) -> Iterator[tuple[int, Ids, FloatArray]]:
    step = min(max(_PLACES // n, 1), _USERS)
    for first in range(0, len(users), step):
        some = users[first : first + step]
        known = None if pattern is None else _rows(pattern, first, first + len(some))
        yield first, *recommend(some, items, n, exclude=known)


def _rows(csr: Csr, first: int, end: int) -> Csr:
    start, stop = csr.indptr[first], csr.indptr[end]
    indptr = csr.indptr[first : end + 1] - start
    return Csr(indptr, csr.indices[start:stop], csr.data[:0], (end - first, csr.shape[1]))


def rank_items(
    user_factors: npt.ArrayLike, item_factors: npt.ArrayLike, items: npt.ArrayLike
) -> tuple[Ids, FloatArray]:
    r"""Chosen items in the order of every user's scores.

    .. math:: s_{ui} = \sum_k U_{uk} V_{ik}

    Parameters
    ----------
    user_factors : array_like of shape (n_users, n_components)
        U.
    item_factors : array_like of shape (n_items, n_components)
        V. Where both are float32 all is computed in float32, else in float64.
    items : array_like of int, shape (n_chosen,)
        The items to rank, in any order, none twice.

    Returns
    -------
    ids : ndarray of int64, shape (n_users, n_chosen)
        The chosen items, best first; equal scores in the order of their ids.
    scores : ndarray of shape (n_users, n_chosen)
        Descending, in the unit of U times that of V.

    Raises
    ------
    ValueError
        If an item repeats or is not in [0, n_items), a factor is NaN or infinite (the message says
        where), a score overflows, or shapes do not fit.
    TypeError
        For factors that are no real numbers, or items that are no integers.

    Notes
    -----
    O(n_users n_chosen (n_components + log n_chosen)) time. A score has the same bits as from
    :func:`recommend`.

    References
    ----------
    Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008,
    section 4.

    Examples
    --------
    >>> from mlmath_fast.ranking import rank_items
    >>> ids, scores = rank_items([[1.0, 0.0]], [[3.0, 1.0], [1.0, 4.0], [5.0, 0.0]], [1, 2])
    >>> ids.tolist(), scores.tolist()
    ([[2, 1]], [[5.0, 1.0]])
    """
    U, V = float_arrays((user_factors, "user_factors", 2), (item_factors, "item_factors", 2))
    chosen = integer_array(items, "items", ndim=1)
    shape = len(U), len(chosen)
    ids, scores = np.empty(shape, np.int64), np.empty(shape, U.dtype)
    _mlmath.rank_items(U, V, chosen, ids, scores)
    return ids, scores
