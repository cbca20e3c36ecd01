"""Ratings to learn from, and ratings to judge by.

`ratings` is any sparse matrix in CSR format: an object with ``indptr, indices, data, shape``. What comes
out is of SciPy's class if that went in, else a named tuple ``(indptr, indices, data, shape)``. Entries
keep their values, dtypes and order.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import any_integers, float_array, integer
from mlmath_fast._csr import Csr, csr_entries, csr_like
from mlmath_fast._random import seed_of

__all__ = ["leave_k_out", "leave_last_out", "strong_generalization"]

# What the core calls the parts.
_TRAIN, _KNOWN, _HELD_OUT = range(3)


def leave_k_out(ratings: Any, k: int, *, seed: int) -> tuple[Any, Any]:
    r"""Holds `k` random entries of every user out.

    .. math:: \mathrm{test}_u = \text{the } k \text{ entries of row } u \text{ with the largest random
              words}

    Parameters
    ----------
    ratings : CSR matrix of shape (n_users, n_items)
        One row a user, no item twice.
    k : int
        How many entries of each user are held out, at least 1.
    seed : int
        In [0, 2^64). Other seeds hold other entries out.

    Returns
    -------
    train : CSR matrix of shape (n_users, n_items)
        What is left to learn from.
    test : CSR matrix of shape (n_users, n_items)
        `k` entries of each user who has more; nothing of all others, who stay in `train` whole.

    Raises
    ------
    ValueError
        If a row repeats an item, or the parts of `ratings` contradict each other.
    TypeError
        If `ratings` is no sparse matrix.

    Notes
    -----
    O(n_stored). Stored zeros are entries. Entry j, as stored, has word j of
    ``numpy.random.Philox(key=seed)``: the same split everywhere, for any number of threads.

    References
    ----------
    J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from mlmath_fast.ranking import leave_k_out
    >>> ratings = SimpleNamespace(indptr=[0, 3, 4], indices=[0, 1, 2, 1], data=[5, 4, 3, 2], shape=(2, 3))
    >>> train, test = leave_k_out(ratings, 1, seed=0)
    >>> train.indptr.tolist(), test.indptr.tolist()
    ([0, 2, 3], [0, 1, 1])
    """
    rows = csr_entries(ratings, "ratings")
    parts = np.empty(len(rows.indices), np.uint8)
    _mlmath.leave_k_out(rows, integer(k, "k", minimum=1), seed_of(seed), parts)
    return _part(ratings, rows, parts, _TRAIN), _part(ratings, rows, parts, _HELD_OUT)


def leave_last_out(ratings: Any, timestamps: npt.ArrayLike, k: int = 1) -> tuple[Any, Any]:
    r"""Holds the `k` latest entries of every user out.

    .. math:: \mathrm{test}_u = \text{the } k \text{ entries of row } u \text{ with the largest } t

    Parameters
    ----------
    ratings : CSR matrix of shape (n_users, n_items)
        One row a user, no item twice.
    timestamps : array_like of shape (n_stored,)
        Time :math:`t` of every entry, in the order in which `ratings` stores them: integers, real
        numbers or ``datetime64``.
    k : int, default 1
        How many entries of each user are held out, at least 1.

    Returns
    -------
    train : CSR matrix of shape (n_users, n_items)
        What is left to learn from.
    test : CSR matrix of shape (n_users, n_items)
        `k` entries of each user who has more; nothing of all others, who stay in `train` whole.

    Raises
    ------
    ValueError
        If a row repeats an item, a timestamp is missing, or shapes do not fit.
    TypeError
        If `ratings` is no sparse matrix, one in another format than CSR, whose order timestamps could
        not follow, or timestamps are no numbers.

    Notes
    -----
    O(n_stored). Of equal times, those stored last are held out first. Stored zeros are entries.

    References
    ----------
    X. He et al., "Neural collaborative filtering", WWW 2017, section 4.1.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from mlmath_fast.ranking import leave_last_out
    >>> ratings = SimpleNamespace(indptr=[0, 3, 4], indices=[0, 1, 2, 1], data=[5, 4, 3, 2], shape=(2, 3))
    >>> train, test = leave_last_out(ratings, [2019, 2026, 2021, 2020])
    >>> train.data.tolist(), test.data.tolist()
    ([5, 3, 2], [4])
    """
    layout = getattr(ratings, "format", "csr")
    if layout != "csr":
        raise TypeError(f"ratings: must be CSR, whose order timestamps follow, got {layout}")
    rows = csr_entries(ratings, "ratings")
    parts = np.empty(len(rows.indices), np.uint8)
    _mlmath.leave_last_out(rows, _times(timestamps), integer(k, "k", minimum=1), parts)
    return _part(ratings, rows, parts, _TRAIN), _part(ratings, rows, parts, _HELD_OUT)


def strong_generalization(
    ratings: Any, *, n_users: int, holdout: float, seed: int
) -> tuple[Any, Any, Any]:
    r"""Holds whole users out, and of them entries to be found from the rest.

    .. math:: \mathrm{ratings} = \mathrm{train} \cup \mathrm{known} \cup \mathrm{held\ out}, \quad
              |\mathrm{held\ out}_u| = \max(1, \lfloor \mathrm{holdout} \; n_u \rfloor)

    A model learns from `train`, folds the users of `known` in, and is judged by `held_out`.

    Parameters
    ----------
    ratings : CSR matrix of shape (n_all_users, n_items)
        One row a user, no item twice.
    n_users : int
        How many users are drawn, at least 1, among those with two entries or more.
    holdout : float
        Share of a drawn user's entries that is to be found, in (0, 1).
    seed : int
        In [0, 2^64). Other seeds draw other users and entries.

    Returns
    -------
    train : CSR matrix of shape (n_all_users - n_users, n_items)
        The users who are not drawn, in their order.
    known : CSR matrix of shape (n_users, n_items)
        What is known of the drawn users, in their order.
    held_out : CSR matrix of shape (n_users, n_items)
        What is to be found, in the same rows.

    Raises
    ------
    ValueError
        If a row repeats an item, too few users have two entries, or `holdout` is not in (0, 1).
    TypeError
        If `ratings` is no sparse matrix.

    Notes
    -----
    O(n_stored). The draw depends on the pattern and the seed alone: with row numbers in place of the
    values, ``known.data`` tells which user a row was. Entry j, as stored, has word j of
    ``numpy.random.Philox(key=seed)``, and user u word u of its stream 1; the largest are drawn.

    References
    ----------
    B. Marlin, "Collaborative filtering: a machine learning perspective", 2004, section 3.3; D. Liang et
    al., "Variational autoencoders for collaborative filtering", WWW 2018, section 4.1.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from mlmath_fast.ranking import strong_generalization
    >>> ratings = SimpleNamespace(indptr=[0, 2, 4], indices=[0, 1, 1, 2], data=[1] * 4, shape=(2, 3))
    >>> train, known, held_out = strong_generalization(ratings, n_users=1, holdout=0.5, seed=0)
    >>> [part.indptr.tolist() for part in (train, known, held_out)]
    [[0, 2], [0, 1], [0, 1]]
    """
    rows = csr_entries(ratings, "ratings")
    parts, drawn = np.empty(len(rows.indices), np.uint8), np.empty(rows.shape[0], np.bool_)
    n = integer(n_users, "n_users", minimum=1)
    _mlmath.strong_generalization(rows, n, holdout, seed_of(seed), drawn, parts)
    return (
        _part(ratings, rows, parts, _TRAIN, ~drawn),
        _part(ratings, rows, parts, _KNOWN, drawn),
        _part(ratings, rows, parts, _HELD_OUT, drawn),
    )


def _times(timestamps: Any) -> npt.NDArray[Any]:
    """int64 if they are integers or dates, else float64."""
    array = np.asarray(timestamps)
    if array.dtype.kind == "M" and not isinstance(timestamps, np.ma.MaskedArray):
        missing = np.flatnonzero(np.isnat(array))
        if missing.size:
            raise ValueError(f"timestamps must not be missing, got NaT at [{missing[0]}]")
        timestamps = array.astype(array.dtype.newbyteorder("=")).view(np.int64)
    elif array.dtype.kind not in "iub":
        return float_array(timestamps, "timestamps", ndim=1).astype(np.float64, copy=False)
    return np.require(any_integers(timestamps, "timestamps", ndim=1), np.int64, ["C", "A", "E"])


def _part(
    ratings: Any,
    rows: Csr,
    parts: npt.NDArray[np.uint8],
    part: int,
    kept: npt.NDArray[np.bool_] | None = None,
) -> Any:
    """The entries of one part, and of the rows those that are `kept`."""
    indptr = np.empty(rows.shape[0] + 1, np.int64)
    _mlmath.part_indptr(rows, parts, part, indptr)
    if kept is not None:
        indptr = indptr[np.append(True, kept)]
    mine = parts == part
    shape = len(indptr) - 1, rows.shape[1]
    return csr_like(ratings, Csr(indptr, rows.indices[mine], rows.data[mine], shape))
