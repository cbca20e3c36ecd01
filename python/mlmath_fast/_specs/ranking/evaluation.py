"""Row of the evaluation of factors."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import ranking
from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.ranking._inputs import eighths, movielens_train_test, pattern, rows_of
from mlmath_fast._specs.ranking.top_n import COLUMNS, SLAB, USERS
from mlmath_fast.ranking import evaluation as fast
from mlmath_fast.reference.ranking import evaluation as reference

ALL = [
    "auc",
    "average_precision",
    "hit_rate",
    "ndcg",
    "precision",
    "recall",
    "reciprocal_rank",
    "truncated_recall",
]


def _cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for n_items in (1, *straddle(4, 8, 16, COLUMNS)):
            U, V = eighths(rng, 7, 2, dtype=dtype), eighths(rng, n_items, 2, dtype=dtype)
            test, known = (pattern(rng, 7, n_items, n) for n in (5, 9))
            yield call(f"{n_items} items {dtype.__name__}", U, V, test, metrics=ALL)
            label = f"{n_items} items, some known, {dtype.__name__}"
            yield call(label, U, V, test, exclude=known, k=[1, 3, 1000], metrics=ALL)
        for n_users in (1, *straddle(8, USERS)):
            U, V = eighths(rng, n_users, 3, dtype=dtype), eighths(rng, 90, 3, dtype=dtype)
            test, known = pattern(rng, n_users, 90, 9), pattern(rng, n_users, 90, 30)
            yield call(f"{n_users} users {dtype.__name__}", U, V, test, exclude=known)
        U, V = eighths(rng, 4, 9, dtype=dtype), eighths(rng, 200, 9, dtype=dtype)
        test = pattern(rng, 4, 200, 150)
        yield call(f"many relevant {dtype.__name__}", U, V, test, k=(1, 5, 200), metrics=ALL)
        yield call(f"no components {dtype.__name__}", U[:, :0], V[:, :0], test, metrics=ALL)
        yield call(f"zeros {dtype.__name__}", np.zeros_like(U), V, test, metrics=ALL)
        yield call(f"no users {dtype.__name__}", U[:0], V, pattern(rng, 0, 200, 1))
        yield call(f"no items {dtype.__name__}", U, V[:0], pattern(rng, 4, 0, 1), metrics=ALL)
        yield call(f"nothing to find {dtype.__name__}", U, V, pattern(rng, 4, 200, 0), k=3)
    wide = SLAB // 32
    U, V = eighths(rng, 3, wide, dtype=np.float32), eighths(rng, 100, wide, dtype=np.float32)
    test = pattern(rng, 3, 100, 20)
    yield call("three slabs", U, V, test, exclude=pattern(rng, 3, 100, 50), metrics=ALL)
    huge = np.finfo(np.float64).max / 64
    yield call("near overflow", U[:, :1] / 8.0 * huge, V[:, :1].clip(-1.0, 1), test)
    twice = rows_of([np.array([7, 3, 7]), np.array([99, 0]), np.array([5])], 100)
    yield call("out of order, twice", U[:, :4], V[:, :4], twice, exclude=twice, metrics=ALL)
    yield call("one metric, one k", U[:, :4], V[:, :4], test, k=7, metrics=("hit_rate",))
    yield call("all excluded", U, V, test, exclude=rows_of([np.arange(100)] * 3, 100), metrics=ALL)


def _errors() -> list[Failure]:
    U, V, test = np.ones((2, 3)), np.ones((4, 3)), rows_of([np.array([0]), np.array([3])], 4)
    nan, some = U.copy(), rows_of([np.array([0]), np.array([4])], 5)
    nan[1, 2] = np.nan
    return [
        Failure(
            call=call("NaN", nan, V, test), error=ValueError, match=r"user_factors .*at \[1, 2\]"
        ),
        Failure(
            call=call("widths", U, V[:, :2], test), error=ValueError, match="number of columns"
        ),
        Failure(
            call=call("test", U, V, some), error=ValueError, match=r"test .*\(2, 4\), got \(2, 5\)"
        ),
        Failure(
            call=call("exclude", U, V, test, exclude=some), error=ValueError, match="exclude must"
        ),
        Failure(call=call("k", U, V, test, k=[0]), error=ValueError, match="k must be at least 1"),
        Failure(
            call=call("metric", U, V, test, metrics=["map"]),
            error=ValueError,
            match="metrics must be one of 'auc', .* got 'map'",
        ),
        Failure(call=call("dense", U, V, np.ones((2, 4))), error=TypeError, match="sparse"),
        Failure(
            call=call("overflow", U * 1e200, V * 1e200, test),
            error=ValueError,
            match="score.* user 0 and item 0 overflows",
        ),
    ]


def _without_ties_lists_agree(evaluate: Callable[..., Any], rng: Generator) -> None:
    U, V = rng.standard_normal((30, 5)), rng.standard_normal((90, 5))
    test, known = pattern(rng, 30, 90, 9), pattern(rng, 30, 90, 20)
    values = evaluate(U, V, test, exclude=known, k=(3, 12), metrics=["ndcg", "average_precision"])
    assert [*values] == ["ndcg@3", "ndcg@12", "average_precision@3", "average_precision@12"]
    ids, _ = ranking.recommend(U, V, 12, exclude=known)
    for k in (3, 12):
        want = ranking.ndcg_at_k(ids, test, k), ranking.average_precision_at_k(ids, test, k)
        got = values[f"ndcg@{k}"], values[f"average_precision@{k}"]
        assert np.allclose(got, want, rtol=1e-14, atol=0, equal_nan=True)


def _who_knows_nothing_finds_nothing(evaluate: Callable[..., Any], rng: Generator) -> None:
    test = pattern(rng, 20, 60, 9)
    values = evaluate(np.ones((20, 3)), np.ones((60, 3)), test, metrics=ALL)
    assert not any(value.any() for value in values.values())


def _bench(rng: Generator) -> Iterator[Bench]:
    def synthetic(n_users: int, n_items: int, d: int) -> Callable[[], Call]:
        def make() -> Call:
            U, V = eighths(rng, n_users, d, dtype=np.float32), eighths(rng, n_items, d)
            test, known = (pattern(rng, n_users, n_items, n) for n in (10, 50))
            return call("", U, V.astype(np.float32), test, exclude=known)

        return make

    def movielens() -> Call:
        train, test = movielens_train_test(rng)
        U, V = (eighths(rng, n, 64, dtype=np.float32) for n in test.shape)
        return call("", U, V, test, exclude=train, metrics=ALL)

    yield Bench(label="100 users, 1,000 items, d = 16", make=synthetic(100, 1000, 16), smoke=True)
    yield Bench(label="2,000 x 5,000, d = 64", make=synthetic(2000, 5000, 64), quick=True)
    yield Bench(label="films of MovieLens' users, d = 64", make=movielens, quick=True)
    yield Bench(label="20,000 x 27,000, d = 128", make=synthetic(20_000, 27_000, 128))


def _cost(c: Call) -> Cost:
    (n_users, d), n_items = c.args[0].shape, len(c.args[1])
    return Cost(flops=2.0 * n_users * n_items * d, bytes=c.args[0].nbytes + c.args[1].nbytes)


def _values(result: Any) -> Any:
    """In the order of their names."""
    return tuple(result[name] for name in sorted(result))


KERNELS = [
    Kernel(
        fast=fast.evaluate,
        reference=reference.evaluate,
        cases=_cases,
        bench=_bench,
        errors=_errors(),
        laws=[
            Law(name="without ties, lists agree", check=_without_ties_lists_agree),
            Law(name="who knows nothing finds nothing", check=_who_knows_nothing_finds_nothing),
        ],
        tol={"float64": Tolerance(rtol=1e-14)},
        cost=_cost,
        # implicit's ranking_metrics_at_k wants a fitted model and returns means, pooled over users.
        rivals={},
        canon=_values,
        slow_reference=True,
    ),
]
