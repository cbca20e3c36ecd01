"""Interactions as they come: columns of ids of any kind, in any order."""

import numbers
from collections.abc import Sequence, Set
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import float_array, native, one_of
from mlmath_fast._csr import Csr, csr_of_triplets

__all__ = ["Interactions", "interactions"]

_DUPLICATES = ("error", "last", "max", "sum")

# Numbers between the lowest and the highest id, for each id: a table of them is read once.
_SPREAD = 4

Labels = npt.NDArray[Any]


class Interactions(NamedTuple):
    """A matrix, and whose its rows and columns are."""

    #: CSR matrix of shape (n_users, n_items): a named tuple (indptr, indices, data, shape).
    ratings: Csr
    #: The user of every row, ascending.
    user_labels: Labels
    #: The item of every column, ascending.
    item_labels: Labels


def interactions(
    users: npt.ArrayLike,
    items: npt.ArrayLike,
    values: npt.ArrayLike | None = None,
    *,
    duplicates: str = "sum",
    user_labels: npt.ArrayLike | None = None,
    item_labels: npt.ArrayLike | None = None,
) -> Interactions:
    r"""A sparse matrix of columns of users, items and values, with what its rows and columns stand for.

    .. math:: R_{ui} = \sum_{j: \mathrm{users}_j = u, \, \mathrm{items}_j = i} \mathrm{values}_j

    Parameters
    ----------
    users : array_like, shape (n,)
        Ids of one kind that can be ordered: integers, texts, dates ... A column of pandas or polars will
        do.
    items : array_like, shape (n,)
        Ids, likewise.
    values : array_like of shape (n,), optional
        Ratings or counts, float32 or else float64; 1 each if left out, so that the sum counts.
    duplicates : {"sum", "last", "max", "error"}, default "sum"
        What becomes of the values of a pair that is there more than once.
    user_labels : array_like, shape (n_users,), optional
        The users of the rows, ascending strictly: those of training, for the test set, or
        ``numpy.arange(n_users)`` where `users` are row numbers already. All different users if left out.
    item_labels : array_like, shape (n_items,), optional
        The items of the columns, likewise.

    Returns
    -------
    Interactions
        Named tuple (ratings, user_labels, item_labels): the CSR matrix, of which row ``r`` belongs to
        ``user_labels[r]`` and column ``c`` to ``item_labels[c]``; labels ascend. ``item_labels[ids]`` are
        the items of what :func:`recommend` returns (where no place is -1). The recommenders of
        :mod:`mlmath_fast.models` are fitted on it as it is, and take and give ids.

    Raises
    ------
    ValueError
        If lengths differ, an id is missing or not among the labels, a value is NaN or infinite, or a
        pair repeats with ``duplicates="error"``.
    TypeError
        For ids that cannot be ordered or are booleans, or values that are no real numbers.

    Notes
    -----
    O(n log n) for the labels, O(n) for the matrix. A value of 0 is stored like any other. Sums are made
    in the order given, in the dtype of the values.

    References
    ----------
    Y. Saad, "Iterative methods for sparse linear systems", 2nd edition, 2003, section 3.4.

    Examples
    --------
    >>> from mlmath_fast.ranking import interactions
    >>> ratings, users, items = interactions(["eva", "adam", "eva"], [30, 20, 20], [5.0, 3.0, 4.0])
    >>> users.tolist(), items.tolist()
    (['adam', 'eva'], [20, 30])
    >>> ratings.indptr.tolist(), ratings.indices.tolist(), ratings.data.tolist()
    ([0, 1, 3], [0, 0, 1], [3.0, 4.0, 5.0])
    """
    user_labels, rows = _codes(users, "users", user_labels)
    item_labels, cols = _codes(items, "items", item_labels)
    data = np.ones(len(rows)) if values is None else float_array(values, "values", ndim=1)
    policy = one_of(duplicates, "duplicates", _DUPLICATES)
    ratings = csr_of_triplets(rows, cols, data, (len(user_labels), len(item_labels)), policy)
    return Interactions(ratings, user_labels, item_labels)


def plain(labels: Labels) -> Labels:
    """Texts and numbers that are Python objects as an array of their own kind, if that loses nothing."""
    if labels.dtype.kind not in "OT" or not len(labels):
        return labels
    values = labels.tolist()
    if not all(isinstance(value, (str, bytes, numbers.Real)) for value in values):
        return labels
    array = np.array(values)
    return array if array.dtype.kind not in "Ob" and array.tolist() == values else labels


def numbers_of(ids: npt.ArrayLike, name: str, labels: Labels) -> npt.NDArray[np.int64]:
    """The number of each id among `labels`, which ascend strictly.

    Raises
    ------
    ValueError
        For an id that is missing or not among them.
    TypeError
        For ids of another kind than the labels.
    """
    array, known = plain(_ids(ids, name)), plain(labels)
    # Objects are compared as they can be.
    _check_kind(array, known, name, {array.dtype.kind, known.dtype.kind} - {"O"})
    return _found(array, name, known)


