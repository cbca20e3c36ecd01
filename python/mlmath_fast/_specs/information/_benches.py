"""Benches that rows about distributions share."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._specs._spec import Bench, Call, Cost, call
from mlmath_fast.compare.data import flights_column


def hours_and_months() -> Any:
    """Flights by hour and month: counts."""
    hour, month = flights_column("hour").astype(int), flights_column("month").astype(int)
    return np.bincount(12 * hour + month - 1, minlength=24 * 12).reshape(24, 12)


def distributions(rng: Generator, n_arrays: int, *more: Any) -> Iterator[Bench]:
    """Random distributions, one or two, and `more` arguments."""

    def random(*shape: int, dtype: type = np.float64, **kwargs: Any) -> Callable[[], Call]:
        def make() -> Call:
            arrays: list[Any] = [rng.random(shape).astype(dtype) for _ in range(n_arrays)]
            return call("", *arrays, *more, **kwargs)

        return make

    yield Bench(label="10 k", make=random(10_000), smoke=True)
    yield Bench(label="1 M", make=random(1_000_000), quick=True)
    yield Bench(label="10 M", make=random(10_000_000))
    yield Bench(label="10 M float32", make=random(10_000_000, dtype=np.float32))
    yield Bench(label="100 k x 100 along 1", make=random(100_000, 100, axis=1))
    yield Bench(label="1 k x 10 k along 0", make=random(1_000, 10_000, axis=0))


def delays(*columns: str) -> list[Any]:
    """Flights by minutes of delay, from an hour early to five hours late: counts."""
    return [np.histogram(flights_column(name), 360, (-60, 300))[0] for name in columns]


def cost(c: Call, *, transcendentals: int = 1) -> Cost:
    """Each value read once."""
    arrays = [x for x in c.args if isinstance(x, np.ndarray)]
    read = sum(x.nbytes for x in arrays)
    return Cost(bytes=read, transcendentals=transcendentals * arrays[0].size)
