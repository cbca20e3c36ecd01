"""Rows of the topic ``information``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.information import probabilities

KERNELS: list[Kernel] = [
    *probabilities.KERNELS,
]
