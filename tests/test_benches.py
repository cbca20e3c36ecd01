"""Generated from rows: the smallest bench runs, its result is right, and its rivals agree."""

import math
import warnings
from typing import Any

import pytest

from mlmath_fast._specs._inputs import rng_of
from mlmath_fast._specs._results import agree, agree_rival, canonical
from mlmath_fast._specs._spec import Call, Kernel
from mlmath_fast.compare.data import DataMissing
from tests.support import KERNELS, every_kernel, run

RIVALS = [
    pytest.param(kernel, rival, id=f"{name}[{rival}]")
    for name, kernel in KERNELS.items()
    for rival in kernel.rivals
]


def smallest(kernel: Kernel) -> Call:
    """The arguments of the row's smoke case."""
    bench = next(bench for bench in kernel.bench(rng_of(kernel.name)) if bench.smoke)
    try:
        return bench.make()
    except DataMissing as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize("kernel", every_kernel())
def test_smallest_bench_equals_the_reference(kernel: Kernel) -> None:
    call = smallest(kernel)
    want = canonical(kernel, run(kernel.reference, call))
    agree(canonical(kernel, run(kernel.fast, call)), want, kernel.tol, call=call)


@pytest.mark.parametrize("kernel", every_kernel())
def test_cost_is_positive_and_finite(kernel: Kernel) -> None:
    cost = kernel.cost(smallest(kernel))
    parts = (cost.flops, cost.bytes, cost.transcendentals)
    assert min(parts) >= 0
    assert 0 < sum(parts) < math.inf


@pytest.mark.parametrize(("kernel", "rival"), RIVALS)
def test_rival_computes_the_same(kernel: Kernel, rival: str) -> None:
    call = smallest(kernel)
    try:
        with warnings.catch_warnings():
            # What rivals warn of is theirs.
            warnings.simplefilter("ignore")
            got: Any = run(kernel.rivals[rival], call)
    except ImportError as missing:
        pytest.skip(f"{rival} is not installed: {missing}")
    agree_rival(kernel, got, run(kernel.fast, call), call)
