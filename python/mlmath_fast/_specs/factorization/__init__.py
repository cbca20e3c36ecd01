"""Rows of the topic ``factorization``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.factorization import applications, implicit

KERNELS: list[Kernel] = [*applications.KERNELS, *implicit.KERNELS]
