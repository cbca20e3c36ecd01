"""The rows of all kernels. Tests, `compare` and benches are generated from :func:`kernels`."""

import importlib

from mlmath_fast import _TOPICS
from mlmath_fast._specs._spec import Kernel


def kernels(*topics: str) -> list[Kernel]:
    """The rows of the given topics (default: all), in the order of the topic's module."""
    rows: list[Kernel] = []
    for topic in topics or _TOPICS:
        rows += importlib.import_module(f"{__name__}.{topic}").KERNELS
    return rows
