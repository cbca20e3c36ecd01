"""Cases and errors of the rows about nearest neighbours."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Call, Failure, call

# A leaf holds 32 points, a task 16 leaves, a task on a line 1,024 points.
SIZES = [*straddle(32, 64), 513, 1025]


def related(rng: Generator, n: int, *columns: int) -> list[Any]:
    """Samples of variables with a common part, of so many columns each."""
    common = rng.standard_normal((n, 1))
    return [
        np.squeeze(common + rng.standard_normal((n, width)), 1)
        if width == 1
        else common + rng.standard_normal((n, width))
        for width in columns
    ]


def mutual_cases(rng: Generator) -> Iterator[Call]:
    for n in SIZES:
        yield call(f"n = {n}", *related(rng, n, 1, 1))
    for method in ("ksg1", "ksg2", "mixed"):
        tied = rng.integers(4, size=(2, 200)).astype(float)
        yield call(f"ties, {method}", *tied, method=method)
        yield call(f"half ties, {method}", tied[0], rng.random(200), method=method, n_neighbors=5)
        yield call(f"lattice, {method}", *rng.integers(30, size=(2, 200)) / 8, method=method)
        yield call(f"constant, {method}", np.zeros(70), rng.random(70), method=method)
        yield call(f"columns, {method}", *related(rng, 300, 2, 3), method=method, n_neighbors=1)
        single = [x.astype(np.float32) for x in related(rng, 300, 1, 2)]
        yield call(f"float32, {method}", *single, method=method)
        yield call(f"two points, {method}", [0.0, 1.0], [2.0, 5.0], method=method, n_neighbors=1)
    yield call("all neighbours", *related(rng, 40, 1, 1), n_neighbors=39)
    yield call("far apart", *(1e300 * x for x in related(rng, 50, 1, 1)))
    tied = rng.integers(4, size=(2, 200)).astype(float)
    yield call("jitter", *tied, jitter=1e-3, seed=4)
    yield call("jitter of single", *tied.astype(np.float32), method="ksg2", jitter=0.1)
    yield call("jitter, labels", *tied, method="ross", jitter=1e-3)
    for width in (1, 3):
        (x,) = related(rng, 300, width)
        labels = rng.integers(5, size=300)
        yield call(f"labels, {width} columns", x, labels, method="ross")
        yield call(f"labels, ties, {width}", np.round(x), labels, method="ross", n_neighbors=4)
        yield call(f"float labels, {width}", x.astype(np.float32), labels / 2, method="ross")
        alone = np.where(labels < 2, labels, np.arange(300))
        yield call(f"lonely labels, {width}", x, alone, method="ross")
    yield call("text", rng.random(40), np.array(list("abcd") * 10), method="ross")
    yield call("list of text", rng.random(40), list("abcd") * 10, method="ross")
    thirds = [Fraction(k, 3) for k in range(4)]
    yield call("objects", rng.random(40), thirds * 10, method="ross")
    yield call("one label", rng.random(40), np.zeros(40), method="ross")
    yield call("all labels differ", rng.random(40), np.arange(40), method="ross")


def conditional_cases(rng: Generator) -> Iterator[Call]:
    for n in SIZES:
        yield call(f"n = {n}", *related(rng, n, 1, 1, 1))
    yield call("columns", *related(rng, 300, 2, 1, 3), n_neighbors=5)
    yield call("float32", *(x.astype(np.float32) for x in related(rng, 300, 1, 1, 2)))
    yield call("mixed precision", rng.random(99).astype(np.float32), *related(rng, 99, 1, 1))
    yield call("ties", *rng.integers(3, size=(3, 200)).astype(float))
    yield call("lattice", *rng.integers(20, size=(3, 200)) / 4)
    yield call("constant z", *related(rng, 80, 1, 1), np.zeros(80))
    x, y = related(rng, 80, 1, 1)
    yield call("x is z", x, y, x)
    yield call("jitter", *rng.integers(3, size=(3, 200)).astype(float), jitter=1e-3, seed=9)
    yield call("two points", [0.0, 1.0], [2.0, 5.0], [1.0, 4.0], n_neighbors=1)


def transfer_cases(rng: Generator) -> Iterator[Call]:
    for n in SIZES:
        yield call(f"n = {n}", *related(rng, n, 1, 1))
    for lag, history, source_history in [(1, 2, 3), (3, 1, 2), (2, 4, 1)]:
        past = {"lag": lag, "history": history, "source_history": source_history}
        yield call(f"lags {lag} {history} {source_history}", *related(rng, 200, 1, 1), **past)
    yield call("float32", *(x.astype(np.float32) for x in related(rng, 300, 1, 1)), n_neighbors=7)
    yield call("ties", *rng.integers(2, size=(2, 200)).astype(float))
    yield call("jitter", *rng.integers(2, size=(2, 200)).astype(float), jitter=1e-3, seed=9)
    yield call("short", np.arange(4.0), np.arange(4.0) ** 2, n_neighbors=2)


def sample_errors(n_arrays: int) -> list[Failure]:
    """What all estimates from samples refuse."""
    fine = [np.arange(9.0) ** 2] * n_arrays
    bad = np.ones((9, 2))
    bad[3, 1] = np.nan
    rest = [bad] * (n_arrays - 1)
    return [
        Failure(call=call("NaN", bad, *rest), error=ValueError, match=r"x must be finite.*3, 1"),
        Failure(call=call("3-D", np.ones((9, 2, 2)), *rest), error=ValueError, match="1D or 2D"),
        Failure(
            call=call("no column", np.ones((9, 0)), *fine[1:]), error=ValueError, match="one col"
        ),
        *(
            Failure(
                call=call(f"jitter {jitter}", *fine, jitter=jitter),
                error=ValueError,
                match="not neg",
            )
            for jitter in (-1e-9, np.nan, np.inf)
        ),
        Failure(
            call=call("jitter overflows", *(x * 1e306 for x in fine), jitter=1e3),
            error=ValueError,
            match="leave the samples finite",
        ),
        Failure(
            call=call("seed", *fine, seed=-1), error=ValueError, match="seed must be at least 0"
        ),
        *(
            Failure(call=call(f"k = {k}", *fine, n_neighbors=k), error=error, match=match)
            for k, error, match in [
                (0, ValueError, "n_neighbors must be at least 1"),
                (9, ValueError, "Expected n_neighbors < n_samples_fit"),
                (1.0, TypeError, "n_neighbors must be an integer"),
            ]
        ),
        Failure(
            call=call("nothing", *([[]] * n_arrays)), error=ValueError, match="Expected n_neighbors"
        ),
    ]


def errors_of_lengths(n_arrays: int) -> list[Failure]:
    some = [np.arange(9.0)] * (n_arrays - 1)
    return [
        *sample_errors(n_arrays),
        Failure(
            call=call("lengths", *some, np.arange(8.0)), error=ValueError, match="number of samples"
        ),
    ]


MUTUAL_ERRORS = [
    *errors_of_lengths(2),
    Failure(
        call=call("method", [1.0, 2.0], [1.0, 2.0], method="ksg"), error=ValueError, match="'ksg1'"
    ),
    Failure(
        call=call("label lengths", np.arange(9.0), np.arange(8), method="ross"),
        error=ValueError,
        match="number of samples",
    ),
    Failure(
        call=call("label columns", np.arange(9.0), np.ones((9, 2)), method="ross"),
        error=ValueError,
        match="y must be 1D",
    ),
    Failure(
        call=call("label NaN", np.arange(2.0), [1.0, np.nan], method="ross"),
        error=ValueError,
        match=r"y: labels must not be missing, got none at \[1\]",
    ),
]


def transfer_errors() -> list[Failure]:
    x = np.arange(9.0)
    return [
        Failure(call=call("NaN", x, x * np.nan), error=ValueError, match=r"target.*finite.*\[0\]"),
        Failure(call=call("2-D", np.ones((9, 2)), x), error=ValueError, match="Expected 1D"),
        Failure(call=call("lengths", x, x[1:]), error=ValueError, match="one length, got 9 and 8"),
        Failure(call=call("past", x, x, history=9), error=ValueError, match="for this lag"),
        Failure(call=call("k", x, x, n_neighbors=8), error=ValueError, match="n_samples_fit = 8"),
        *(
            Failure(call=call(name, x, x, **{name: 0}), error=ValueError, match=f"{name} must be")
            for name in ("lag", "history", "source_history")
        ),
    ]
