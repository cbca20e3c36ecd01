"""Rows of the topic ``linalg``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.linalg import (
    batched,
    decompositions,
    dense,
    iterative,
    least_squares,
    principal,
    products,
    sparse,
    truncated,
)

KERNELS: list[Kernel] = [
    *batched.KERNELS,
    *decompositions.KERNELS,
    *dense.KERNELS,
    *iterative.KERNELS,
    *least_squares.KERNELS,
    *principal.KERNELS,
    *products.KERNELS,
    *sparse.KERNELS,
    *truncated.KERNELS,
]
