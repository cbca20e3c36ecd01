"""Reference twins of :mod:`mlmath_fast.ranking`."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._csr import Csr
from mlmath_fast.reference._philox import words

# Random streams.
OF_ENTRIES, OF_ROWS = 0, 1


def leave_k_out(ratings: Any, k: int, *, seed: int) -> tuple[Csr, Csr]:
    """Of each row with more, the `k` entries with the largest random words."""
    length = np.diff(ratings.indptr)
    keys = words(seed, OF_ENTRIES, 0, len(ratings.indices))
    held_out = _largest(ratings, keys, np.where(length > k, k, 0))
    return _entries(ratings, ~held_out), _entries(ratings, held_out)


def leave_last_out(ratings: Any, timestamps: npt.ArrayLike, k: int = 1) -> tuple[Csr, Csr]:
    """Of each row with more, the `k` entries with the largest timestamps."""
    length = np.diff(ratings.indptr)
    held_out = _largest(ratings, np.asarray(timestamps), np.where(length > k, k, 0))
    return _entries(ratings, ~held_out), _entries(ratings, held_out)


def strong_generalization(
    ratings: Any, *, n_users: int, holdout: float, seed: int
) -> tuple[Csr, Csr, Csr]:
    """The rows with the largest random words, and of them a share with the largest words of entries."""
    length = np.diff(ratings.indptr)
    candidates = np.flatnonzero(length >= 2)
    order = np.argsort(words(seed, OF_ROWS, 0, len(length))[candidates], kind="stable")
    drawn = np.zeros(len(length), np.bool_)
    drawn[candidates[order[len(order) - n_users :]]] = True
    n_held_out = np.clip((holdout * length).astype(np.int64), 1, np.maximum(length - 1, 1))
    keys = words(seed, OF_ENTRIES, 0, len(ratings.indices))
    held_out = _largest(ratings, keys, np.where(drawn, n_held_out, 0))
    of_drawn = np.repeat(drawn, length)
    return (
        _entries(ratings, ~of_drawn, ~drawn),
        _entries(ratings, of_drawn & ~held_out, drawn),
        _entries(ratings, held_out, drawn),
    )


def _largest(
    ratings: Any, keys: npt.NDArray[Any], count: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Marks the `count` entries of each row with the largest keys, of equal ones the last."""
    rows = np.repeat(np.arange(len(count)), np.diff(ratings.indptr))
    order = np.lexsort((keys, rows))
    from_end = np.asarray(ratings.indptr)[rows + 1] - np.arange(len(rows))
    marked = np.zeros(len(rows), np.bool_)
    marked[order] = from_end <= count[rows]
    return marked


def _entries(
    ratings: Any, chosen: npt.NDArray[np.bool_], rows: npt.NDArray[np.bool_] | None = None
) -> Csr:
    """The chosen entries, in all rows or in some."""
    before = np.concatenate([[0], np.cumsum(chosen)])[ratings.indptr]
    indptr = before if rows is None else before[np.append(True, rows)]
    shape = len(indptr) - 1, ratings.shape[1]
    return Csr(indptr, ratings.indices[chosen], ratings.data[chosen], shape)
