"""The pure-NumPy twins: same names and signatures, written to be read. They validate nothing."""

import importlib
from types import ModuleType

from mlmath_fast import _TOPICS

__all__ = [*_TOPICS]


def __getattr__(name: str) -> ModuleType:
    if name in _TOPICS:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
