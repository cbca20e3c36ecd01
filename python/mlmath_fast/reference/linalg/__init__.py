"""NumPy twins of the topic ``linalg``."""

from mlmath_fast.reference.linalg.batched import (
    cholesky_batched,
    eigh_batched,
    inv_batched,
    solve_batched,
)

__all__ = [
    "cholesky_batched",
    "eigh_batched",
    "inv_batched",
    "solve_batched",
]
