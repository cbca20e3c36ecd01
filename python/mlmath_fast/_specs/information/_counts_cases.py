"""Cases and errors of the rows about counts."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Call, Failure, call

# Constants of rust/core/src/information/tally.rs: slices that are sorted, counts that have a table,
# elements of a piece; of from_counts.rs: slices of a task.
SHORT = 64
SMALL = 1024
PIECE = 262_144
SLICES = 4096

ESTIMATORS = (
    "plugin",
    "miller_madow",
    "grassberger_1988",
    "grassberger_2003",
    "chao_shen",
    "chao_wang_jost",
    "shrinkage",
    "dirichlet",
    "nsb",
)
# Whose twin sums over samples, one by one.
SLOW = ("nsb",)

# Where twins and formulas have their corners: one class, one sample, nothing seen twice, nothing seen once,
# everything seen once.
CORNERS = {
    "five": [1, 2, 3, 2, 1],
    "the example of R": [4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1],
    "one class": [7],
    "one class of three": [0, 7, 0],
    "one sample": [0, 1, 0],
    "one sample, one class": [1],
    "once and never twice": [3, 1],
    "several once and never twice": [5, 1, 1, 1, 4],
    "twice and never once": [2, 2, 5],
    "neither once nor twice": [3, 4, 9],
    "everything once": [1, 1, 1, 1],
    "ties": [9] * 12,
    "nothing": [0, 0, 0],
}


def entropy_cases(rng: Generator) -> Iterator[Call]:
    for estimator in ESTIMATORS:
        for label, corner in CORNERS.items():
            yield call(f"{label}, {estimator}", np.array(corner), estimator=estimator)
        yield call(f"more classes, {estimator}", [2, 3, 1], estimator=estimator, n_classes=9)
        yield call(f"bits, {estimator}", [2, 3, 1], estimator=estimator, base=2)
        for axis in (0, 1):
            counts = rng.poisson(1.0, (9, 7))
            yield call(f"along {axis}, {estimator}", counts, estimator=estimator, axis=axis)
        if estimator not in SLOW:
            yield call(f"many, {estimator}", rng.poisson(2.0, 3000), estimator=estimator)
            large = rng.integers(0, 2 * SMALL, 500)
            yield call(f"small and large, {estimator}", large, estimator=estimator)
    for n in straddle(SHORT, SMALL):
        yield call(f"{n} classes", rng.poisson(3.0, n), estimator="chao_shen")
    for n in straddle(PIECE):
        counts = rng.poisson(3.0, n) * rng.integers(1, 1000, n)
        yield call(f"{n} classes", counts, estimator="grassberger_2003")
    yield call("three pieces", rng.poisson(0.3, 3 * PIECE), estimator="chao_wang_jost")
    yield call("three dimensions", rng.poisson(1.0, (3, 4, 5)), estimator="chao_shen", axis=-2)
    yield call("several tasks", rng.poisson(1.0, (PIECE // 4, 9)), axis=0)
    yield call("tasks of short slices", rng.poisson(1.0, (SLICES + 1, 3)), axis=1)
    yield call("no classes", np.empty(0, np.int64))
    yield call("no classes along 1", np.empty((3, 0), np.int64), axis=1)
    yield call("no slices", np.empty((0, 3), np.int64), axis=1, estimator="nsb")
    yield call("unsigned", np.array([3, 0, 5], np.uint8), estimator="dirichlet", pseudocount=0.5)
    yield call("no pseudocount", np.array([3, 0, 5]), estimator="dirichlet", pseudocount=0)
    yield call("nearly certain", np.array([10**12, 1, 0, 2]), estimator="miller_madow")


def table_cases(rng: Generator) -> Iterator[Call]:
    for estimator in ESTIMATORS:
        counts = rng.poisson(1.5, (4, 5))
        yield call(f"4 x 5, {estimator}", counts, estimator=estimator)
        yield call(f"diagonal, {estimator}", np.diag([3, 1, 2]), estimator=estimator)
        yield call(f"nothing, {estimator}", np.zeros((2, 3), np.int64), estimator=estimator)
    yield call("many", rng.poisson(2.0, (300, 1000)), estimator="grassberger_2003")
    yield call("bits", rng.poisson(1.5, (4, 5)), base=2)
    yield call("pseudocount", rng.poisson(1.5, (4, 5)), estimator="dirichlet", pseudocount=0.1)
    yield call("one row", rng.poisson(1.5, (1, 9)))
    yield call("empty", np.empty((0, 3), np.int64))


def _errors(counts: Any) -> list[Failure]:
    negative = np.ones_like(counts)
    negative[1, 2] = -3
    failures: list[tuple[Call, type[Exception], str]] = [
        (call("negative", negative), ValueError, r"not negative, got -3 at index \(1, 2\)"),
        (call("floats", counts * 1.0), TypeError, "must hold integers"),
        (call("large", counts * 2**50, estimator="nsb"), ValueError, r"at most 2\^53 for 'nsb'"),
        (call("estimator", counts, estimator="nsb2"), ValueError, "estimator must be one of"),
        (call("base", counts, base=1), ValueError, "base must be positive"),
        (call("a negative pseudocount", counts, pseudocount=-1), ValueError, "pseudocount must be"),
        (call("no pseudocount", counts, pseudocount=np.nan), ValueError, "pseudocount must be"),
    ]
    return [Failure(call=call, error=error, match=match) for call, error, match in failures]


def entropy_errors() -> list[Failure]:
    counts = np.ones((3, 4), np.int64)
    return [
        *_errors(counts),
        Failure(
            call=call("few classes", counts, n_classes=11),
            error=ValueError,
            match="n_classes must be at least 12",
        ),
        Failure(call=call("no classes", counts, n_classes=3.0), error=TypeError, match="n_classes"),
        Failure(call=call("axis", counts, axis=2), error=ValueError, match="out of bounds"),
    ]


def table_errors() -> list[Failure]:
    return [
        *_errors(np.ones((3, 4), np.int64)),
        Failure(call=call("dimensions", [1, 2]), error=ValueError, match="Expected 2D array"),
    ]
