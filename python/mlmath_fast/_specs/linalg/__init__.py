"""Rows of the topic ``linalg``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.linalg import batched, least_squares, principal

KERNELS: list[Kernel] = [
    *batched.KERNELS,
    *least_squares.KERNELS,
    *principal.KERNELS,
]
