"""NumPy twins of the topic ``linalg``."""

from mlmath_fast.reference.linalg.batched import (
    cholesky_batched,
    eigh_batched,
    inv_batched,
    solve_batched,
)
from mlmath_fast.reference.linalg.least_squares import lstsq, ridge
from mlmath_fast.reference.linalg.principal import pca

__all__ = [
    "cholesky_batched",
    "eigh_batched",
    "inv_batched",
    "lstsq",
    "pca",
    "ridge",
    "solve_batched",
]
