"""NumPy twins of the topic ``linalg``."""

from mlmath_fast.reference.linalg.dense import cholesky
from mlmath_fast.reference.linalg.products import gram, matmul

__all__ = [
    "cholesky",
    "gram",
    "matmul",
]
