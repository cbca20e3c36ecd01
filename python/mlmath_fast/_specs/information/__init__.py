"""Rows of the topic ``information``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.information import densities, neighbours, probabilities

KERNELS: list[Kernel] = [
    *densities.KERNELS,
    *neighbours.KERNELS,
    *probabilities.KERNELS,
]
