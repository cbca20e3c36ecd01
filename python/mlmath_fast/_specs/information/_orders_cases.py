"""Cases and errors of the rows about entropies and divergences of other kinds and orders."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Call, Failure, call
from mlmath_fast._specs.information._probabilities_cases import (
    MANY,
    PAIR,
    RUN,
    SHORT,
    axis_errors,
    counts,
    domain_errors,
    mi_cases,
    shapes,
)

# Values of a block of rust/core/src/information/fold.rs.
BLOCK = 1024

ORDERS = (0.5, 2, 1, np.inf, 0, 7.5, 0.999, 1.25)


def one_cases(rng: Generator) -> Iterator[Call]:
    """Of one distribution."""
    for n in (0, 1, *straddle(PAIR, BLOCK, RUN)):
        yield call(f"{n} values", rng.random(n))
    for n in (1, *straddle(PAIR, BLOCK)):
        yield call(f"{n} values float32", rng.random(n).astype(np.float32))
    for shape, axis in shapes():
        yield call(f"{shape} along {axis}", counts(rng, *shape), axis=axis)
    yield call("float32 along 0", rng.random((300, 20)).astype(np.float32), axis=0)
    yield call("two dimensions, all elements", counts(rng, 40, 50))
    yield call("integers", rng.integers(0, 9, 1000))
    yield call("zeros", np.zeros(100))
    yield call("ties", np.ones(3 * BLOCK))
    yield call("one certain outcome", np.eye(1, 3 * BLOCK, 2500)[0])
    yield call("large", 1e304 * rng.random(1000))
    yield call("subnormal", np.full(1000, 5e-324))
    yield call("many tasks", rng.random(MANY * RUN + 1))


def two_cases(rng: Generator) -> Iterator[Call]:
    """Of two distributions."""
    for n in (0, 1, *straddle(PAIR, BLOCK, RUN)):
        yield call(f"{n} values", rng.random(n), rng.random(n))
    for n in (1, *straddle(PAIR, BLOCK)):
        p, q = rng.random((2, n)).astype(np.float32)
        yield call(f"{n} values float32", p, q)
    for shape, axis in shapes():
        yield call(f"{shape} along {axis}", counts(rng, *shape), counts(rng, *shape) + 1, axis=axis)
    p, q = counts(rng, 300, 20), counts(rng, 300, 20)
    yield call("float32 along 0", p.astype(np.float32), (q + 1).astype(np.float32), axis=0)
    yield call("zeros in both, along 1", p, q, axis=1)
    yield call("zeros in both, along 0", p[:9], q[:9], axis=0)
    yield call("two dimensions, all elements", p, q + 1)
    yield call("integers", rng.integers(0, 9, 1000), rng.integers(1, 9, 1000))
    yield call("p is zero", np.zeros(100), np.ones(100))
    yield call("q is zero", np.ones(100), np.zeros(100))
    yield call("equal", p, p)
    yield call("proportional", p, 7 * p)
    yield call("nothing in common", np.eye(1, 50, 3)[0], np.eye(1, 50, 4)[0])
    yield call("large and small", 1e304 * rng.random(900), 1e-304 * (0.5 + rng.random(900)))
    yield call("many tasks", *rng.random((2, MANY * RUN + 1)))


def table_cases(rng: Generator) -> Iterator[Call]:
    """Of a joint table."""
    yield from mi_cases(rng)
    for n in straddle(SHORT):
        yield call(f"{n} x 9", counts(rng, n, 9))
    yield call("columns without mass", np.eye(6) * np.array([1, 0, 2, 0, 0, 3]) + np.eye(6)[0])
    yield call("large", 1e304 * rng.random((20, 30)))


Cases = Callable[[Generator], Iterator[Call]]


def with_orders(cases: Cases) -> Cases:
    """The same, each with the next of the orders; and some with each."""

    def of_order(rng: Generator) -> Iterator[Call]:
        every = list(cases(rng))
        for case, order in zip(every, itertools.cycle(ORDERS), strict=False):
            yield replace(case, args=(*case.args, order))
        for label in (f"{BLOCK + 1} values", "zeros", "integers", "one certain outcome", "equal"):
            for case in (case for case in every if case.label == label):
                for order in ORDERS:
                    yield replace(case, args=(*case.args, order), label=f"{label} of order {order}")

    return of_order


def with_base(cases: Cases) -> Cases:
    """The same, and two in units of another base."""

    def in_units(rng: Generator) -> Iterator[Call]:
        every = list(cases(rng))
        yield from every
        integers = next(case for case in every if case.label.startswith("integers"))
        for label, base in (("bits", 2), ("base below one", 0.5)):
            yield replace(integers, label=label, kwargs={**integers.kwargs, "base": base})

    return in_units


def _last(failure: Failure, *more: Any) -> Failure:
    refused = failure.call
    return replace(failure, call=replace(refused, args=(*refused.args, *more)))


def one_errors(*more: Any, base: bool = True) -> list[Failure]:
    """What is refused of one distribution; `more` arguments follow it."""
    failures = [*domain_errors(), *axis_errors(np.ones((2, 2)))]
    if not base:
        failures = [failure for failure in failures if "base" not in failure.call.kwargs]
    return [_last(failure, *more) for failure in failures]


def two_errors(*more: Any) -> list[Failure]:
    """What is refused of two distributions; `more` arguments follow them."""
    one = np.ones((2, 2))
    failures = [
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
    return [_last(failure, *more) for failure in failures]


def order_errors(*arrays: Sequence[int]) -> list[Failure]:
    """Orders that are refused."""
    return [
        *(
            Failure(
                call=call(f"order {order}", *arrays, order),
                error=ValueError,
                match="order must be at least 0",
            )
            for order in (-1.0, np.nan, -np.inf)
        ),
        Failure(call=call("no order", *arrays, "two"), error=TypeError, match="order"),
    ]
