"""Row of the metric of ``ranking`` that takes whole lists."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.ranking._inputs import movielens_train_test, pattern, rows_of
from mlmath_fast._specs.ranking.metrics import IDS, lists
from mlmath_fast.ranking import orders as fast
from mlmath_fast.reference.ranking import orders as reference


def _cases(rng: Generator) -> Iterator[Call]:
    for n_users in (0, 1, *straddle(IDS // 50)):
        ids = lists(rng, n_users, 50, 50)
        yield call(f"{n_users} users, all items", ids, pattern(rng, n_users, 50, 8))
    ids, relevant = lists(rng, 20, 50, 12), pattern(rng, 20, 50, 8)
    yield call("short lists", ids, relevant)
    yield call("excluded", ids, relevant, exclude=pattern(rng, 20, 50, 20))
    yield call("no ids", ids[:, :0], relevant)
    yield call("missing places", np.where(ids % 3 == 0, -1, ids), relevant)
    yield call("nobody has any", ids, rows_of([np.arange(0)] * 20, 50))
    yield call("everything is relevant", ids, rows_of([np.arange(50)] * 20, 50))
    all_but_one = rows_of([np.arange(1, 50)] * 20, 50)
    yield call("all others excluded", ids, all_but_one, exclude=rows_of([np.arange(2)] * 20, 50))
    yield call("no items", np.full((2, 3), -1), rows_of([np.arange(0)] * 2, 0))
    twice = rows_of([np.array([9, 2, 9]), np.array([7, 1])], 50)
    yield call("out of order, twice", ids[:2], twice, exclude=twice)


def _errors() -> list[Failure]:
    relevant = rows_of([np.array([1, 2]), np.array([0])], 4)
    wide = rows_of([np.array([1, 2]), np.array([0])], 5)
    return [
        Failure(
            call=call("id", [[0], [4]], relevant), error=ValueError, match=r"got 4 at \[1, 0\]"
        ),
        Failure(call=call("rows", [[0]], relevant), error=ValueError, match="got 2 and 1"),
        Failure(
            call=call("shape", [[0], [1]], relevant, exclude=wide),
            error=ValueError,
            match=r"exclude .*\(2, 4\), got \(2, 5\)",
        ),
        Failure(call=call("dense", [[0]], np.ones((1, 4))), error=TypeError, match="sparse"),
    ]


def _reversed_lists_complement(auc: Callable[..., Any], rng: Generator) -> None:
    ids, relevant = lists(rng, 9, 30, 30), pattern(rng, 9, 30, 6)
    both = auc(ids, relevant) + auc(ids[:, ::-1], relevant)
    assert np.abs(both - 1).max() < 1e-15


def _bench(rng: Generator) -> Iterator[Bench]:
    def synthetic(n_users: int, n_items: int) -> Callable[[], Call]:
        return lambda: call(
            "", lists(rng, n_users, n_items, n_items), pattern(rng, n_users, n_items, 20)
        )

    def movielens() -> Call:
        _, test = movielens_train_test(rng)
        return call("", lists(rng, *test.shape, test.shape[1]), test)

    yield Bench(label="200 users, 1,000 items", make=synthetic(200, 1000), smoke=True)
    yield Bench(label="2,000 users, 27,000 items", make=synthetic(2000, 27_000), quick=True)
    yield Bench(label="films of MovieLens' users", make=movielens, quick=True)


def _cost(c: Call) -> Cost:
    ids, relevant = c.args
    return Cost(bytes=ids.nbytes + relevant.indices.nbytes + relevant.indptr.nbytes)


KERNELS = [
    Kernel(
        fast=fast.auc,
        reference=reference.auc,
        cases=_cases,
        bench=_bench,
        errors=_errors(),
        laws=[Law(name="a list and its reverse add to 1", check=_reversed_lists_complement)],
        tol={"float64": Tolerance(rtol=1e-14)},
        cost=_cost,
        # Nobody takes lists: scikit-learn's roc_auc_score takes scores, one user at a time.
        rivals={},
    ),
]
