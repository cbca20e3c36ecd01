"""Rows of the topic ``information``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.information import divergences, entropies, probabilities

KERNELS: list[Kernel] = [
    *divergences.KERNELS,
    *entropies.KERNELS,
    *probabilities.KERNELS,
]
