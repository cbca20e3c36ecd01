"""Numbers one can defend on paper or in a cited book, run on the fast function and on its twin.

A fact is a function ``fact_<what it says>`` in ``_facts/<topic>.py``, or in a module of that package. It
takes the topic as a module, so that the same lines run on ``mlmath_fast.<topic>`` and on
``mlmath_fast.reference.<topic>``, and raises AssertionError where the number is wrong.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType

from mlmath_fast import _TOPICS

Fact = Callable[[ModuleType], None]


def facts(*topics: str) -> Iterator[tuple[str, Fact]]:
    """``(topic, fact)`` for every fact of the given topics (default: all)."""
    for topic in topics or _TOPICS:
        for module in _modules(f"{__name__}.{topic}"):
            # A copy: a warning that a fact sets off is noted among the module's variables.
            for name, fact in dict(vars(module)).items():
                if name.startswith("fact_"):
                    yield topic, fact


def _modules(name: str) -> Iterator[ModuleType]:
    """A topic's module, and those within where it is a package."""
    module = importlib.import_module(name)
    yield module
    for part in pkgutil.iter_modules(getattr(module, "__path__", []), f"{name}."):
        yield importlib.import_module(part.name)


def both(topic: str) -> tuple[ModuleType, ModuleType]:
    """The two implementations a fact must hold of: fast and reference."""
    return (
        importlib.import_module(f"mlmath_fast.{topic}"),
        importlib.import_module(f"mlmath_fast.reference.{topic}"),
    )
