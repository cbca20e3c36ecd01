"""Rows of the topic ``selection``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.selection import greedy, relevance

KERNELS: list[Kernel] = [
    *greedy.KERNELS,
    *relevance.KERNELS,
]
