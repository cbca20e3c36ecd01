"""Rows of the topic ``selection``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.selection import relevance

KERNELS: list[Kernel] = [
    *relevance.KERNELS,
]
