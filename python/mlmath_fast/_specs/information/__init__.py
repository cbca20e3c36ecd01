"""Rows of the topic ``information``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.information import counts, divergences, entropies, probabilities

KERNELS: list[Kernel] = [
    *counts.KERNELS,
    *divergences.KERNELS,
    *entropies.KERNELS,
    *probabilities.KERNELS,
]
