"""Cases and errors of the rows about probabilities."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Call, Failure, call

# Constants of rust/core/src/information: a pair of vectors, values of a block (divergence, entropy),
# elements of a task.
PAIR = 16
BLOCK = 1024
RUN = 131_072
# Slices this short go into panels, slices this long into several; slices of a tile; slices side by
# side that are too few for a panel.
SHORT = 128
ROWS = 256
TILE = 64
NARROW = 8
# Parts whose sum tells their order: that of two does not.
MANY = 4


def counts(rng: Generator, *shape: int) -> Any:
    return rng.poisson(1.5, shape).astype(np.float64)


def shapes() -> Iterator[tuple[tuple[int, ...], int]]:
    for rows in straddle(PAIR, SHORT):
        yield (3, rows), 1
    for rows in straddle(ROWS):
        yield (rows, PAIR + 1), 0
    for columns in straddle(NARROW, PAIR, TILE):
        yield (5, columns), 0
    yield (2 * SHORT, 3), 0
    yield (RUN + 1, 2), 0
    yield (2, SHORT + 2, 3, 2), -3
    yield (2, 0, 3), 1
    yield (0, 4), 1
    yield (1, 1), 0


def entropy_cases(rng: Generator) -> Iterator[Call]:
    for n in (0, 1, *straddle(PAIR, BLOCK, 2 * BLOCK, RUN)):
        yield call(f"{n} values", rng.random(n))
    for n in (1, *straddle(PAIR, 2 * BLOCK)):
        yield call(f"{n} values float32", rng.random(n).astype(np.float32))
    for shape, axis in shapes():
        yield call(f"{shape} along {axis}", counts(rng, *shape), axis=axis)
    yield call("float32 along 0", rng.random((300, 20)).astype(np.float32), axis=0)
    yield call("float32 along 1", rng.random((300, 20)).astype(np.float32), axis=1)
    yield call("two dimensions, all elements", counts(rng, 40, 50))
    yield call("bits", counts(rng, 1000), base=2)
    yield call("base below one", counts(rng, 1000), base=0.5)
    yield call("integers", rng.integers(0, 9, 1000))
    yield call("zeros", np.zeros(100))
    yield call("ties", np.ones(3 * BLOCK))
    yield call("one certain outcome", np.eye(1, 3 * BLOCK, 2500)[0])
    yield call("nearly certain", np.where(np.arange(3000) == 7, 1e15, 1.0))
    yield call("far apart", 10.0 ** rng.uniform(-300, 290, 2000))
    yield call("subnormal", np.full(1000, 5e-324))
    yield call("many tasks", rng.random(MANY * RUN + 1))
    yield call("many panels", rng.random((MANY * ROWS, PAIR + 1)), axis=0)


def kl_cases(rng: Generator) -> Iterator[Call]:
    for n in (0, 1, *straddle(PAIR, BLOCK, RUN)):
        yield call(f"{n} values", rng.random(n), rng.random(n))
    for n in (1, *straddle(PAIR, BLOCK)):
        p, q = rng.random((2, n)).astype(np.float32)
        yield call(f"{n} values float32", p, q)
    for shape, axis in shapes():
        p, q = counts(rng, *shape), counts(rng, *shape) + 1
        yield call(f"{shape} along {axis}", p, q, axis=axis)
    p, q = counts(rng, 300, 20), counts(rng, 300, 20)
    yield call("float32 along 0", p.astype(np.float32), (q + 1).astype(np.float32), axis=0)
    yield call("float32 along 1", p.astype(np.float32), (q + 1).astype(np.float32), axis=1)
    yield call("p > 0 meets q = 0 along 1", p, q, axis=1)
    yield call("two dimensions, all elements", p, q + 1)
    yield call("bits", p[0], q[0] + 1, base=2)
    yield call("integers", rng.integers(0, 9, 1000), rng.integers(1, 9, 1000))
    yield call("p is zero", np.zeros(100), np.ones(100))
    yield call("q is zero", np.ones(100), np.zeros(100))
    yield call("equal", p, p)
    yield call("proportional", p, 7 * p)
    yield call("counts against probabilities", 1e6 * rng.random(3000), rng.random(3000) / 1500)
    yield call(
        "far apart", 10.0 ** rng.uniform(-200, 100, 2000), 10.0 ** rng.uniform(-200, 100, 2000)
    )
    yield call("subnormal", np.full(1000, 5e-324), rng.random(1000))
    yield call("many tasks", *rng.random((2, MANY * RUN + 1)))
    yield call("many panels", *rng.random((2, MANY * ROWS, PAIR + 1)), axis=0)


def mi_cases(rng: Generator) -> Iterator[Call]:
    for n in straddle(PAIR, 2 * PAIR):
        yield call(f"7 x {n}", counts(rng, 7, n))
        yield call(f"{n} x 7 float32", counts(rng, n, 7).astype(np.float32))
    yield call("several tasks", counts(rng, 700, 300))
    yield call("long rows", counts(rng, 3, 70_000))
    yield call("long columns", counts(rng, 70_000, 3))
    yield call("empty", np.empty((0, 3)))
    yield call("one entry", np.full((1, 1), 3.0))
    yield call("one row", counts(rng, 1, 20))
    yield call("zeros", np.zeros((4, 5)))
    yield call("ties", np.ones((40, 50)))
    yield call("one to one", np.eye(40))
    yield call(
        "nearly independent", np.outer(rng.random(40), rng.random(50)) + 1e-9 * np.eye(40, 50)
    )
    yield call("bits", counts(rng, 6, 6), base=2)
    yield call("integers", rng.integers(0, 9, (20, 30)))
    yield call("small", 1e-200 * counts(rng, 6, 6))
    independent = np.outer(rng.random(2000), rng.random(300))
    yield call("many tasks", independent * (1 + 1e-5 * rng.random(independent.shape)))
    # Each task adds 0.4 rounding steps of the first: lost when added to it, not before.
    rows = np.arange(200_000)
    yield call("light tasks", np.eye(2)[rows % 2] * np.where(rows < 2, 1.0, 4e-21)[:, np.newaxis])


def domain_errors(*others: Any) -> list[Failure]:
    """What every function refuses in its first argument, before ``others`` of ones."""
    bad = np.ones((2, 3000))
    bad[1, 1500] = -0.5
    fine = np.ones_like(bad)
    message = "finite numbers that are not negative, got "
    rest = [fine for _ in others]
    return [
        Failure(
            call=call("negative", bad, *rest),
            error=ValueError,
            match=message + r"-0.5 at index \(1, 1500\)",
        ),
        Failure(
            call=call("NaN", np.where(bad < 0, np.nan, bad), *rest),
            error=ValueError,
            match=message + r"NaN at index \(1, 1500\)",
        ),
        Failure(
            call=call("Inf", np.where(bad < 0, np.inf, bad).astype(np.float32), *rest),
            error=ValueError,
            match=message + r"inf at index \(1, 1500\)",
        ),
        *(
            Failure(
                call=call(f"base {base}", fine, *rest, base=base), error=ValueError, match="base"
            )
            for base in (0.0, -1.0, 1.0, np.nan, np.inf)
        ),
        Failure(call=call("base", fine, *rest, base="e"), error=TypeError, match="base"),
    ]


def axis_errors(*arrays: Any) -> list[Failure]:
    return [
        Failure(call=call("axis", *arrays, axis=2), error=ValueError, match="out of bounds"),
        Failure(
            call=call("no axis", *arrays, axis=1.0), error=TypeError, match="axis must be an int"
        ),
    ]


def entropy_errors() -> list[Failure]:
    along = [(0, "columns"), (1, "rows")]
    bad = np.ones((200, 300))
    bad[150, 7] = -1.0
    return [
        *domain_errors(),
        *axis_errors(np.ones((2, 2))),
        *(
            Failure(call=call(f"in {name}", bad, axis=axis), error=ValueError, match=r"\(150, 7\)")
            for axis, name in along
        ),
        Failure(call=call("one dimension", [1, -1, -2]), error=ValueError, match="-1 at index 1"),
    ]


def kl_errors() -> list[Failure]:
    one = np.ones((2, 2))
    return [
        *domain_errors(None),
        *axis_errors(one, one),
        Failure(call=call("shapes", [1, 1], [1, 1, 1]), error=ValueError, match="the same shape"),
        Failure(
            call=call("q first", [1, 1, -1], [1, -1, 1]), error=ValueError, match="q must hold"
        ),
        Failure(
            call=call("p first", [1, -1, 1], [1, -1, 1]), error=ValueError, match="p must hold"
        ),
    ]


def mi_errors() -> list[Failure]:
    return [
        *domain_errors(),
        Failure(call=call("dimensions", [1, 2]), error=ValueError, match="Expected 2D array"),
    ]
