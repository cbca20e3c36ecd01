"""Our own history: pytest-benchmark over the rows that ``compare`` runs. See METHOD.md."""

from typing import Any

import pytest

from mlmath_fast._specs import kernels
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast._specs._results import agree, canonical
from mlmath_fast._specs._spec import Bench, Kernel
from mlmath_fast.compare.data import DataMissing

BENCHES = [
    pytest.param(kernel, bench, id=f"{kernel.name}[{bench.label}]")
    for kernel in kernels()
    for bench in kernel.bench(rng_of(kernel.name))
]


@pytest.mark.timeout(0)
@pytest.mark.filterwarnings("ignore::mlmath_fast.ConvergenceWarning")
@pytest.mark.parametrize(("kernel", "bench"), BENCHES)
def test_bench(benchmark: Any, kernel: Kernel, bench: Bench) -> None:
    try:
        call = bench.make()
    except DataMissing as missing:
        pytest.skip(str(missing))
    result = kernel.fast(*call.args, **call.kwargs)
    if bench.smoke or not kernel.slow_reference:
        other = call.with_own_out()
        want = kernel.reference(*other.args, **other.kwargs)
        agree(canonical(kernel, result), canonical(kernel, want), kernel.tol, call=call)
    benchmark(kernel.fast, *call.args, **call.kwargs)
