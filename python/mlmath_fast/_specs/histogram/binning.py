"""Row of the codes of values."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import histogram as fast
from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import EXACT, Bench, Call, Cost, Failure, Kernel, Law, call
from mlmath_fast.compare.data import flights_columns
from mlmath_fast.reference import histogram as reference

# Rows of a block, values of a chunk, bins that fit a byte.
BLOCK, CHUNK, BYTE = 256, 1 << 16, 256


def _cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for n in (1, *straddle(8, BLOCK)):
            X: Any = rng.standard_normal((n, 3)).astype(dtype)
            yield call(f"{n} rows {dtype.__name__}", X, 7)
        X = rng.standard_normal((CHUNK // 2 + 300, 2)).astype(dtype)
        for method in ("uniform", "quantile"):
            yield call(f"chunks, {method} {dtype.__name__}", X, 10, method=method)
        edges = [[-1.0, 0.0, 0.5], [-2.0, -2.0, 0.0, 0.25, 3.0]]
        yield call(f"given edges {dtype.__name__}", X, edges, method="edges")
        near: Any = np.round(X[:999] * 8).astype(dtype)
        yield call(f"values on the edges {dtype.__name__}", near, 64)
        yield call(f"ties, quantile {dtype.__name__}", np.round(near / 8), 16, method="quantile")
    for n_bins in straddle(BYTE):
        yield call(f"{n_bins} bins", X[:500], n_bins)
        yield call(f"{n_bins} bins, quantile", X[:500], n_bins, method="quantile")
    yield call("no rows", np.empty((0, 2)), 3)
    yield call("no rows, quantile", np.empty((0, 2)), 3, method="quantile")
    yield call("no rows, quantile, uint16", np.empty((0, 2)), 300, method="quantile")
    yield call("no columns", np.empty((5, 0)), 3)
    yield call("equal values", np.full((9, 1), 2.5), 4)
    yield call("equal values, quantile", np.full((9, 1), 2.5), 4, method="quantile")
    yield call("one bin", X[:20], 1)
    yield call("integers", rng.integers(-5, 6, (100, 2)), 5)
    yield call("infinite, given edges", [[np.inf], [-np.inf]], [[0.0, 1.0, 2.0]], method="edges")


def _errors() -> list[Failure]:
    X = np.ones((600, 2))
    bad = X.copy()
    bad[300, 1] = np.nan
    edges = [[0.0, 1.0], [0.0, 1.0]]
    return [
        Failure(
            call=call("NaN", bad, 3),
            error=ValueError,
            match=r"X must be finite, got nan at \[300, 1\]",
        ),
        Failure(
            call=call("NaN, edges", bad, edges, method="edges"),
            error=ValueError,
            match=r"NaN at index \(300, 1\)",
        ),
        Failure(
            call=call("Inf", np.where(bad > 0, bad, np.inf), 3, method="quantile"),
            error=ValueError,
            match=r"X must be finite, got inf at \[300, 1\]",
        ),
        Failure(
            call=call("overflow", [[-1e308], [1e308]], 3),
            error=ValueError,
            match="Cannot create 3 finite-sized bins",
        ),
        Failure(call=call("one dimension", [1.0], 3), error=ValueError, match="Expected 2D"),
        Failure(call=call("no bins", X, 0), error=ValueError, match="at least 1"),
        Failure(call=call("many bins", X, 65_537), error=ValueError, match="at most 65536"),
        Failure(call=call("half a bin", X, 2.5), error=TypeError, match="an integer"),
        Failure(call=call("method", X, 3, method="kmeans"), error=ValueError, match="method must"),
        Failure(
            call=call("edges of one", X, edges[:1], method="edges"),
            error=ValueError,
            match="of each column",
        ),
        Failure(
            call=call("falling", X, [[1.0, 0.0]] * 2, method="edges"),
            error=ValueError,
            match="monotonically",
        ),
        Failure(
            call=call("one edge", X, [[1.0]] * 2, method="edges"),
            error=ValueError,
            match="two edges",
        ),
    ]


def _counts_are_the_histogram(digitize_codes: Callable[..., Any], rng: Generator) -> None:
    X = rng.standard_normal((1000, 2))
    codes = digitize_codes(X, 13)
    for x, code in zip(X.T, codes.T, strict=True):
        assert np.array_equal(np.bincount(code, minlength=13), reference.histogram(x, 13)[0])


def _order_is_kept(digitize_codes: Callable[..., Any], rng: Generator) -> None:
    """Codes rise with the values, and equal values have equal codes."""
    X = np.sort(np.round(rng.standard_normal((1000, 2)), 2), axis=0)
    for method in ("uniform", "quantile"):
        assert np.all(np.diff(digitize_codes(X, 9, method=method).astype(int), axis=0) >= 0)


def _shuffled(digitize_codes: Callable[..., Any], rng: Generator) -> None:
    X, order = rng.standard_normal((1000, 3)), rng.permutation(1000)
    assert np.array_equal(digitize_codes(X[order], 9), digitize_codes(X, 9)[order])


def _bench(rng: Generator) -> Iterator[Bench]:
    def normal(shape: tuple[int, int], *args: Any, **kwargs: Any) -> Callable[[], Call]:
        return lambda: call("", rng.standard_normal(shape), *args, **kwargs)

    def flights() -> Call:
        names = ("dep_delay", "arr_delay", "distance")
        return call("", np.stack(flights_columns(*names), 1), 64)

    yield Bench(label="10 k x 3, 8 bins", make=normal((10_000, 3), 8), smoke=True)
    yield Bench(label="100 k x 10, 16 bins", make=normal((100_000, 10), 16), quick=True)
    yield Bench(label="100 k x 100, 16 bins", make=normal((100_000, 100), 16))
    yield Bench(label="three columns of the flights", make=flights, quick=True)


def _cost(c: Call) -> Cost:
    X = np.asarray(c.args[0])
    return Cost(bytes=X.nbytes + X.size)


KERNELS = [
    Kernel(
        fast=fast.digitize_codes,
        reference=reference.digitize_codes,
        cases=_cases,
        bench=_bench,
        errors=_errors(),
        laws=[
            Law(name="counts are the histogram", check=_counts_are_the_histogram),
            Law(name="order is kept", check=_order_is_kept),
            Law(name="rows are independent", check=_shuffled),
        ],
        tol={"uint8": EXACT, "uint16": EXACT},
        cost=_cost,
        # scikit-learn's KBinsDiscretizer writes doubles and merges narrow bins: another result.
        rivals={},
    )
]
