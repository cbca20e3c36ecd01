"""Rows of ``ranking`` about what lists show."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import EXACT, Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.ranking._inputs import movielens_train_test, pattern, rows_of
from mlmath_fast._specs.ranking.metrics import lists
from mlmath_fast.ranking import variety as fast
from mlmath_fast.reference.ranking import variety as reference

# Users of a chunk (rust/core/src/ranking/variety.rs).
USERS = 2048


def _coverage_cases(rng: Generator) -> Iterator[Call]:
    for c in _cases(rng):
        ids, known, *k = c.args
        yield call(c.label, ids, known.shape[1], *k)


def _cases(rng: Generator) -> Iterator[Call]:
    for n_users in (0, 1, *straddle(USERS)):
        yield call(f"{n_users} users", lists(rng, n_users, 900, 12), pattern(rng, 30, 900, 40))
    ids, known = lists(rng, 20, 50, 12), pattern(rng, 30, 50, 8)
    for k in (1, 2, 11, 12, 13, 1000):
        yield call(f"k = {k}", ids, known, k)
    yield call("no ids", ids[:, :0], known)
    yield call("missing places", np.where(ids % 3 == 0, -1, ids), known)
    yield call("missing lists", np.full((3, 4), -1), known)
    yield call("nobody knows any", ids, rows_of([np.arange(0)] * 3, 50))
    yield call("no items", np.full((2, 3), -1), rows_of([np.arange(0)] * 2, 0))
    yield call("twice", ids, rows_of([np.array([9, 2, 9]), np.array([7, 1])], 50))


def _coverage_errors() -> list[Failure]:
    return [
        Failure(call=call("id", [[0, 4]], 4), error=ValueError, match=r"got 4 at \[0, 1\]"),
        Failure(call=call("below -1", [[-2]], 4), error=ValueError, match="got -2"),
        Failure(call=call("items", [[0]], -1), error=ValueError, match="n_items must be at least"),
        Failure(call=call("k", [[0]], 4, 0), error=ValueError, match="k must be at least 1"),
        Failure(call=call("float ids", [[0.5]], 4), error=TypeError, match="integers"),
    ]


def _novelty_errors() -> list[Failure]:
    known = rows_of([np.array([1, 2]), np.array([0])], 4)
    return [
        Failure(call=call("id", [[0, 4]], known), error=ValueError, match=r"got 4 at \[0, 1\]"),
        Failure(call=call("1-D", [0], known), error=ValueError, match="Expected 2D array"),
        Failure(call=call("dense", [[0]], np.ones((1, 4))), error=TypeError, match="sparse"),
    ]


def _lists_of_all_items_cover_all(coverage: Callable[..., Any], rng: Generator) -> None:
    n = int(rng.integers(2, 40))
    assert coverage(lists(rng, 1, n, n) if n % 7 else [[*range(n)]], n, n) == 1
    assert coverage([[0] * 3] * 5, n) == 1 / n


def _what_all_know_is_not_novel(novelty: Callable[..., Any], rng: Generator) -> None:
    everybody = rows_of([np.arange(30)] * 6, 30)
    assert not novelty(lists(rng, 9, 30, 10), everybody).any()


def _coverage_bench(rng: Generator) -> Iterator[Bench]:
    for b in _bench(rng):

        def make(of: Callable[[], Call] = b.make) -> Call:
            ids, known, k = of().args
            return call("", ids, known.shape[1], k)

        yield Bench(label=b.label, make=make, smoke=b.smoke, quick=b.quick)


def _bench(rng: Generator) -> Iterator[Bench]:
    def synthetic(n_users: int, n_items: int) -> Callable[[], Call]:
        return lambda: call(
            "", lists(rng, n_users, n_items, 20), pattern(rng, n_users, n_items, 20), 20
        )

    def movielens() -> Call:
        train, _ = movielens_train_test(rng)
        return call("", lists(rng, *train.shape, 20), train, 20)

    yield Bench(label="200 users, k = 20", make=synthetic(200, 1000), smoke=True)
    yield Bench(label="20,000 users, k = 20", make=synthetic(20_000, 27_000), quick=True)
    yield Bench(label="200,000 users, k = 20", make=synthetic(200_000, 27_000))
    yield Bench(label="films of MovieLens' users, k = 20", make=movielens, quick=True)


def _cost(c: Call) -> Cost:
    known = c.args[1]
    return Cost(bytes=c.args[0].nbytes + (0 if isinstance(known, int) else known.indices.nbytes))


KERNELS = [
    Kernel(
        fast=fast.coverage,
        reference=reference.coverage,
        cases=_coverage_cases,
        bench=_coverage_bench,
        errors=_coverage_errors(),
        laws=[Law(name="lists of all items cover all", check=_lists_of_all_items_cover_all)],
        tol={"float64": EXACT},
        cost=_cost,
        # A few lines in everybody's notebook, in no peer that takes arrays.
        rivals={},
    ),
    Kernel(
        fast=fast.novelty,
        reference=reference.novelty,
        cases=_cases,
        bench=_bench,
        errors=_novelty_errors(),
        laws=[Law(name="what all know is not novel", check=_what_all_know_is_not_novel)],
        # The logarithms of two libraries, added in two orders.
        tol={"float64": Tolerance(rtol=1e-14)},
        cost=_cost,
        # As above.
        rivals={},
    ),
]
