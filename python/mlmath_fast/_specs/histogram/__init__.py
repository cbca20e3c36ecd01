"""Rows of the topic ``histogram``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.histogram import binning, integers, multivariate, univariate

KERNELS: list[Kernel] = [
    *univariate.KERNELS,
    *integers.KERNELS,
    *multivariate.KERNELS,
    *binning.KERNELS,
]
