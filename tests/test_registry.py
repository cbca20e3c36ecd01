"""Every public function has a row, a twin and a fact file; every row has what the house demands."""

import importlib
import inspect
import itertools
import re
from pathlib import Path

import pytest

import mlmath_fast
from mlmath_fast import _specs
from mlmath_fast._facts import facts
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast._specs._spec import Call, Kernel
from tests.support import cases_of, every_kernel


def _public_functions(topic: str) -> set[str]:
    module = importlib.import_module(f"mlmath_fast.{topic}")
    return {name for name in module.__all__ if inspect.isfunction(getattr(module, name))}


@pytest.mark.parametrize("topic", mlmath_fast._TOPICS)
def test_functions_are_rows_are_twins(topic: str) -> None:
    twin = importlib.import_module(f"mlmath_fast.reference.{topic}")
    twins = {
        name
        for name, value in vars(twin).items()
        if inspect.isfunction(value)
        and f"{value.__module__}.".startswith(f"{twin.__name__}.")
        and not name.startswith("_")
    }
    rows = [kernel.fast.__name__ for kernel in _specs.kernels(topic)]
    assert len(rows) == len(set(rows))
    assert set(rows) == _public_functions(topic) == twins


@pytest.mark.parametrize("topic", mlmath_fast._TOPICS)
def test_topic_has_facts(topic: str) -> None:
    assert len(list(facts(topic))) >= 2


@pytest.mark.parametrize("kernel", every_kernel())
def test_row_is_complete(kernel: Kernel) -> None:
    cases = cases_of(kernel.name)
    assert len(cases) >= 8
    assert len({case.label for case in cases}) == len(cases), "labels must differ"
    assert len(kernel.errors) >= 2
    benches = list(kernel.bench(rng_of(kernel.name)))
    assert [bench.smoke for bench in benches].count(True) == 1
    assert any(bench.quick or bench.smoke for bench in benches)
    smoke = next(bench for bench in benches if bench.smoke).make()
    assert isinstance(smoke, Call)
    cost = kernel.cost(smoke)
    assert cost.flops + cost.bytes + cost.transcendentals > 0


SPEC_FILES = sorted(Path(_specs.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize(
    "path", SPEC_FILES, ids=[f"{path.parent.stem}.{path.stem}" for path in SPEC_FILES]
)
def test_what_is_empty_says_why(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for above, line in itertools.pairwise(lines):
        if re.search(r"\b(laws=\[\]|rivals=\{\})", line):
            assert "#" in line or above.strip().startswith("#"), line


@pytest.mark.parametrize("kernel", every_kernel())
def test_signatures_are_equal(kernel: Kernel) -> None:
    def shape(function: object) -> list[tuple[str, object, object]]:
        parameters = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
        return [(p.name, p.kind, p.default) for p in parameters]

    assert shape(kernel.fast) == shape(kernel.reference)
