"""The input gate of sparse matrices: any CSR-like object in, a checked :class:`Csr` out.

Whatever has ``indptr, indices, data, shape`` will do; nothing is imported, nothing of the user's is
changed. What is already in order is passed on without a copy.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import (
    FloatArray,
    any_integers,
    as_ndarray,
    check_ndim,
    follow,
    integer,
    native,
)

_NARROW_MAX = np.iinfo(np.int32).max

# Values that are compared with the first one together: their answers stay in the first-level cache.
_TOGETHER = 1 << 14


class Csr(NamedTuple):
    """Compressed sparse rows: row ``i`` has ``indices[indptr[i]:indptr[i + 1]]``, in ascending order.

    ``data`` of stride 0 is one value for all entries, to NumPy and to the kernels of implicit feedback.
    """

    indptr: npt.NDArray[np.int64]
    indices: npt.NDArray[np.int32] | npt.NDArray[np.int64]
    data: FloatArray
    shape: tuple[int, int]


def csr_numbers(x: Any, name: str, dtype: np.dtype[Any]) -> Csr:
    """The matrix `x` with values in `dtype`: rows in order, duplicates summed, stored zeros dropped.

    Raises
    ------
    TypeError
        Where `x` is no sparse matrix, or holds complex, string or object values.
    ValueError
        Where its parts contradict each other, or a value is NaN or infinite.
    """
    rows = _rows(x, name)
    data = follow(rows.data, f"{name}.data", dtype, ndim=1)
    return _canonical(_parts(rows, name, data), name, with_values=True)


def csr_interactions(x: Any, name: str, dtype: np.dtype[Any]) -> Csr:
    """As :func:`csr_numbers`, but values that are all the same are one that is broadcast: ``data`` has
    stride 0. ``x.data`` may be None: all are 1.
    """
    rows, what = _rows(x, name), f"{name}.data"
    n_entries = len(_integers(rows.indices, f"{name}.indices"))
    given = np.broadcast_to(np.int8(1), n_entries) if rows.data is None else rows.data
    values = check_ndim(as_ndarray(given, what), what, 1)
    if len(values) == n_entries and _are_alike(values):
        data = _repeated(follow(values[:1], what, dtype, ndim=1), len(values))
    else:
        data = follow(values, what, dtype, ndim=1)
    found = _canonical(_parts(rows, name, data), name, with_values=True)
    # Sums of duplicates may be alike, or the only zeros have gone.
    if found.data is not data and _are_alike(found.data):
        return found._replace(data=_repeated(found.data[:1].copy(), len(found.data)))
    return found


def csr_stored(x: Any, name: str, dtype: np.dtype[Any]) -> Csr:
    """The matrix `x` with values in `dtype`, entries as they are stored: for kernels that take any order
    and duplicates. They check it themselves, with the same errors as :func:`csr_numbers`.
    """
    rows = _rows(x, name)
    return _parts(rows, name, follow(rows.data, f"{name}.data", dtype, ndim=1))


def csr_entries(x: Any, name: str) -> Csr:
    """The entries of `x` as they are stored, in order and in the dtype of their values.

    Raises
    ------
    TypeError
        Where `x` is no sparse matrix, or holds complex, string or object values.
    ValueError
        Where its parts are not one-dimensional.
    """
    rows = _rows(x, name)
    values = native(as_ndarray(rows.data, f"{name}.data"))
    return _parts(rows, name, check_ndim(np.require(values, None, ["C", "A"]), f"{name}.data", 1))


def csr_of_triplets(
    rows: npt.NDArray[np.int64],
    cols: npt.NDArray[np.int64],
    values: FloatArray,
    shape: tuple[int, int],
    duplicates: str,
) -> Csr:
    """Numbers at places in any order as a matrix in canonical form, but that zeros stay."""
    out = _empty(shape, len(values), values.dtype)
    nnz = _mlmath.csr_from_triplets(rows, cols, values, shape, duplicates, out)
    return out._replace(indices=out.indices[:nnz], data=out.data[:nnz])


def csr_like(x: Any, csr: Csr) -> Any:
    """`csr` in the class of `x`, or of its ``tocsr()``, where that is SciPy's; else as it is."""
    if not hasattr(x, "tocsr"):
        return csr
    kind = type(x if _is_csr(x) else x.tocsr())
    return kind((csr.data, csr.indices, csr.indptr), shape=csr.shape)


def csr_pattern(x: Any, name: str) -> Csr:
    """The stored places of `x`, each once and in order. Values are not read, and `data` is empty.

    Raises
    ------
    TypeError
        Where `x` is no sparse matrix.
    ValueError
        Where its parts contradict each other.
    """
    return _canonical(_parts(_rows(x, name), name, np.empty(0)), name, with_values=False)


