"""Linear algebra: products, small systems by the thousand, decompositions, least squares."""

from mlmath_fast.linalg.sparse import spmm

__all__ = [
    "spmm",
]
