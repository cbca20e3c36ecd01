"""Benches of the rows about labels."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.random import Generator

from mlmath_fast._specs._spec import Bench, Call, call
from mlmath_fast._specs.information._labels_cases import related
from mlmath_fast.compare.data import flights_column


def _random(rng: Generator, n: int, *n_classes: int) -> Callable[[], Call]:
    return lambda: call("", *related(rng, n, *n_classes))


def _flights(*names: str) -> Callable[[], Call]:
    return lambda: call("", *(flights_column(name).astype(np.int64) for name in names))


def pair_bench(rng: Generator) -> Iterator[Bench]:
    yield Bench(label="10 k, 10 classes", make=_random(rng, 10_000, 10, 10), smoke=True)
    yield Bench(label="1 M, 10 classes", make=_random(rng, 1_000_000, 10, 10), quick=True)
    yield Bench(label="1 M, 1,000 classes", make=_random(rng, 1_000_000, 1000, 1000))
    yield Bench(label="10 M, 100 classes", make=_random(rng, 10_000_000, 100, 100))
    yield Bench(label="hour and month of the flights", make=_flights("hour", "month"), quick=True)


def adjusted_bench(rng: Generator) -> Iterator[Bench]:
    yield Bench(label="1 k, 30 classes", make=_random(rng, 1_000, 30, 30), smoke=True)
    yield Bench(label="10 k, 100 classes", make=_random(rng, 10_000, 100, 100), quick=True)
    yield Bench(label="10 k, 2,000 classes", make=_random(rng, 10_000, 2000, 2000))
    yield Bench(label="100 k, 300 classes", make=_random(rng, 100_000, 300, 300))
    yield Bench(label="hour and month of the flights", make=_flights("hour", "month"), quick=True)


def triple_bench(rng: Generator) -> Iterator[Bench]:
    yield Bench(label="10 k, 10 classes", make=_random(rng, 10_000, 10, 10, 10), smoke=True)
    yield Bench(label="1 M, 10 classes", make=_random(rng, 1_000_000, 10, 10, 10), quick=True)
    yield Bench(label="1 M, 1,000 classes", make=_random(rng, 1_000_000, 1000, 1000, 1000))
    yield Bench(
        label="hour, month and distance of the flights",
        make=_flights("hour", "month", "distance"),
        quick=True,
    )


def transfer_bench(rng: Generator) -> Iterator[Bench]:
    yield Bench(label="10 k, 4 classes", make=_random(rng, 10_000, 4, 4), smoke=True)
    yield Bench(label="1 M, 4 classes", make=_random(rng, 1_000_000, 4, 4), quick=True)

    def long() -> Call:
        return call("", *related(rng, 1_000_000, 4, 4), history=8, source_history=8)

    yield Bench(label="1 M, 4 classes, histories of 8", make=long)


def total_bench(rng: Generator) -> Iterator[Bench]:
    def table(n: int, *n_classes: int) -> Callable[[], Call]:
        return lambda: call("", np.transpose(related(rng, n, *n_classes)))

    yield Bench(label="10 k x 4", make=table(10_000, 5, 5, 5, 5), smoke=True)
    yield Bench(label="1 M x 10", make=table(1_000_000, *[3] * 10), quick=True)
