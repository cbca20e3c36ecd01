"""Rows of the topic ``information``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.information import coding, gaussians, labels, probabilities

KERNELS: list[Kernel] = [
    *coding.KERNELS,
    *gaussians.KERNELS,
    *labels.KERNELS,
    *probabilities.KERNELS,
]
