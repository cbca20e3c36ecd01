"""Linear algebra: products, small systems by the thousand, decompositions, least squares."""

from mlmath_fast.linalg._results import SVD, Eigh, LanczosEigsh, PowerIteration, RandomizedSVD
from mlmath_fast.linalg.decompositions import eigh, svd
from mlmath_fast.linalg.dense import cholesky
from mlmath_fast.linalg.iterative import lanczos_eigsh, power_iteration
from mlmath_fast.linalg.products import gram, matmul
from mlmath_fast.linalg.sparse import spmm
from mlmath_fast.linalg.truncated import randomized_svd, truncated_svd

__all__ = [
    "SVD",
    "Eigh",
    "LanczosEigsh",
    "PowerIteration",
    "RandomizedSVD",
    "cholesky",
    "eigh",
    "gram",
    "lanczos_eigsh",
    "matmul",
    "power_iteration",
    "randomized_svd",
    "spmm",
    "svd",
    "truncated_svd",
]
