"""Rows of the topic ``information``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.information import (
    coding,
    counts,
    densities,
    divergences,
    entropies,
    gaussians,
    labels,
    neighbours,
    pairs,
    probabilities,
)

KERNELS: list[Kernel] = [
    *coding.KERNELS,
    *counts.KERNELS,
    *densities.KERNELS,
    *divergences.KERNELS,
    *entropies.KERNELS,
    *gaussians.KERNELS,
    *labels.KERNELS,
    *neighbours.KERNELS,
    *pairs.KERNELS,
    *probabilities.KERNELS,
]
