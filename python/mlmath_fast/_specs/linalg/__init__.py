"""Rows of the topic ``linalg``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.linalg import sparse

KERNELS: list[Kernel] = [
    *sparse.KERNELS,
]
