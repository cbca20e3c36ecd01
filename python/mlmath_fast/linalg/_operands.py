"""What a matrix argument may be, dense or sparse, and its products with blocks of vectors."""

from typing import Any

import numpy as np

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F32, F64, FloatArray, float_array
from mlmath_fast._csr import Csr, csr_numbers, csr_transposed
from mlmath_fast.linalg._finite import refuse_non_finite, scale_exponent
from mlmath_fast.linalg.products import matmul

# A matrix whose largest element lies within these powers of two is not scaled: the squares of its
# norm, and those of rounding errors in it, stay in range.
_EXPONENT_MAX = {F32: 32, F64: 256}


def is_sparse(A: Any) -> bool:
    """Whether `A` is a sparse matrix that :mod:`mlmath_fast._csr` reads."""
    return hasattr(A, "tocsr") or all(hasattr(A, part) for part in Csr._fields)


def data_dtype(A: Any) -> np.dtype[Any]:
    """float32 if the data of a sparse matrix are float32, else float64."""
    own = getattr(A, "dtype", None)
    dtype = np.dtype(own) if own is not None else np.asarray(getattr(A, "data", ())).dtype
    return F32 if dtype.kind == "f" and dtype.itemsize == 4 else F64


def finite_dense(A: Any, name: str) -> FloatArray:
    """`A` as an array with two axes and without NaN and infinities."""
    array = float_array(A, name, ndim=2)
    refuse_non_finite(array, name)
    return array


def scaled_matrix(A: Any, name: str) -> tuple[FloatArray | Csr, int]:
    """`A`, dense or sparse, and 0; or ``A / 2**e`` and e, where squares of `A` would leave the range.

    Raises
    ------
    ValueError
        Where an element is NaN or infinite: LAPACK does not return from those.
    """
    matrix: FloatArray | Csr
    if is_sparse(A):
        matrix = csr_numbers(A, name, data_dtype(A))
        data = matrix.data
    else:
        matrix = data = float_array(A, name, ndim=2)
    refuse_non_finite(data, name)
    exponent = scale_exponent(data)
    if abs(exponent) <= _EXPONENT_MAX[data.dtype]:
        return matrix, 0
    small = np.ldexp(data, -exponent)
    return (matrix._replace(data=small) if isinstance(matrix, Csr) else small), exponent


def times(A: FloatArray, B: FloatArray) -> FloatArray:
    """The product of two matrices: the same bits for any number of threads."""
    product = matmul(A, B)
    assert isinstance(product, np.ndarray)
    return product


class Products:
    """``A X`` and ``A^T X`` for blocks X in the dtype of A; a sparse A is transposed once."""

    def __init__(self, A: FloatArray | Csr) -> None:
        self._forward, self._backward = A, csr_transposed(A, "A") if isinstance(A, Csr) else A.T
        self.shape = A.shape
        self.dtype = A.data.dtype if isinstance(A, Csr) else A.dtype

    def transposed(self) -> "Products":
        """Of the transpose, in the same memory."""
        other = object.__new__(Products)
        other._forward, other._backward = self._backward, self._forward
        other.shape, other.dtype = self.shape[::-1], self.dtype
        return other

    def __matmul__(self, X: FloatArray) -> FloatArray:
        A = self._forward
        if not isinstance(A, Csr):
            return times(A, X)
        product = np.empty((A.shape[0], X.shape[1]), self.dtype)
        _mlmath.spmm(A, np.ascontiguousarray(X), False, product)
        return product
