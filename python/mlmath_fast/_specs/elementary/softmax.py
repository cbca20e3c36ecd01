"""The row of ``softmax``."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import elementary as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.elementary import _elementwise as elementwise
from mlmath_fast._specs.elementary._elementwise import LANES, Array, Function, normal
from mlmath_fast.reference import elementary as reference

# Vectors of a block of the largest value; elements of a piece; columns of a strip.
UNROLLED = tuple(4 * lanes for lanes in LANES)
PIECE = 1 << 14
COLUMNS = 128

# The twin rounds x - max, up to 700 (90 in float32), to half an ulp: an absolute error of its exponent.
TOL = {
    "float64": Tolerance(rtol=1e-13, atol=1e-322),
    "float32": Tolerance(rtol=1e-5, atol=5e-45),
}


def _cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        name = dtype.__name__

        def scores(*shape: int, dtype: type = dtype) -> Array:
            return normal(rng, int(np.prod(shape))).reshape(shape).astype(dtype)

        for n in (*straddle(*LANES, *UNROLLED), *straddle(PIECE), 2 * PIECE + 5):
            yield call(f"row of {n} {name}", scores(n))
            yield call(f"rows of {n} {name}", scores(3, n))
        for n in (*straddle(*LANES, COLUMNS), 2 * COLUMNS + 5):
            yield call(f"columns, 10 x {n} {name}", scores(10, n), axis=0)
            yield call(f"columns, 200 x {n} {name}", scores(200, n), 0)
            yield call(f"in the middle, 3 x 5 x {n} {name}", scores(3, 5, n), axis=1)
        yield call(f"many pieces of rows {name}", scores(5000, 10))
        yield call(f"many pieces of blocks {name}", scores(700, 10, 7), axis=-2)
        yield call(f"large blocks {name}", scores(3, 170, 131), axis=1)
        # More than 1024 rows, in pieces of 2^14 elements.
        yield call(f"tall {name}", scores(9000, 3), axis=0)
        yield call(f"tall blocks {name}", scores(2, 1025, 37), axis=1)
        yield call(f"tall and wide {name}", scores(1030, 300), axis=0)
        yield call(f"all elements {name}", scores(3, 5, 7), None)
        for shape in ((0,), (3, 0), (0, 3), (2, 0, 3)):
            for axis in range(len(shape)):
                yield call(f"empty {shape} along {axis} {name}", scores(*shape), axis)
        yield call(f"ties {name}", np.zeros((3, 20), dtype))
        far: Array = np.linspace(-80, 0, 50).astype(dtype)
        yield call(f"far apart {name}", np.stack([far, far[::-1], 9 * far, 1e4 * far]))
        for axis in (0, 1):
            yield call(f"special values along {axis} {name}", _special(dtype), axis)
    yield call("a number", 3.5, None)
    yield call("integers", np.arange(12).reshape(3, 4))
    yield call("a list", [1.0, 2.0, 3.0])


def _special(dtype: type) -> Array:
    """Rows and columns with -inf, NaN, inf and huge values in every place of a vector."""
    x = np.tile(np.linspace(-1, 1, 40), (40, 1))
    x[np.arange(20), np.arange(20)] = -np.inf
    x[20] = x[:, 20] = -np.inf
    x[21, 30], x[22, 31], x[35, 3] = np.nan, np.inf, np.nan
    x[24], x[24, 5] = -1e30, 1e30
    return x.astype(dtype)


def _sums_to_one(softmax: Function, rng: Generator) -> None:
    for shape, axis in (((300, 70), 1), ((300, 70), 0), ((70_000,), -1)):
        p = softmax(normal(rng, int(np.prod(shape))).reshape(shape), axis)
        assert_close(p.sum(axis), np.ones(p.sum(axis).shape), rtol=1e-14)


def _a_shift_changes_nothing(softmax: Function, rng: Generator) -> None:
    """Multiples of 2^-10, so that the sums are exact."""
    x, shift = rng.integers(-(2**13), 2**13, (2, 100, 50)) / 2**10
    assert np.array_equal(softmax(x + 1e5 * shift[:, :1].round()), softmax(x))


def _ratios_are_exponential(softmax: Function, rng: Generator) -> None:
    x = rng.integers(-(2**13), 2**13, (50, 70)) / 2**10
    p = softmax(x)
    assert_close(p / p[:, :1], np.exp(x - x[:, :1]), rtol=2e-15)


def _two_are_a_sigmoid(softmax: Function, rng: Generator) -> None:
    x = normal(rng, 1000)
    p = softmax(np.stack([x, np.zeros(1000)], 1))
    assert_close(p[:, 0], reference.sigmoid(x), rtol=1e-15)


def _bench(rng: Generator) -> Iterator[Bench]:
    def make(*shape: int, axis: int = -1, dtype: type = np.float64) -> Callable[[], Call]:
        def arguments() -> Call:
            x: Array = normal(rng, int(np.prod(shape))).reshape(shape).astype(dtype)
            return call("", x, axis, out=np.zeros_like(x))

        return arguments

    yield Bench(label="100 x 10", make=make(100, 10), smoke=True)
    yield Bench(label="100 k x 10, out=", make=make(100_000, 10), quick=True)
    yield Bench(label="1 k x 1 k, out=", make=make(1000, 1000), quick=True)
    yield Bench(label="10 k x 1 k, out=", make=make(10_000, 1000))
    yield Bench(label="10 k x 1 k float32, out=", make=make(10_000, 1000, dtype=np.float32))
    yield Bench(label="1 k x 10 k along 0, out=", make=make(1000, 10_000, axis=0))
    yield Bench(label="10 M, out=", make=make(10_000_000))


def _cost(c: Call) -> Cost:
    x = np.asarray(c.args[0])
    return Cost(bytes=2 * x.nbytes, transcendentals=x.size)


def _scipy(x: Array, axis: int | None = -1, *, out: Array | None = None) -> Any:  # noqa: ARG001
    """Scipy's has no `out`."""
    import scipy.special

    return scipy.special.softmax(x, axis)


KERNELS = [
    Kernel(
        fast=fast.softmax,
        reference=reference.softmax,
        cases=_cases,
        errors=[
            *elementwise.errors(),
            Failure(
                call=call("no such axis", np.ones((2, 3)), 2),
                error=ValueError,
                match="axis 2 is out of bounds",
            ),
            Failure(
                call=call("axis of a number", 1.0),
                error=ValueError,
                match="axis -1 is out of bounds",
            ),
            Failure(
                call=call("axis is no integer", np.ones(3), 0.5),
                error=TypeError,
                match="axis must be an integer or None, got 0.5",
            ),
        ],
        laws=[
            Law(name="it sums to 1", check=_sums_to_one),
            Law(name="a shift changes nothing", check=_a_shift_changes_nothing),
            Law(name="ratios are exponential", check=_ratios_are_exponential),
            Law(name="two are a sigmoid", check=_two_are_a_sigmoid),
        ],
        tol=TOL,
        bench=_bench,
        cost=_cost,
        rivals={"scipy": _scipy},
    )
]
