"""Rows of the topic ``linalg``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.linalg import decompositions, iterative, sparse, truncated

KERNELS: list[Kernel] = [
    *decompositions.KERNELS,
    *iterative.KERNELS,
    *sparse.KERNELS,
    *truncated.KERNELS,
]
