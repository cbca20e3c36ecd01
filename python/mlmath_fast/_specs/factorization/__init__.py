"""Rows of the topic ``factorization``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.factorization import (
    applications,
    explicit,
    implicit,
    nonnegative,
    pairwise,
)

KERNELS: list[Kernel] = [
    *applications.KERNELS,
    *explicit.KERNELS,
    *implicit.KERNELS,
    *nonnegative.KERNELS,
    *pairwise.KERNELS,
]
