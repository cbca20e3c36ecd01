"""Rows of the topic ``linalg``."""

from mlmath_fast._specs._spec import Kernel

KERNELS: list[Kernel] = []
