"""Rows of the topic ``information``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.information import (
    coding,
    counts,
    divergences,
    entropies,
    gaussians,
    labels,
    pairs,
    probabilities,
)

KERNELS: list[Kernel] = [
    *coding.KERNELS,
    *counts.KERNELS,
    *divergences.KERNELS,
    *entropies.KERNELS,
    *gaussians.KERNELS,
    *labels.KERNELS,
    *pairs.KERNELS,
    *probabilities.KERNELS,
]
