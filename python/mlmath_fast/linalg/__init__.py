"""Linear algebra: products, small systems by the thousand, decompositions, least squares."""

from mlmath_fast.linalg.batched import (
    EighBatchedResult,
    cholesky_batched,
    eigh_batched,
    inv_batched,
    solve_batched,
)

__all__ = [
    "EighBatchedResult",
    "cholesky_batched",
    "eigh_batched",
    "inv_batched",
    "solve_batched",
]
