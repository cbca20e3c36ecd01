"""Rows of the histograms of several variables."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import histogram as fast
from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._laws import permutation
from mlmath_fast._specs._spec import EXACT, Bench, Call, Cost, Failure, Kernel, Law, call
from mlmath_fast.compare.data import flights_column
from mlmath_fast.reference import histogram as reference

# Samples of a block, of a chunk, of what two-byte counts hold; cells of four tables, of two-byte counts.
BLOCK, CHUNK = 256, 1 << 16
SHORT, FOUR_TABLES, SHORT_CELLS = CHUNK - BLOCK, 2048, 1 << 17
TOL = {"float64": EXACT, "float32": EXACT, "int64": EXACT}
# One after the other on every axis: edges, an automatic and a given range.
SQUARE = [(-2.0, 2.0), (-2.0, 2.0)]


def _cases_2d(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for n in (0, 1, *straddle(8, BLOCK)):
            x, y = rng.standard_normal((2, n)).astype(dtype)
            yield call(f"{n} normal {dtype.__name__}", x, y, 7, SQUARE)
        x, y = rng.standard_normal((2, CHUNK + 1)).astype(dtype)
        yield call(f"automatic range {dtype.__name__}", x, y, (40, 60))
        near = np.round(x * 8).astype(dtype)
        yield call(f"values on the edges {dtype.__name__}", near, y, (64, 3))
        yield call(
            f"narrow bins far from zero {dtype.__name__}",
            (x[:999] + 1000).astype(dtype),
            y[:999],
            (10, 10),
            [(999, 1001), None],
        )
        given = [-1.0, -0.5, -0.5, 0.25, 2.0]
        yield call(f"given edges {dtype.__name__}", x, y, given)
        yield call(f"edges and a number {dtype.__name__}", x, y, [given, 20])
    yield call("NaN and Inf with a range", [np.nan, 1.0, np.inf, -1.0], [1.0] * 4, 4, SQUARE)
    yield call("all equal", np.full(9, 3.5), np.full(9, 1.5))
    for n in (*straddle(SHORT), 2 * CHUNK + 3):
        yield call(f"{n} in one cell", np.full(n, 0.5), np.full(n, 0.5), (50, 50), SQUARE)
    for n_cells in (*straddle(FOUR_TABLES - 1), *straddle(SHORT_CELLS - 1)):
        yield call(f"{n_cells} cells", x, y, (1, n_cells), SQUARE)
    holes = near.astype(np.float64)
    holes[::7], holes[1::7], holes[2::7] = np.nan, np.inf, 3.0
    yield call("edges and NaN, values on the edges", holes, holes, [[-1.0, 0.0, 1.0], 16], SQUARE)
    far = [[100.0, 200.0, 300.0], 16]
    yield call("far edges, values on the edges", 100 * holes + 200, holes, far, SQUARE)
    huge = np.array([1e300, -1e300, np.inf, 1e17, -1e17, 0.5, 1.0, -0.0] * 70)
    yield call("huge values beside some on the edges", huge, huge[::-1].copy(), (8, 4), SQUARE)
    below_zero = [(-1e6 - 2.0, -1e6 + 2.0), (-2.0, 2.0)]
    yield call("values on edges far below zero", holes - 1e6, holes, (64, 8), below_zero)
    yield call("subnormal float32", *np.outer([1, 3], [0, 77, 95]).astype(np.float32) * 2**-149)
    yield call("strided", np.repeat(holes, 2)[::2], y, (16, 16), SQUARE)
    yield call("bins without dimensions", np.arange(9.0), np.arange(9.0), np.array(4))
    yield call("each without dimensions", np.arange(9.0), np.arange(9.0), [np.array(4), 3])
    yield call("integers", rng.integers(-5, 6, 1000), rng.integers(0, 3, 1000), (11, 3))
    large = 2**60 + np.array([0, 1, 7, 8, 9])
    cut = [2**60, 2**60 + 2, 2**60 + 8]
    yield call("large integers, given edges", large, large, [cut, cut])
    yield call("fewest steps between edges", 1e17 + 16.0 * np.arange(9), np.arange(9.0), 30)
    weights = rng.standard_normal(len(x))
    yield call("density", x, y, 20, density=True)
    yield call("weights", x, y, 20, weights=weights)
    yield call("weighted density", x, y, (20, 30), None, True, weights)
    yield call("integer weights", x, y, 20, SQUARE, weights=rng.integers(-9, 9, len(x)))


def _cases_dd(rng: Generator) -> Iterator[Call]:
    for n in (0, 1, *straddle(BLOCK)):
        # float32: as in NumPy the list of a table's rows would be a list of columns.
        yield call(f"{n} rows float32", rng.standard_normal((n, 3)).astype(np.float32), 4)
        yield call(f"{n} in columns", tuple(rng.standard_normal((3, n))), 4, [*SQUARE, None])
    x = rng.standard_normal((CHUNK + 1, 2)).astype(np.float32)
    yield call("two columns", x, (30, 7))
    yield call("bins without dimensions", x, np.array(5))
    yield call("two columns, given edges", x, ([-1, 0, 1], 9))
    yield call("one dimension", x[:, 0].copy(), 9)
    yield call("a list of numbers", [1.0, 2.0, 4.0], 3)
    yield call("an empty list", [], 3)
    yield call("four dimensions", tuple(rng.standard_normal((4, 5000))), (3, 4, 5, 2))
    yield call("mixed types", (np.arange(9), np.arange(9.0) ** 2), 3)
    yield call("integers", rng.integers(0, 9, (1000, 2)), 9)
    on_edges = tuple(np.round(4 * rng.standard_normal((4, 700))) / 4)
    yield call("four dimensions, values on the edges", on_edges, (16, 7, 8, 4), 2 * SQUARE)
    yield call("one edge", x[:50], (3, [0.0]))
    yield call("one edge first", on_edges[:3], ([0.0], 3, 4))
    yield call("one edge, values on the edges", np.round(x[:50]), (4, [0.0]), [(-2, 2), None])
    yield call("density", x, 9, density=True)
    yield call("weights", x, 9, weights=rng.standard_normal(len(x)))


def _errors(x: tuple[Any, ...], n_axes: int) -> list[Failure]:
    bad = np.array([1.0, np.nan, 2.0])
    first = (bad, bad) if len(x) == 2 else (bad,)
    of_out: list[tuple[str, dict[str, Any], type[Exception], str]] = [
        ("density", {"out": np.zeros([3] * n_axes), "density": True}, ValueError, "add up"),
        ("out", {"out": np.zeros([4] * n_axes)}, ValueError, "must have shape"),
        ("int out", {"out": np.zeros([3] * n_axes, int)}, TypeError, "have dtype float64"),
    ]
    return [
        Failure(call=call("NaN", *first), error=ValueError, match="is not finite"),
        Failure(call=call("no bins", *x, 0), error=ValueError, match="must be positive"),
        Failure(call=call("bins", *x, 2.5), error=TypeError, match="must be an integer"),
        Failure(
            call=call("range", *x, 3, [(2, 1)] * n_axes),
            error=ValueError,
            match="max must be larger",
        ),
        Failure(
            call=call("infinite range", *x, 3, [(0, np.inf)] * n_axes),
            error=ValueError,
            match="is not finite",
        ),
        Failure(
            call=call("overflow", *x, 1, [(-1e308, 1e308)] * n_axes),
            error=ValueError,
            match="Cannot create 1 finite-sized bins",
        ),
        Failure(
            call=call("ranges", *x, 3, [(0, 1)] * 5), error=ValueError, match="one entry per dim"
        ),
        Failure(
            call=call("edges", *x, [[2, 1, 3]] * n_axes), error=ValueError, match="monotonically"
        ),
        Failure(call=call("weights", *x, weights=[1.0]), error=ValueError, match="one entry per"),
        *(
            Failure(call=call(label, *x, 3, **options), error=error, match=match)
            for label, options, error, match in of_out
        ),
        Failure(call=call("complex", *x, weights=[1j] * 3), error=TypeError, match="Complex"),
    ]


def _points(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield *rng.standard_normal((2, 1000)), 13


def _table(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield rng.standard_normal((1000, 3)), 5


def _margins(histogram2d: Callable[..., Any], rng: Generator) -> None:
    """The sum over one axis is the histogram of the other."""
    x, y = rng.standard_normal((2, 1000))
    counts, x_edges, y_edges = histogram2d(x, y, (11, 17))
    assert np.array_equal(counts.sum(1), reference.histogram(x, x_edges)[0])
    assert np.array_equal(counts.sum(0), reference.histogram(y, y_edges)[0])


def _margins_dd(histogramdd: Callable[..., Any], rng: Generator) -> None:
    sample = rng.standard_normal((1000, 3))
    counts, edges = histogramdd(sample, (3, 4, 5))
    assert np.array_equal(counts.sum((0, 2)), reference.histogram(sample[:, 1], edges[1])[0])


def _bench_2d(rng: Generator) -> Iterator[Bench]:
    def normal(n: int, bins: Any, dtype: type = np.float64) -> Callable[[], Call]:
        ends = [(-4.0, 4.0), (-4.0, 4.0)]
        return lambda: call("", *rng.standard_normal((2, n)).astype(dtype), bins, ends)

    def flights() -> Call:
        columns = flights_column("dep_delay"), flights_column("arr_delay")
        return call("", *columns, (100, 100), [(-60.5, 300.5)] * 2)

    yield Bench(label="10 k, 30 x 30", make=normal(10_000, (30, 30)), smoke=True)
    yield Bench(label="1 M, 100 x 100", make=normal(1_000_000, (100, 100)), quick=True)
    yield Bench(label="10 M, 100 x 100", make=normal(10_000_000, (100, 100)))
    yield Bench(label="10 M, 400 x 200", make=normal(10_000_000, (400, 200)))
    yield Bench(label="10 M float32, 100 x 100", make=normal(10_000_000, (100, 100), np.float32))
    yield Bench(label="departure and arrival delays of the flights", make=flights, quick=True)


def _bench_dd(rng: Generator) -> Iterator[Bench]:
    def normal(n: int, bins: Any) -> Callable[[], Call]:
        ends = [(-4.0, 4.0)] * len(bins)
        return lambda: call("", rng.standard_normal((n, len(bins))), bins, ends)

    yield Bench(label="10 k, 10 x 10 x 10", make=normal(10_000, (10, 10, 10)), smoke=True)
    yield Bench(label="1 M, 20 x 20 x 20", make=normal(1_000_000, (20, 20, 20)), quick=True)
    yield Bench(label="10 M, 20 x 20 x 20", make=normal(10_000_000, (20, 20, 20)))


def _cost_2d(c: Call) -> Cost:
    return Cost(bytes=sum(np.asarray(x).nbytes for x in c.args[:2]))


def _cost_dd(c: Call) -> Cost:
    return Cost(bytes=np.asarray(c.args[0]).nbytes)


def _boost(threads: int) -> Callable[..., Any]:
    """boost-histogram with so many threads; 0: one a CPU."""

    def boost(x: Any, y: Any, bins: Any, range: Any) -> Any:
        import boost_histogram

        return boost_histogram.numpy.histogram2d(x, y, bins, range, threads=threads)[0]

    return boost


def _fast_2d(x: Any, y: Any, bins: Any, range: Any) -> Any:
    import fast_histogram

    return fast_histogram.histogram2d(x, y, bins, range)


def _boost_dd(threads: int) -> Callable[..., Any]:
    def boost(sample: Any, bins: Any, range: Any) -> Any:
        import boost_histogram

        columns = tuple(sample.T)
        return boost_histogram.numpy.histogramdd(columns, bins, range, threads=threads)[0]

    return boost


def _fast_dd(sample: Any, bins: Any, range: Any) -> Any:
    import fast_histogram

    return fast_histogram.histogramdd(tuple(sample.T), bins, range)


_XY = ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])

KERNELS = [
    Kernel(
        fast=fast.histogram2d,
        reference=reference.histogram2d,
        cases=_cases_2d,
        bench=_bench_2d,
        errors=[
            *_errors(_XY, 2),
            Failure(call=call("lengths", [1.0], [1.0, 2.0]), error=ValueError, match="same length"),
            Failure(call=call("table", [[1.0]], [[1.0]]), error=ValueError, match="x: Expected 1D"),
            Failure(call=call("number", [1.0], 1.0), error=ValueError, match="y: Expected 1D"),
        ],
        laws=[
            permutation(_points, arrays=2, tol=EXACT),
            Law(name="its margins are histograms", check=_margins),
        ],
        tol=TOL,
        cost=_cost_2d,
        rivals={
            "boost-histogram, 1 thread": _boost(1),
            "boost-histogram": _boost(0),
            "fast-histogram": _fast_2d,
        },
    ),
    Kernel(
        fast=fast.histogramdd,
        reference=reference.histogramdd,
        cases=_cases_dd,
        bench=_bench_dd,
        errors=[
            *_errors(([[1.0, 2.0, 3.0]],), 1),
            Failure(call=call("no columns", np.zeros((3, 0))), error=ValueError, match="a column"),
            Failure(call=call("block", np.zeros((3, 2, 2))), error=ValueError, match="Expected 2D"),
            Failure(call=call("tables", [[[1.0]]]), error=ValueError, match="Expected 1D"),
        ],
        laws=[
            permutation(_table, tol=EXACT),
            Law(name="its margins are histograms", check=_margins_dd),
        ],
        tol=TOL,
        cost=_cost_dd,
        rivals={
            "boost-histogram, 1 thread": _boost_dd(1),
            "boost-histogram": _boost_dd(0),
            "fast-histogram": _fast_dd,
        },
    ),
]
