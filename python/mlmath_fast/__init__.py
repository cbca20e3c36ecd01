"""The mathematics of machine learning, fast, with only NumPy.

Topics are modules (``mlmath_fast.histogram``, ``mlmath_fast.information``, ...); estimators live in
``mlmath_fast.models``; the pure-NumPy twin of every function, the formula one can read, is
``mlmath_fast.reference.<topic>.<function>``. ``python -m mlmath_fast`` measures, compares and checks.
"""

import importlib
import sys
from types import ModuleType

from mlmath_fast._exceptions import ConvergenceWarning, InternalError
from mlmath_fast._mlmath import __version__
from mlmath_fast._threads import get_num_threads, register_threadpoolctl, set_num_threads, threads

_TOPICS = (
    "convolution",
    "descent",
    "elementary",
    "factorization",
    "histogram",
    "information",
    "linalg",
    "ranking",
    "selection",
)
_LAZY = (*_TOPICS, "models", "reference")

__all__ = [
    "ConvergenceWarning",
    "InternalError",
    "__version__",
    "get_num_threads",
    "register_threadpoolctl",
    "set_num_threads",
    "threads",
    *_LAZY,
]

if "threadpoolctl" in sys.modules:
    register_threadpoolctl()


def __getattr__(name: str) -> ModuleType:
    if name in _LAZY:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
