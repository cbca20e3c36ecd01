"""NumPy twins of the topic ``linalg``."""

from mlmath_fast.reference.linalg.products import gram, matmul

__all__ = [
    "gram",
    "matmul",
]
