"""Row of the histogram of one variable."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import histogram as fast
from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._laws import permutation, scaling
from mlmath_fast._specs._spec import EXACT, Bench, Call, Cost, Failure, Kernel, Law, call
from mlmath_fast.compare.data import flights_column
from mlmath_fast.reference import histogram as reference

# NumPy's block, at which weighted sums are rounded, and the chunk of the unweighted kernel. The block of
# values that are binned together; what two-byte counts hold. Bins of four tables; bins whose edges are all
# compared with a value.
BLOCK, TOGETHER = 65_536, 256
SHORT, FOUR_TABLES, FEW = BLOCK - TOGETHER, 2048, 32


def _cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for n in (0, 1, *straddle(8, TOGETHER)):
            x: Any = rng.standard_normal(n).astype(dtype)
            yield call(f"{n} normal {dtype.__name__}", x, 7, (-2.0, 2.0))
        x = rng.standard_normal(BLOCK + 1).astype(dtype)
        yield call(f"automatic range {dtype.__name__}", x, 100)
        for n_bins in straddle(FOUR_TABLES - 1):
            yield call(f"{n_bins} bins {dtype.__name__}", x, n_bins)
        for n in (*straddle(SHORT), 2 * BLOCK + 3):
            yield call(
                f"{n} equal values {dtype.__name__}", np.full(n, 0.5, dtype), 3000, (-2.0, 2.0)
            )
        yield call(f"values on the edges {dtype.__name__}", np.round(x * 8).astype(dtype), 64)
        yield call(
            f"narrow bins far from zero {dtype.__name__}", (x + 1000).astype(dtype), 10, (999, 1001)
        )
        rounded = (x[:6000] + 1e6).astype(dtype)
        ends = (999_999, 1_000_001)
        yield call(f"bins narrower than the rounding {dtype.__name__}", rounded, 25, ends)
        rows = rounded.reshape(-1, 20)
        yield call(f"the same, along 1 {dtype.__name__}", rows, 25, ends, axis=1)
    x = rng.standard_normal(BLOCK + 1)
    yield call("fewest digits that mislead", [0.999, 1.0, 1.001, 1.099, 1.1, 1.101], 10, (0.9, 1.1))
    yield call("NaN and Inf with a range", [np.nan, 1.0, np.inf, -np.inf, 2.0], 4, (0.0, 2.0))
    yield call("all equal", np.full(9, 3.5))
    subnormal = np.array([0, 77, 95], np.float32) * np.float32(2**-149)
    yield call("subnormal float32", subnormal)
    singles = np.float32(0.1), np.float32(10.1)
    yield call("integers between singles", np.arange(1, 11, dtype=np.int16), 100, singles)
    yield call("integers", rng.integers(-5, 6, 1000), 11)
    yield call("large integers", rng.integers(2**60, 2**62, 100), 9)
    yield call("bool-like", rng.integers(0, 2, 100).astype(np.uint8), 2)
    yield call("given edges", x, [-1.0, -0.5, -0.5, 0.25, 2.0])
    for n_edges in (2, 3, *straddle(FEW + 2)):
        yield call(f"{n_edges} given edges", x[:999], np.sort(rng.standard_normal(n_edges)))
        near = np.round(8 * x[:999])
        yield call(f"values on {n_edges} given edges", near, np.arange(n_edges) - 9)
    large = 2**60 + np.array([0, 1, 7, 8, 9])
    yield call("large integers, given edges", large, [2**60, 2**60 + 2, 2**60 + 8])
    yield call("no edges", x[:5], [])
    yield call("given edges with NaN", [np.nan, 1.0, 2.0], [0, 1, 2])
    yield call("one bin", x, [-1, 1])
    yield call("rule", x[:5000], "auto")
    yield call("density", x, 20, density=True)
    weights = rng.standard_normal(len(x))
    yield call("weights", x, 20, weights=weights)
    yield call("float32 weights", x, 20, weights=weights.astype(np.float32))
    yield call("integer weights", x, 20, (-1, 1), weights=rng.integers(-9, 9, len(x)))
    yield call("weights, two dimensions", x[:600].reshape(2, 300), 5, weights=np.ones((2, 300)))
    table = rng.standard_normal((40, 3, 50))
    for axis in (0, 1, -1):
        yield call(f"along {axis}", table, 5, axis=axis)
    yield call("along 1, float32", table.astype(np.float32), 5, (-1.0, 1.0), axis=1)
    for length in (1, 3, *straddle(TOGETHER)):
        rows = rng.standard_normal((BLOCK // length + 2, length))
        yield call(f"rows of {length}", rows, 6, (-2.0, 2.0), axis=1)
    yield call("long rows", rng.standard_normal((2, BLOCK)), 6, (-2.0, 2.0), axis=1)
    yield call("rows with NaN", [[np.nan, 1.0, np.inf], [0.5, 2.0, -1.0]], 4, (0.0, 2.0), axis=1)
    yield call("along 0, given edges", table, [-1.0, 0.0, 2.0], axis=0)
    for n_edges in (5, 2 * FEW):
        edges = np.sort(rng.standard_normal(n_edges))
        yield call(f"along 1, {n_edges} given edges", rows[:900], edges, axis=1)
        singles = rows[:900].astype(np.float32)
        yield call(f"along 1, {n_edges} given edges, float32", singles, edges, axis=1)
    yield call("along 2, weights", table, 4, weights=table**2, axis=2)
    yield call("along 2, density", table, 2, density=True, axis=2)
    yield call("along 0 of no columns", np.empty((4, 0)), 3, axis=0)
    yield call("along 0 of no rows", np.empty((0, 4)), 3, axis=0)
    # The sum of two blocks does not tell their order, that of four does.
    x, weights = rng.standard_normal((2, 3 * BLOCK + 1))
    yield call("weights, many blocks", x, 20, weights=weights)
    yield call("float32 weights, many blocks", x, 20, weights=weights.astype(np.float32))


def _errors() -> list[Failure]:
    x = np.array([1.0, 2.0, 3.0])
    return [
        Failure(call=call("NaN", [1.0, np.nan]), error=ValueError, match="is not finite"),
        Failure(call=call("Inf", [1.0, np.inf]), error=ValueError, match="is not finite"),
        Failure(call=call("no bins", x, 0), error=ValueError, match="must be positive"),
        Failure(call=call("range", x, 3, (2, 1)), error=ValueError, match="max must be larger"),
        Failure(call=call("edges", x, [2, 1]), error=ValueError, match="increase monotonically"),
        Failure(
            call=call("NaN edges", x, [1, np.nan]), error=ValueError, match="must not hold NaN"
        ),
        Failure(call=call("weights", x, weights=[1.0]), error=ValueError, match="same shape"),
        Failure(call=call("complex weights", x, weights=x * 1j), error=TypeError, match="Complex"),
        Failure(call=call("axis", x, axis=1), error=ValueError, match="out of bounds"),
        Failure(
            call=call("density with out", x, 3, density=True, out=np.zeros(3)),
            error=ValueError,
            match="densities do not add up",
        ),
        Failure(
            call=call("out", x, 3, out=np.zeros(4, np.int64)),
            error=ValueError,
            match="must have shape",
        ),
        Failure(call=call("float out", x, 3, out=np.zeros(3)), error=TypeError, match="have dtype"),
        Failure(call=call("bins", x, 2.5), error=TypeError, match="integer, a string, or an array"),
    ]


def _values(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield rng.standard_normal(1000), 13


def _every_value_in_range_is_counted(histogram: Callable[..., Any], rng: Generator) -> None:
    x = rng.standard_normal(1000)
    assert histogram(x, 17)[0].sum() == 1000
    assert histogram(x, 17, (-1.0, 1.0))[0].sum() == np.count_nonzero(np.abs(x) <= 1.0)


def _bench(rng: Generator) -> Iterator[Bench]:
    def normal(n: int, *args: Any, dtype: type = np.float64) -> Callable[[], Call]:
        return lambda: call("", rng.standard_normal(n).astype(dtype), *args)

    yield Bench(label="10 k, 100 bins", make=normal(10_000, 100, (-4, 4)), smoke=True)
    yield Bench(label="1 M, 100 bins", make=normal(1_000_000, 100, (-4, 4)), quick=True)
    yield Bench(label="10 M, 100 bins", make=normal(10_000_000, 100, (-4, 4)))
    yield Bench(label="10 M, 100 bins, no range", make=normal(10_000_000, 100))
    yield Bench(
        label="10 M float32, 100 bins", make=normal(10_000_000, 100, (-4, 4), dtype=np.float32)
    )
    yield Bench(
        label="arrival delays of the flights",
        make=lambda: call("", flights_column("arr_delay"), 100, (-100, 300)),
        quick=True,
    )


def _cost(c: Call) -> Cost:
    return Cost(bytes=np.asarray(c.args[0]).nbytes)


def _boost(threads: int) -> Callable[..., Any]:
    """boost-histogram with so many threads; 0: one a CPU."""

    def boost(x: Any, bins: int, range: tuple[float, float] | None = None) -> Any:
        import boost_histogram

        return boost_histogram.numpy.histogram(x, bins, range, threads=threads)[0]

    return boost


def _fast_histogram(x: Any, bins: int, range: tuple[float, float] | None = None) -> Any:
    import fast_histogram

    return fast_histogram.histogram1d(x, bins, range or (x.min(), x.max()))


KERNELS = [
    Kernel(
        fast=fast.histogram,
        reference=reference.histogram,
        cases=_cases,
        bench=_bench,
        errors=_errors(),
        laws=[
            permutation(_values, tol=EXACT),
            Law(name="every value in range is counted", check=_every_value_in_range_is_counted),
            # Counts stay, edges scale; by two there is no rounding.
            scaling(_values, factor=2.0, degrees=(0, 1), tol=EXACT),
        ],
        tol={"float64": EXACT, "float32": EXACT, "int64": EXACT},
        cost=_cost,
        rivals={
            "boost-histogram, 1 thread": _boost(1),
            "boost-histogram": _boost(0),
            "fast-histogram": _fast_histogram,
        },
    )
]
