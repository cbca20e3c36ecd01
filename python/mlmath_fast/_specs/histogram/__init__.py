"""Rows of the topic ``histogram``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.histogram import univariate

KERNELS: list[Kernel] = [
    *univariate.KERNELS,
]
