"""Generated from rows: every public docstring gives formula, shapes, errors, source and example."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import mlmath_fast
from mlmath_fast._specs._spec import Kernel
from tests.support import every_kernel

numpydoc_docscrape = pytest.importorskip("numpydoc.docscrape", reason="numpydoc is not installed")

SECTIONS = ["Parameters", "Returns", "Raises", "Notes", "References", "Examples"]


def _modules(topic: str) -> list[str]:
    """A topic is a module, or a package of modules."""
    module = importlib.import_module(f"mlmath_fast.{topic}")
    parts = pkgutil.iter_modules(getattr(module, "__path__", []), f"{module.__name__}.")
    return [module.__name__, *(part.name for part in parts)]


MODULES = [
    "mlmath_fast",
    "mlmath_fast._threads",
    *(module for topic in mlmath_fast._TOPICS for module in _modules(topic)),
]


@pytest.mark.parametrize("kernel", every_kernel())
def test_docstring_is_complete(kernel: Kernel) -> None:
    text = inspect.getdoc(kernel.fast)
    assert text is not None
    assert ".. math::" in text
    doc = numpydoc_docscrape.FunctionDoc(kernel.fast)
    missing = [section for section in SECTIONS if not doc[section]]
    assert not missing
    parameters = {name.strip() for p in doc["Parameters"] for name in p.name.split(",")}
    assert parameters == set(inspect.signature(kernel.fast).parameters)


@pytest.mark.parametrize("kernel", every_kernel())
def test_twin_says_what_it_is(kernel: Kernel) -> None:
    assert inspect.getdoc(kernel.reference)


@pytest.mark.parametrize("module", MODULES)
def test_examples_run(module: str) -> None:
    outcome = doctest.testmod(
        importlib.import_module(module), optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    )
    assert outcome.failed == 0


@pytest.mark.parametrize("topic", mlmath_fast._TOPICS)
def test_topic_has_examples(topic: str) -> None:
    finder = doctest.DocTestFinder()
    found = [
        test for name in _modules(topic) for test in finder.find(importlib.import_module(name))
    ]
    assert any(test.examples for test in found)
