"""Rows of the topic ``information``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.information import pairs, probabilities

KERNELS: list[Kernel] = [
    *probabilities.KERNELS,
    *pairs.KERNELS,
]
