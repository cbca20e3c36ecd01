"""NumPy twins of the topic ``linalg``."""

from mlmath_fast.reference.linalg.sparse import spmm

__all__ = [
    "spmm",
]
