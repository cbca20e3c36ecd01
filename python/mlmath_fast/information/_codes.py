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
        For masked arrays.
    """
    labels = _present(_plain(x, name), name)
    if labels.ndim != 1:
        raise ValueError(f"{name} must be 1D: shape is {labels.shape}")
    return _numbered(labels)


def coded_columns(x: npt.ArrayLike, name: str) -> list[Codes]:
    """:func:`coded` of each column."""
    table = _present(_plain(x, name), name)
    if table.ndim != 2:
        raise ValueError(f"{name}: Expected 2D array, got {table.ndim}D array instead.")
    return [_numbered(column) for column in table.T]


def _plain(x: npt.ArrayLike, name: str) -> Labels:
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(f"{name}: masked arrays are not supported")
    if hasattr(x, "indptr") or hasattr(x, "tocsr"):
        raise TypeError(f"{name}: Sparse data was passed, but dense data is required.")
    return native(np.asarray(x))


def _present(labels: Labels, name: str) -> Labels:
    # NaN and NaT differ from themselves.
    missing = labels == None if labels.dtype.kind == "O" else labels != labels  # noqa: E711
    if missing.any():
        at = tuple(map(int, np.argwhere(missing)[0]))
        raise ValueError(f"{name}: labels must not be missing, got none at {list(at)}")
    return labels


def _numbered(labels: Labels) -> Codes:
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
        found = [numbers.setdefault(label, len(numbers)) for label in labels.tolist()]
        return np.array(found, np.int64), len(numbers)
    known, codes = np.unique(labels, return_inverse=True)
    return codes.astype(np.int64, copy=False), len(known)
