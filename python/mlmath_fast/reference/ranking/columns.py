"""Reference twins of :mod:`mlmath_fast.ranking`."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._csr import Csr

Labels = npt.NDArray[Any]


def interactions(
    users: npt.ArrayLike,
    items: npt.ArrayLike,
    values: npt.ArrayLike | None = None,
    *,
    duplicates: str = "sum",
    user_labels: npt.ArrayLike | None = None,
    item_labels: npt.ArrayLike | None = None,
) -> tuple[Csr, Labels, Labels]:
    """Sorted by user and item, equal pairs side by side."""
    of_rows, rows = _codes(users, user_labels)
    of_cols, cols = _codes(items, item_labels)
    data = np.ones(len(rows)) if values is None else np.asarray(values)
    data = data.astype(np.float32 if data.dtype == np.float32 else np.float64, copy=False)
    order = np.lexsort((cols, rows))
    rows, cols, data = rows[order], cols[order], data[order]
    first = np.flatnonzero((np.diff(rows, prepend=-1) != 0) | (np.diff(cols, prepend=-1) != 0))
    if duplicates == "last":
        data = data[np.append(first, len(data))[1:] - 1]
    else:
        merge = np.maximum if duplicates == "max" else np.add
        data = merge.reduceat(data, first) if len(first) else data
    shape = len(of_rows), len(of_cols)
    indptr = np.searchsorted(rows[first], np.arange(shape[0] + 1))
    return Csr(indptr, cols[first].astype(np.int32), data, shape), of_rows, of_cols


def _codes(ids: npt.ArrayLike, labels: npt.ArrayLike | None) -> tuple[Labels, npt.NDArray[Any]]:
    if labels is None:
        return np.unique(np.asarray(ids), return_inverse=True)
    return np.asarray(labels), np.searchsorted(labels, ids)
