"""Rows of the topic ``linalg``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.linalg import dense, products

KERNELS: list[Kernel] = [
    *dense.KERNELS,
    *products.KERNELS,
]
