"""Linear algebra: products, small systems by the thousand, decompositions, least squares."""

from mlmath_fast.linalg.batched import (
    EighBatchedResult,
    cholesky_batched,
    eigh_batched,
    inv_batched,
    solve_batched,
)
from mlmath_fast.linalg.least_squares import LstsqResult, RidgeResult, lstsq, ridge
from mlmath_fast.linalg.principal import PCAResult, pca

__all__ = [
    "EighBatchedResult",
    "LstsqResult",
    "PCAResult",
    "RidgeResult",
    "cholesky_batched",
    "eigh_batched",
    "inv_batched",
    "lstsq",
    "pca",
    "ridge",
    "solve_batched",
]