def csr_pattern_of_rows(csr: Csr, rows: npt.NDArray[np.int64]) -> Csr:
    """The stored places of some rows, in the order asked for."""
    starts, counts = csr.indptr[rows], np.diff(csr.indptr)[rows]
    indptr = np.concatenate([[0], np.cumsum(counts)])
    places = np.repeat(starts - indptr[:-1], counts) + np.arange(indptr[-1])
    return Csr(indptr, csr.indices[places], np.empty(0), (len(rows), csr.shape[1]))


def csr_columns(csr: Csr, columns: npt.NDArray[np.int64]) -> Csr:
    """Numbers in canonical form of some columns, which ascend."""
    places = np.full(csr.shape[1], -1, csr.indices.dtype)
    places[columns] = np.arange(len(columns))
    indices = places[csr.indices]
    kept = indices >= 0
    indptr = np.concatenate([[0], np.cumsum(kept)])[csr.indptr]
    return Csr(indptr, indices[kept], csr.data[kept], (csr.shape[0], len(columns)))


def csr_transposed(csr: Csr, name: str) -> Csr:
    """The transpose of numbers in canonical form, which it keeps, as it does one value for all."""
    n_rows, n_cols = csr.shape
    shared = _is_shared(csr.data)
    out = _empty((n_cols, n_rows), len(csr.indices), csr.data.dtype, with_values=not shared)
    _mlmath.csr_transpose(name, csr, not shared, out)
    return out._replace(data=csr.data) if shared else out


def _rows(x: Any, name: str) -> Any:
    """`x` itself if it is in CSR format, else what its ``tocsr()`` gives (CSC has the same parts)."""
    if not _is_csr(x) and hasattr(x, "tocsr"):
        x = x.tocsr()
    if not _is_csr(x):
        raise TypeError(
            f"{name}: must be a sparse matrix in CSR format (an object with indptr, indices, data "
            f"and shape, such as scipy.sparse.csr_array), got {type(x).__name__}"
        )
    return x


def _is_csr(x: Any) -> bool:
    parts = ("indptr", "indices", "data", "shape")
    return getattr(x, "format", "csr") == "csr" and all(hasattr(x, part) for part in parts)


def _parts(x: Any, name: str, data: FloatArray) -> Csr:
    if len(x.shape) != 2:
        raise ValueError(f"{name}: Expected 2D matrix, got {len(x.shape)}D instead.")
    n_rows, n_cols = (integer(size, f"{name}.shape", minimum=0) for size in x.shape)
    indptr = _integers(x.indptr, f"{name}.indptr")
    indices = _integers(x.indices, f"{name}.indices")
    return Csr(indptr.astype(np.int64, copy=False), indices, data, (n_rows, n_cols))


def _integers(x: Any, name: str) -> npt.NDArray[Any]:
    """int32 as it is, all other integers as int64."""
    array = any_integers(x, name, ndim=1)
    narrow = array.dtype.kind == "i" and array.dtype.itemsize == 4
    return np.require(array, np.int32 if narrow else np.int64, ["C", "A", "E"])


def _canonical(csr: Csr, name: str, *, with_values: bool) -> Csr:
    if _mlmath.csr_check(name, csr, with_values):
        return csr
    out = _empty(csr.shape, len(csr.indices), csr.data.dtype, with_values=with_values)
    nnz = _mlmath.csr_canonical(name, csr, with_values, out)
    return out._replace(indices=out.indices[:nnz], data=out.data[:nnz])


def _are_alike(values: npt.NDArray[Any]) -> bool:
    """Whether all are the same number; most often the first few tell that they are not."""
    starts = range(0, len(values), _TOGETHER)
    return _is_shared(values) or all(
        (values[start : start + _TOGETHER] == values[0]).all() for start in starts
    )


def _repeated(value: FloatArray, n: int) -> FloatArray:
    """One value as `n`, which take the memory of one."""
    return np.broadcast_to(value, n) if n else value


def _is_shared(values: npt.NDArray[Any]) -> bool:
    return values.strides == (0,)


def _empty(
    shape: tuple[int, int], nnz: int, dtype: np.dtype[Any], *, with_values: bool = True
) -> Csr:
    """Room for `nnz` entries."""
    index: npt.DTypeLike = np.int32 if shape[1] <= _NARROW_MAX else np.int64
    data = np.empty(nnz if with_values else 0, dtype)
    return Csr(np.empty(shape[0] + 1, np.int64), np.empty(nnz, index), data, shape)
