"""Our own history: every benchmark case of every row, by pytest-benchmark. `make bench` runs it.

Ratios to the twin and to rivals are the business of ``python -m mlmath_fast compare`` alone.
"""

from typing import Any

import pytest

from mlmath_fast._specs import kernels
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast._specs._spec import Bench, Kernel
from mlmath_fast.compare.data import DataMissing


def _benches() -> list[Any]:
    return [
        pytest.param(kernel, bench, id=f"{kernel.name}[{bench.label}]")
        for kernel in kernels()
        for bench in kernel.bench(rng_of(kernel.name))
    ]


@pytest.mark.parametrize(("kernel", "bench"), _benches())
def test_time(benchmark: Any, kernel: Kernel, bench: Bench) -> None:
    try:
        call = bench.make()
    except DataMissing as missing:
        pytest.skip(str(missing))
    benchmark(kernel.fast, *call.args, **call.kwargs)
