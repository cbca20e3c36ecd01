"""NumPy twins of the topic ``linalg``."""

from mlmath_fast.reference.linalg.batched import (
    cholesky_batched,
    eigh_batched,
    inv_batched,
    solve_batched,
)
from mlmath_fast.reference.linalg.decompositions import eigh, svd
from mlmath_fast.reference.linalg.dense import cholesky
from mlmath_fast.reference.linalg.iterative import lanczos_eigsh, power_iteration
from mlmath_fast.reference.linalg.least_squares import lstsq, ridge
from mlmath_fast.reference.linalg.principal import pca
from mlmath_fast.reference.linalg.products import gram, matmul
from mlmath_fast.reference.linalg.sparse import spmm
from mlmath_fast.reference.linalg.truncated import randomized_svd, truncated_svd

__all__ = [
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
