"""Linear algebra: products, small systems by the thousand, decompositions, least squares."""

from mlmath_fast.linalg._results import (
    EighResult,
    LanczosEigshResult,
    PowerIterationResult,
    RandomizedSVDResult,
    SVDResult,
)
from mlmath_fast.linalg.batched import (
    EighBatchedResult,
    cholesky_batched,
    eigh_batched,
    inv_batched,
    solve_batched,
)
from mlmath_fast.linalg.decompositions import eigh, svd
from mlmath_fast.linalg.dense import cholesky
from mlmath_fast.linalg.iterative import lanczos_eigsh, power_iteration
from mlmath_fast.linalg.least_squares import LstsqResult, RidgeResult, lstsq, ridge
from mlmath_fast.linalg.principal import PCAResult, pca
from mlmath_fast.linalg.products import gram, matmul
from mlmath_fast.linalg.sparse import spmm
from mlmath_fast.linalg.truncated import randomized_svd, truncated_svd

__all__ = [
    "EighBatchedResult",
    "EighResult",
    "LanczosEigshResult",
    "LstsqResult",
    "PCAResult",
    "PowerIterationResult",
    "RandomizedSVDResult",
    "RidgeResult",
    "SVDResult",
    "cholesky",
    "cholesky_batched",
    "eigh",
    "eigh_batched",
    "gram",
    "inv_batched",
    "lanczos_eigsh",
    "lstsq",
    "matmul",
    "pca",
    "power_iteration",
    "randomized_svd",
    "ridge",
    "solve_batched",
    "spmm",
    "svd",
    "truncated_svd",
]
