"""Reference twins of :mod:`mlmath_fast.linalg.batched`."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.linalg.batched import EighBatchedResult
from mlmath_fast.reference.linalg._signs import signs

Array = npt.NDArray[Any]


def cholesky_batched(A: npt.ArrayLike, *, out: Array | None = None) -> Array:
    """NumPy's own, on the stack."""
    return _into(out, np.linalg.cholesky(_floats(A)))


def eigh_batched(A: npt.ArrayLike, *, out: tuple[Array, Array] | None = None) -> EighBatchedResult:
    """NumPy's own, on the stack, with our rule of signs."""
    w, V = np.linalg.eigh(_floats(A))
    for_w, for_V = (None, None) if out is None else out
    return EighBatchedResult(_into(for_w, w), _into(for_V, V * signs(V)))


def inv_batched(A: npt.ArrayLike, *, out: Array | None = None) -> Array:
    """NumPy's own, on the stack."""
    return _into(out, np.linalg.inv(_floats(A)))


def solve_batched(A: npt.ArrayLike, b: npt.ArrayLike, *, out: Array | None = None) -> Array:
    """NumPy's own for general matrices, on the stack, of the lower triangles mirrored."""
    lower, sides = _floats(A), _floats(b)
    symmetric = np.tril(lower) + np.tril(lower, -1).swapaxes(-1, -2)
    dtype = np.result_type(lower, sides)
    # Vectors as columns: what NumPy takes for vectors changed in version 2.
    vectors = sides.ndim == lower.ndim - 1
    columns = sides[..., None] if vectors else sides
    x = np.linalg.solve(symmetric.astype(dtype, copy=False), columns.astype(dtype, copy=False))
    return _into(out, x[..., 0] if vectors else x)


def _floats(x: npt.ArrayLike) -> Array:
    array = np.asarray(x)
    return array.astype(np.float32 if array.dtype == np.float32 else np.float64, copy=False)


def _into(out: Array | None, result: Array) -> Array:
    if out is None:
        return result
    out[...] = result
    return out
