"""Rows of the topic ``linalg``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.linalg import batched

KERNELS: list[Kernel] = [
    *batched.KERNELS,
]
