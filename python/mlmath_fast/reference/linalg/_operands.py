"""A matrix argument of the twins: dense, sparse, or what a callable does to unit vectors."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]


def dense(A: Any, n: int | None = None) -> Floats:
    """`A` with all its zeros, float32 if it is, else float64."""
    if callable(A):
        return np.stack([np.asarray(A(unit), float) for unit in np.eye(n or 0)], axis=1)
    if hasattr(A, "indptr"):
        data = floats(A.data)
        rows = np.repeat(np.arange(A.shape[0]), np.diff(A.indptr))
        matrix = np.zeros(A.shape, data.dtype)
        np.add.at(matrix, (rows, np.asarray(A.indices, int)), data)
        return matrix
    return floats(A)


def floats(x: npt.ArrayLike) -> Floats:
    """float32 as it is, all else as float64."""
    array = np.asarray(x)
    return array if array.dtype == np.float32 else array.astype(np.float64)
