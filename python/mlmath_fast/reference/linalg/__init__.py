"""NumPy twins of the topic ``linalg``."""

from mlmath_fast.reference.linalg.decompositions import eigh, svd
from mlmath_fast.reference.linalg.dense import cholesky
from mlmath_fast.reference.linalg.iterative import lanczos_eigsh, power_iteration
from mlmath_fast.reference.linalg.products import gram, matmul
from mlmath_fast.reference.linalg.sparse import spmm
from mlmath_fast.reference.linalg.truncated import randomized_svd, truncated_svd

__all__ = [
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
