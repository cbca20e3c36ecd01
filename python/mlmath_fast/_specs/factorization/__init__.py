"""Rows of the topic ``factorization``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.factorization import implicit, nonnegative

KERNELS: list[Kernel] = [*implicit.KERNELS, *nonnegative.KERNELS]
