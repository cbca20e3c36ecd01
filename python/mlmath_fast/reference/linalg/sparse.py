"""NumPy twins: products with sparse matrices."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]


def spmm(A: Any, B: npt.ArrayLike, *, transpose: bool = False) -> Floats:
    """Every stored a_ij adds a_ij b_j to row i; transposed, a_ij b_i to row j."""
    rows, cols = np.repeat(np.arange(A.shape[0]), np.diff(A.indptr)), np.asarray(A.indices, int)
    n_rows, B, data = A.shape[0], np.asarray(B), np.asarray(A.data)
    if transpose:
        rows, cols, n_rows = cols, rows, A.shape[1]
    dtype = np.float32 if data.dtype == B.dtype == np.float32 else np.float64
    Y = np.empty((n_rows, *B.shape[1:]), dtype)
    for j in np.ndindex(B.shape[1:]):
        Y[:, *j] = np.bincount(rows, data * B[:, *j][cols], n_rows)
    return Y
