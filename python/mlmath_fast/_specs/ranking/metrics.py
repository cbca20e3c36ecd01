"""Rows of the metrics of ``ranking`` that take lists, relevance and a length."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast import ranking
from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import EXACT, Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.ranking._inputs import movielens_train_test, pattern, rows_of
from mlmath_fast.reference import ranking as reference

# Ids of a chunk (rust/core/src/ranking/metrics.rs), and users of a chunk at k = 10.
IDS = 5120
USERS = IDS // 10


def lists(rng: Generator, n_users: int, n_items: int, n: int) -> npt.NDArray[np.int64]:
    """Rankings without repeats: the first `n` of a walk around the items in steps prime to them."""
    start = rng.integers(0, n_items, (n_users, 1))
    return (start + 7 * np.arange(n)) % n_items


def _cases(rng: Generator) -> Iterator[Call]:
    for n_users in (0, 1, *straddle(USERS)):
        ids = lists(rng, n_users, 50, 12)
        yield call(f"{n_users} users", ids, pattern(rng, n_users, 50, 8))
    ids, relevant = lists(rng, 20, 50, 12), pattern(rng, 20, 50, 8)
    for k in (1, 2, 11, 12, 13, 1000):
        yield call(f"k = {k}", ids, relevant, k)
    for k in straddle(IDS):
        everything = rows_of([np.arange(k)] * 2, k)
        yield call(f"k = {k}, all are hits", np.tile(np.arange(k)[::-1], (2, 1)), everything, k)
    yield call("one id each", ids[:, :1], relevant)
    yield call("no ids", ids[:, :0], relevant)
    yield call("missing places", np.where(ids % 3 == 0, -1, ids), relevant)
    yield call("nobody has any", ids, rows_of([np.arange(0)] * 20, 50))
    yield call("everything is relevant", ids, rows_of([np.arange(50)] * 20, 50))
    yield call("no items", np.full((2, 3), -1), rows_of([np.arange(0)] * 2, 0))
    yield call("int32", ids.astype(np.int32), relevant)
    yield call(
        "out of order, twice", ids[:2], rows_of([np.array([9, 2, 9]), np.array([7, 1])], 50), 50
    )


def _errors() -> list[Failure]:
    relevant = rows_of([np.array([1, 2]), np.array([0])], 4)
    return [
        Failure(
            call=call("id", [[0], [4]], relevant), error=ValueError, match=r"got 4 at \[1, 0\]"
        ),
        Failure(call=call("below -1", [[0], [-2]], relevant), error=ValueError, match="got -2"),
        Failure(
            call=call("twice", [[0, 2, 2], [1, 2, 3]], relevant),
            error=ValueError,
            match=r"got 2 again at \[0, 2\]",
        ),
        Failure(call=call("rows", [[0]], relevant), error=ValueError, match="got 2 and 1"),
        Failure(call=call("1-D", [0], relevant), error=ValueError, match="Expected 2D array"),
        Failure(call=call("float ids", [[0.5], [1]], relevant), error=TypeError, match="integers"),
        Failure(
            call=call("k", [[0], [1]], relevant, 0), error=ValueError, match="k must be at least 1"
        ),
        Failure(
            call=call("huge k", [[0], [1]], relevant, 2**64),
            error=ValueError,
            match=f"k must be at most {2**63 - 1}, got {2**64}",
        ),
        Failure(
            call=call("huge id", np.array([[0], [2**63]], np.uint64), relevant),
            error=ValueError,
            match=f"ids must be at most {2**63 - 1}, got {2**63}",
        ),
        Failure(call=call("dense", [[0]], np.ones((1, 4))), error=TypeError, match="sparse"),
    ]


def _perfect_lists_have_one(metric: Callable[..., Any], rng: Generator) -> None:
    relevant = rows_of([np.sort(rng.permutation(30)[:6]) for _ in range(9)], 30)
    ids = rng.permuted(relevant.indices.reshape(9, 6), axis=1)
    assert np.abs(metric(ids, relevant, 6) - 1).max() < 1e-15


def _other_items_have_zero(metric: Callable[..., Any], rng: Generator) -> None:
    relevant = pattern(rng, 9, 20, 6)
    values = metric(lists(rng, 9, 10, 5) + 20, relevant._replace(shape=(9, 30)))
    assert not values.any()
    assert not np.signbit(values).any()


def _renamed_items_change_nothing(metric: Callable[..., Any], rng: Generator) -> None:
    ids, relevant, names = lists(rng, 9, 30, 10), pattern(rng, 9, 30, 6), rng.permutation(30)
    renamed = relevant._replace(indices=names[relevant.indices])
    assert np.array_equal(metric(ids, relevant), metric(names[ids], renamed))


LAWS = [
    Law(name="perfect lists have 1", check=_perfect_lists_have_one),
    Law(name="lists of other items have 0", check=_other_items_have_zero),
    Law(name="renamed items change nothing", check=_renamed_items_change_nothing),
]


def _bench(rng: Generator) -> Iterator[Bench]:
    def synthetic(n_users: int, n_items: int) -> Callable[[], Call]:
        return lambda: call(
            "", lists(rng, n_users, n_items, 20), pattern(rng, n_users, n_items, 20), 20
        )

    def movielens() -> Call:
        _, test = movielens_train_test(rng)
        return call("", lists(rng, *test.shape, 20), test, 20)

    yield Bench(label="200 users, k = 20", make=synthetic(200, 1000), smoke=True)
    yield Bench(label="20,000 users, k = 20", make=synthetic(20_000, 27_000), quick=True)
    yield Bench(label="200,000 users, k = 20", make=synthetic(200_000, 27_000))
    yield Bench(label="films of MovieLens' users, k = 20", make=movielens, quick=True)


def _cost(c: Call) -> Cost:
    ids, relevant = c.args[0], c.args[1]
    return Cost(bytes=ids.nbytes + relevant.indices.nbytes + relevant.indptr.nbytes)


def _row(name: str, tol: Tolerance) -> Kernel:
    return Kernel(
        fast=getattr(ranking, name),
        reference=getattr(reference, name),
        cases=_cases,
        bench=_bench,
        errors=_errors(),
        laws=LAWS,
        tol={"float64": tol},
        cost=_cost,
        # Nobody takes rankings and sparse relevance and answers user by user: scikit-learn's ndcg_score
        # wants the dense matrix of scores, implicit's evaluation makes the ranking itself and returns
        # the mean alone.
        rivals={},
    )


# Sums over hits are added in two orders.
SUMMED = Tolerance(rtol=1e-14)

KERNELS = [
    _row("average_precision_at_k", SUMMED),
    _row("hit_rate", EXACT),
    _row("ndcg_at_k", SUMMED),
    _row("precision_at_k", EXACT),
    _row("recall_at_k", EXACT),
    _row("reciprocal_rank", EXACT),
    _row("truncated_recall_at_k", EXACT),
]
