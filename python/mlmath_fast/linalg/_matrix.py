"""A matrix as it came, dense or sparse: not yet looked through for NaN, nor scaled."""

from typing import Any

from mlmath_fast._arrays import FloatArray, float_array
from mlmath_fast._csr import Csr, csr_numbers
from mlmath_fast.linalg._operands import data_dtype, is_sparse


def dense_or_csr(A: Any, name: str) -> FloatArray | Csr:
    """`A` as an array with two axes, or as a checked, finite :class:`~mlmath_fast._csr.Csr`."""
    if is_sparse(A):
        return csr_numbers(A, name, data_dtype(A))
    return float_array(A, name, ndim=2)
