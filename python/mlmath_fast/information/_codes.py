"""Labels of any type as numbers, for the core."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import native

Labels = npt.NDArray[Any]
Codes = tuple[npt.NDArray[np.int64], int]

# Numbers between the lowest and the highest label, for each label, up to which they are their own codes.
_SPREAD = 4

# Or in any case.
_FEW = 256


def coded(x: npt.ArrayLike, name: str) -> Codes:
    """The code of each label, and how many codes there may be.

    Raises
    ------
    ValueError
        If `x` is not one-dimensional, or a label is missing.
    TypeError
        For masked and sparse arrays, and objects that cannot be compared or hashed.
    """
    labels = _plain(x, name)
    if labels.ndim != 1:
        raise ValueError(f"{name} must be 1D: shape is {labels.shape}")
    return _numbered(_present(labels, name), name)


def coded_columns(x: npt.ArrayLike, name: str) -> list[Codes]:
    """:func:`coded` of each column."""
    table = _plain(x, name)
    if table.ndim != 2:
        raise ValueError(f"{name}: Expected 2D array, got {table.ndim}D array instead.")
    return [_numbered(column, name) for column in _present(table, name).T]


def _plain(x: npt.ArrayLike, name: str) -> Labels:
    if x is None:
        raise ValueError(f"{name}: labels are required, got None")
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(f"{name}: masked arrays are not supported")
    if hasattr(x, "indptr") or hasattr(x, "tocsr"):
        raise TypeError(f"{name}: Sparse data was passed, but dense data is required.")
    array = np.asarray(x)
    if array.dtype.kind in "SU" and not hasattr(x, "__array__"):
        # Beside text, NumPy makes text of NaN too.
        array = np.asarray(x, object)
    return native(array)


def _present(labels: Labels, name: str) -> Labels:
    try:
        # NaN and NaT differ from themselves.
        missing = labels != labels
        if labels.dtype.kind == "O":
            missing |= labels == None  # noqa: E711
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name}: labels must be equal or not: {error}") from None
    if missing.any():
        at = tuple(map(int, np.argwhere(missing)[0]))
        raise ValueError(f"{name}: labels must not be missing, got none at {list(at)}")
    return labels


def _numbered(labels: Labels, name: str) -> Codes:
    if labels.dtype.kind in "biu" and labels.size:
        low, high = labels.min(), labels.max()
        n_codes = int(high) - int(low) + 1
        # Integers that lie close need no sorting: 10 million in a twentieth of the time.
        if n_codes <= max(_SPREAD * labels.size, _FEW):
            if labels.dtype.kind == "u":
                return (labels - low).astype(np.int64), n_codes
            return labels.astype(np.int64) - int(low), n_codes
    if labels.dtype.kind == "O":
        # Not sorted: objects may have no order, or, as sets do, one that is partial.
        numbers: dict[Any, int] = {}
        try:
            found = [numbers.setdefault(label, len(numbers)) for label in labels.tolist()]
        except TypeError as error:
            raise TypeError(f"{name}: labels must be hashable: {error}") from None
        return np.array(found, np.int64), len(numbers)
    known, codes = np.unique(labels, return_inverse=True)
    return codes.astype(np.int64, copy=False), len(known)
