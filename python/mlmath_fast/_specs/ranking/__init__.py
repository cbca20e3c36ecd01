"""Rows of the topic ``ranking``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.ranking import metrics, top_n

KERNELS: list[Kernel] = [*metrics.KERNELS, *top_n.KERNELS]
