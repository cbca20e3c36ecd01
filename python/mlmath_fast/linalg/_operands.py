"""What a matrix argument may be: dense, or sparse in any format that :mod:`mlmath_fast._csr` reads."""

from typing import Any

import numpy as np

from mlmath_fast._arrays import F32, F64, FloatArray, float_array
from mlmath_fast._csr import Csr, csr_numbers


def is_sparse(A: Any) -> bool:
    """Whether `A` is a sparse matrix, of any kind."""
    return hasattr(A, "indptr") or (hasattr(A, "tocsr") and hasattr(A, "toarray"))


def data_dtype(A: Any) -> np.dtype[Any]:
    """float32 if the data of a sparse matrix are float32, else float64."""
    own = getattr(A, "dtype", None)
    dtype = np.dtype(own) if own is not None else np.asarray(getattr(A, "data", ())).dtype
    return F32 if dtype.kind == "f" and dtype.itemsize == 4 else F64


def dense_or_csr(A: Any, name: str) -> FloatArray | Csr:
    """`A` as an array with two axes or as a checked :class:`~mlmath_fast._csr.Csr`."""
    if is_sparse(A):
        return csr_numbers(A, name, data_dtype(A))
    return float_array(A, name, ndim=2)
