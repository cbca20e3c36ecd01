"""Products with sparse matrices."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F32, F64, FloatArray, float_array, follow
from mlmath_fast._csr import csr_stored
from mlmath_fast.linalg._operands import data_dtype

__all__ = ["spmm"]


def spmm(A: Any, B: npt.ArrayLike, *, transpose: bool = False) -> FloatArray:
    r"""A sparse matrix times a dense matrix or vector.

    .. math:: Y_{ij} = \sum_l A_{il} B_{lj} \qquad\text{or}\qquad Y_{ij} = \sum_l A_{li} B_{lj}

    Parameters
    ----------
    A : CSR matrix of shape (n_rows, n_columns)
        An object with ``indptr, indices, data, shape``, such as ``scipy.sparse.csr_array``; other SciPy
        formats are converted.
    B : array_like of shape (n_columns, k) or (n_columns,)
        With ``transpose``, `n_rows` rows.
    transpose : bool, default False
        Multiply by the transpose of `A`.

    Returns
    -------
    Y : ndarray of shape (n_rows, k) or (n_rows,)
        With ``transpose``, `n_columns` rows. float32 if `A` and `B` are, else float64.

    Raises
    ------
    ValueError
        If `A` contradicts itself or holds NaN or infinities, or the shapes do not fit.
    TypeError
        If `A` is no sparse matrix, or `B` no array of real numbers.

    Notes
    -----
    O(nnz k). The same bits for any number of threads. Sums are in the dtype of the result, entries in
    the order in which they are stored. NaN and infinities in `B` spread as in NumPy, but only through
    stored entries.

    References
    ----------
    A. Buluc, J. T. Fineman, M. Frigo, J. R. Gilbert, C. E. Leiserson, "Parallel sparse matrix-vector and
    matrix-transpose-vector multiplication using compressed sparse blocks", SPAA 2009, section 2.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from mlmath_fast.linalg import spmm
    >>> A = SimpleNamespace(indptr=[0, 1, 3], indices=[2, 0, 1], data=[2.0, 1.0, 3.0], shape=(2, 3))
    >>> spmm(A, [1.0, 10.0, 100.0])
    array([200.,  31.])
    >>> spmm(A, [1.0, 10.0], transpose=True)
    array([10., 30.,  2.])
    """
    dense = float_array(B, "B")
    if dense.ndim not in (1, 2):
        raise ValueError(f"B: Expected 1D or 2D array, got {dense.ndim}D array instead.")
    dtype = F32 if dense.dtype == F32 and data_dtype(A) == F32 else F64
    dense, csr = follow(dense, "B", dtype, ndim=dense.ndim), csr_stored(A, "A", dtype)
    product = np.empty((csr.shape[1 if transpose else 0], *dense.shape[1:]), dtype)
    columns = (dense, product) if dense.ndim == 2 else (dense[:, None], product[:, None])
    _mlmath.spmm(csr, columns[0], bool(transpose), columns[1])
    return product
