"""Rows of the topic ``ranking``."""

from mlmath_fast._specs._spec import Kernel
from mlmath_fast._specs.ranking import (
    columns,
    evaluation,
    lists,
    metrics,
    orders,
    splits,
    top_n,
    variety,
)

KERNELS: list[Kernel] = [
    *metrics.KERNELS,
    *orders.KERNELS,
    *variety.KERNELS,
    *evaluation.KERNELS,
    *columns.KERNELS,
    *splits.KERNELS,
    *lists.KERNELS,
    *top_n.KERNELS,
]
