"""Row of the counts of integers."""

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

# Bytes of a word and of a chunk; codes beyond which four tables do not fit; values of a chunk.
WORD, BYTES_CHUNK, FOUR_TABLES, CHUNK = 8, 1 << 18, 2048, 1 << 16


def _cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.uint8, np.uint16, np.int64):
        for n in (0, 1, *straddle(WORD)):
            yield call(f"{n} {dtype.__name__}", rng.integers(0, 7, n).astype(dtype))
        yield call(f"ties {dtype.__name__}", np.full(100, 5, dtype), minlength=9)
        yield call(f"zeros {dtype.__name__}", np.zeros(100, dtype))
    for n in straddle(BYTES_CHUNK):
        yield call(f"{n} bytes", rng.integers(0, 256, n, np.uint8))
    for n_codes in straddle(FOUR_TABLES):
        yield call(f"{n_codes} codes", np.r_[n_codes - 1, rng.integers(0, n_codes, CHUNK + 1)])
    yield call("all of uint16", rng.integers(0, 1 << 16, 70_000, np.uint16))
    yield call("more codes than values", [3, 1_000_000])
    yield call("int8", rng.integers(0, 100, 1000).astype(np.int8))
    yield call("bool", rng.integers(0, 2, 1000) > 0)
    yield call("bool, weights", [True, False, True], [0.5, 1.0, 2.0])
    yield call("uint64", rng.integers(0, 100, 1000).astype(np.uint64))
    yield call("minlength", [1, 2], minlength=300)
    yield call("minlength of nothing", np.empty(0, np.uint8), minlength=3)
    codes, weights = rng.integers(0, 50, 2 * CHUNK + 1), rng.standard_normal(2 * CHUNK + 1)
    yield call("weights", codes, weights)
    yield call("weights of bytes", codes.astype(np.uint8), weights.astype(np.float32), 60)
    yield call("integer weights", codes[:100], np.arange(100))
    yield call("weights of nothing", np.empty(0, np.int64), [], 2)


def _errors() -> list[Failure]:
    codes = np.arange(2 * CHUNK)
    codes[-3] = -7
    of_out: list[tuple[str, dict[str, Any], type[Exception], str]] = [
        ("short out", {"out": np.zeros(2, np.int64)}, ValueError, "length of out, 2, got 2"),
        (
            "long minlength",
            {"out": np.zeros(3, np.int64), "minlength": 4},
            ValueError,
            r"have shape \(4,\), got \(3,\)",
        ),
        ("float out", {"out": np.zeros(3)}, TypeError, "have dtype int64"),
        ("list", {"out": [0, 0, 0]}, TypeError, "numpy array, got list"),
        (
            "out of weights",
            {"out": np.zeros(3, np.int64), "weights": [1.0, 2.0]},
            TypeError,
            "have dtype float64",
        ),
    ]
    return [
        Failure(
            call=call("negative", codes),
            error=ValueError,
            match=f"no negative integers, got -7 at index {2 * CHUNK - 3}",
        ),
        Failure(call=call("floats", [1.0]), error=TypeError, match="must hold integers"),
        Failure(call=call("too large", np.array([2**63], "u8")), error=ValueError, match="at most"),
        Failure(call=call("two dimensions", [[1]]), error=ValueError, match="Expected 1D"),
        Failure(call=call("weights", [1, 2], [1.0]), error=ValueError, match="same shape"),
        Failure(call=call("minlength", [1], minlength=-1), error=ValueError, match="at least 0"),
        *(
            Failure(call=call(label, [1, 2], **options), error=error, match=match)
            for label, options, error, match in of_out
        ),
        Failure(
            call=call("far beyond out", [10**15], out=np.zeros(3, np.int64)),
            error=ValueError,
            match="length of out, 3",
        ),
        Failure(call=call("length", [1], minlength=1.5), error=TypeError, match="an integer"),
    ]


def _values(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield (rng.integers(0, 40, 1000),)
    yield (rng.integers(0, 40, 1000, np.uint8),)


def _counts_add_up(bincount: Callable[..., Any], rng: Generator) -> None:
    codes = rng.integers(0, 300, 1000)
    assert bincount(codes).sum() == 1000
    halves = bincount(codes[:500], minlength=300) + bincount(codes[500:], minlength=300)
    assert np.array_equal(bincount(codes, minlength=300), halves)


def _bench(rng: Generator) -> Iterator[Bench]:
    def codes(n: int, n_codes: int, dtype: type) -> Callable[[], Call]:
        return lambda: call("", rng.integers(0, n_codes, n, dtype))

    yield Bench(label="10 k bytes", make=codes(10_000, 256, np.uint8), smoke=True)
    yield Bench(label="1 M bytes", make=codes(1_000_000, 256, np.uint8), quick=True)
    yield Bench(label="100 M bytes", make=codes(100_000_000, 256, np.uint8))
    yield Bench(label="100 M bytes, 4 values", make=codes(100_000_000, 4, np.uint8))
    yield Bench(label="10 M uint16, 1,000 values", make=codes(10_000_000, 1000, np.uint16))
    yield Bench(label="10 M int64, 1,000 values", make=codes(10_000_000, 1000, np.int64))
    yield Bench(
        label="hours of the flights",
        make=lambda: call("", flights_column("hour").astype(np.uint8)),
        quick=True,
    )


def _cost(c: Call) -> Cost:
    return Cost(bytes=np.asarray(c.args[0]).nbytes)


KERNELS = [
    Kernel(
        fast=fast.bincount,
        reference=reference.bincount,
        cases=_cases,
        bench=_bench,
        errors=_errors(),
        laws=[
            permutation(_values, tol=EXACT),
            Law(name="counts add up", check=_counts_add_up),
        ],
        tol={"float64": EXACT, "int64": EXACT},
        cost=_cost,
        # The twin is NumPy's own function, and nobody else's counts integers.
        rivals={},
    )
]
