"""Rows of the topic ``linalg``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.linalg import (
    batched,
    decompositions,
    dense,
    iterative,
    products,
    sparse,
    truncated,
)

KERNELS: list[Kernel] = [
    *batched.KERNELS,
    *decompositions.KERNELS,
    *dense.KERNELS,
    *iterative.KERNELS,
    *products.KERNELS,
    *sparse.KERNELS,
    *truncated.KERNELS,
]
