"""Linear algebra: products, small systems by the thousand, decompositions, least squares."""

from mlmath_fast.linalg.dense import cholesky
from mlmath_fast.linalg.products import gram, matmul

__all__ = [
    "cholesky",
    "gram",
    "matmul",
]