def _codes(
    ids: npt.ArrayLike, name: str, labels: npt.ArrayLike | None
) -> tuple[Labels, npt.NDArray[np.int64]]:
    """The labels, and the number of each id among them."""
    array = _ids(ids, name)
    try:
        if labels is None:
            known, codes = _numbered(array)
            return known, codes.astype(np.int64, copy=False)
        known = _ids(labels, f"{name[:-1]}_labels").copy()
        if not (known[:-1] < known[1:]).all():
            raise ValueError(f"{name[:-1]}_labels must ascend strictly")
    except TypeError as error:
        raise TypeError(_unordered(name, error)) from None
    return known, _found(array, name, known)


def joined(labels: Labels, ids: npt.ArrayLike, name: str) -> Labels:
    """The labels and those ids that are not yet among them, ascending.

    Raises
    ------
    ValueError
        For an id that is missing.
    TypeError
        For ids of another kind than the labels.
    """
    array = plain(_ids(ids, name))
    _check_comparable(array, labels, name)
    _check_kind(array, labels, name, {array.dtype.kind, labels.dtype.kind})
    return np.union1d(labels, array.astype(labels.dtype) if not array.size else array)


def _found(array: Labels, name: str, known: Labels) -> npt.NDArray[np.int64]:
    _check_comparable(array, known, name)
    try:
        codes = np.searchsorted(known, array)
    except TypeError as error:
        raise TypeError(_unordered(name, error)) from None
    # An id above all labels would have the number after the last.
    last = max(len(known) - 1, 0)
    other = known[np.minimum(codes, last)] != array if len(known) else np.ones(len(array), np.bool_)
    if other.any():
        at = int(np.argmax(other))
        strange = array[at].item() if array.dtype.kind in "iufU" else array[at]
        raise ValueError(f"{name}: must be among the labels, got {strange!r} at [{at}]")
    return codes.astype(np.int64, copy=False)


def _unordered(name: str, error: TypeError) -> str:
    return f"{name}: ids must be of one kind that can be ordered: {error}"


def _check_kind(ids: Labels, labels: Labels, name: str, kinds: Set[str]) -> None:
    if ids.size and len(kinds) > 1 and not kinds <= set("iu"):
        raise TypeError(_unlike(name, ids, labels))


def _check_comparable(ids: Labels, labels: Labels, name: str) -> None:
    """That no integer has to become a float, where neighbours from 2^53 on are one."""
    kinds = {ids.dtype.kind, labels.dtype.kind}
    exact = not kinds <= set("iuf") or kinds == {"f"} or np.result_type(ids, labels).kind != "f"
    if ids.size and not exact:
        raise TypeError(_unlike(name, ids, labels))


def _unlike(name: str, ids: Labels, labels: Labels) -> str:
    return f"{name}: ids and labels must be of one kind, got {ids.dtype} and {labels.dtype}"


def _numbered(array: Labels) -> tuple[Labels, npt.NDArray[np.int64]]:
    """The different ids, and the number of each among them."""
    if array.dtype.kind == "i" and len(array):
        low, high = int(array.min()), int(array.max())
        # Integers that lie close are counted, not sorted: 2 million in a twentieth of the time.
        if high - low < _SPREAD * len(array):
            offsets = array.astype(np.int64) - low
            there = np.zeros(high - low + 1, np.bool_)
            there[offsets] = True
            known = (np.flatnonzero(there) + low).astype(array.dtype)
            return known, (np.cumsum(there) - 1)[offsets]
    return np.unique(array, return_inverse=True)


def _ids(ids: npt.ArrayLike, name: str) -> Labels:
    """A plain array without missing ids."""
    if isinstance(ids, np.ma.MaskedArray):
        raise TypeError(f"{name}: masked arrays are not supported")
    array = native(np.asarray(ids))
    # NumPy makes texts of the other items of a list that holds one.
    if array.dtype.kind in "US" and isinstance(ids, Sequence) and not isinstance(ids, (str, bytes)):
        strange = next((x for x in ids if not isinstance(x, (str, bytes))), None)
        if strange is not None:
            raise TypeError(f"{name}: ids must be of one kind, got {strange!r} among texts")
    # Of booleans none is left to say that there is no item.
    if array.dtype.kind == "b":
        raise TypeError(f"{name}: ids must not be booleans, give them as integers")
    if array.ndim != 1:
        raise ValueError(f"{name}: Expected 1D array, got {array.ndim}D array instead.")
    # NaN and NaT differ from themselves.
    missing = array == None if array.dtype.kind == "O" else array != array  # noqa: E711
    if missing.any():
        raise ValueError(f"{name}: must not be missing, got none at [{np.argmax(missing)}]")
    return array
