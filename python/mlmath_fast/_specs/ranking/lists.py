"""Rows of ``ranking`` about lists of all users, and of chosen items."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import ranking
from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.ranking._inputs import eighths, pattern, rows_of
from mlmath_fast._specs.ranking.top_n import COLUMNS
from mlmath_fast.ranking import lists as fast
from mlmath_fast.reference.ranking import lists as reference

# Users of a chunk.
USERS = 8192


def _all_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for n_users in (1, 30, *straddle(USERS)):
            U, V = eighths(rng, n_users, 3, dtype=dtype), eighths(rng, 20, 3, dtype=dtype)
            known = pattern(rng, n_users, 20, 4)
            yield call(f"{n_users} users {dtype.__name__}", U, V, 4, exclude=known)
        yield call(f"none excluded {dtype.__name__}", U[:9], V)
        yield call(f"no items {dtype.__name__}", U[:9], V[:0], 2)
    yield call("many places", eighths(rng, 3, 2), eighths(rng, 40, 2), 1 << 21)
    yield call("integers", rng.integers(-3, 4, (5, 4)), rng.integers(-3, 4, (20, 4)))
    twice = rows_of([np.array([7, 3, 7]), np.array([19, 0])], 20)
    yield call("exclude out of order, twice", U[:2], V, 20, exclude=twice)


def _all_errors() -> list[Failure]:
    U, V = np.ones((2, 3)), np.ones((4, 3))
    wide, long = rows_of([np.array([0]), np.array([4])], 5), rows_of([np.array([0])] * 3, 4)
    return [
        Failure(call=call("widths", U, V[:, :2]), error=ValueError, match="number of columns"),
        Failure(call=call("n", U, V, 0), error=ValueError, match="n must be at least 1"),
        Failure(call=call("items", U, V, exclude=wide), error=ValueError, match="exclude must"),
        Failure(
            call=call("users", U, V, exclude=long),
            error=ValueError,
            match="one row per row of user_factors, got 3 and 2",
        ),
        Failure(call=call("dense", U, V, exclude=np.ones((2, 4))), error=TypeError, match="sparse"),
        Failure(call=call("infinite item", U, V * np.inf), error=ValueError, match="item_factors"),
    ]


def _items_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for n in (0, 1, *straddle(8, COLUMNS)):
            U, V = eighths(rng, 7, 5, dtype=dtype), eighths(rng, 90, 5, dtype=dtype)
            yield call(f"{n} of 90 items {dtype.__name__}", U, V, rng.permutation(90)[:n])
        for n_users in (0, 1, *straddle(120)):
            yield call(
                f"{n_users} users {dtype.__name__}",
                eighths(rng, n_users, 5, dtype=dtype),
                V,
                rng.permutation(90)[:9].astype(np.int32),
            )
        yield call(f"no components {dtype.__name__}", U[:, :0], V[:, :0], np.array([3, 1]))
    yield call("integers", rng.integers(-3, 4, (5, 4)), rng.integers(-3, 4, (20, 4)), [4, 0])


def _items_errors() -> list[Failure]:
    U, V = np.ones((2, 3)), np.ones((4, 3))
    nan = np.where(np.eye(4, 3) == 1, np.nan, V)
    return [
        Failure(call=call("item", U, V, [0, 4]), error=ValueError, match=r"got 4 at \[1\]"),
        Failure(call=call("negative", U, V, [-1]), error=ValueError, match=r"got -1 at \[0\]"),
        Failure(call=call("twice", U, V, [2, 1, 2]), error=ValueError, match="got 2 twice"),
        Failure(call=call("float", U, V, [0.5]), error=TypeError, match="must hold integers"),
        Failure(call=call("NaN", U, nan, [3]), error=ValueError, match=r"item_factors .*\[0, 0\]"),
        Failure(call=call("widths", U, V[:, :2], [3]), error=ValueError, match="number of columns"),
    ]


def _chunks_are_recommend(recommend_all: Callable[..., Any], rng: Generator) -> None:
    U, V, known = eighths(rng, 700, 4), eighths(rng, 50, 4), pattern(rng, 700, 50, 9)
    ids, scores = _joined(recommend_all(U, V, 5, exclude=known))
    want_ids, want_scores = ranking.recommend(U, V, 5, exclude=known)
    assert np.array_equal(ids, want_ids)
    assert np.array_equal(scores, want_scores)


def _all_items_are_recommend(rank_items: Callable[..., Any], rng: Generator) -> None:
    U, V = eighths(rng, 40, 4), eighths(rng, 50, 4)
    ids, scores = rank_items(U, V, rng.permutation(50))
    want_ids, want_scores = ranking.recommend(U, V, 50)
    assert np.array_equal(ids, want_ids)
    assert np.array_equal(scores, want_scores)


def _all_bench(rng: Generator) -> Iterator[Bench]:
    def synthetic(n_users: int, n_items: int, d: int) -> Callable[[], Call]:
        def make() -> Call:
            U, V = (eighths(rng, n, d, dtype=np.float32) for n in (n_users, n_items))
            return call("", U, V, exclude=pattern(rng, n_users, n_items, 20))

        return make

    yield Bench(label="100 users, 1,000 items, d = 16", make=synthetic(100, 1000, 16), smoke=True)
    yield Bench(label="10,000 x 5,000, d = 64", make=synthetic(10_000, 5000, 64), quick=True)


def _items_bench(rng: Generator) -> Iterator[Bench]:
    def synthetic(n_users: int, n_items: int, n: int, d: int) -> Callable[[], Call]:
        def make() -> Call:
            U, V = (eighths(rng, n, d, dtype=np.float32) for n in (n_users, n_items))
            return call("", U, V, rng.permutation(n_items)[:n])

        return make

    yield Bench(label="100 users, 50 items, d = 16", make=synthetic(100, 1000, 50, 16), smoke=True)
    yield Bench(
        label="20,000 users, 100 items, d = 64", make=synthetic(20_000, 27_000, 100, 64), quick=True
    )


def _cost(c: Call) -> Cost:
    (n_users, d), n_items = c.args[0].shape, len(c.args[-1])
    return Cost(flops=2.0 * n_users * n_items * d, bytes=c.args[0].nbytes)


def _joined(chunks: Any) -> Any:
    """All chunks as one, if each begins where the last ends."""
    firsts, ids, scores = zip(*chunks, strict=True)
    assert [*firsts] == [0, *np.cumsum([*map(len, ids)])[:-1]]
    return np.concatenate(ids), np.concatenate(scores)


KERNELS = [
    Kernel(
        fast=fast.recommend_all,
        reference=reference.recommend_all,
        cases=_all_cases,
        bench=_all_bench,
        errors=_all_errors(),
        laws=[Law(name="chunks are those of recommend", check=_chunks_are_recommend)],
        tol={"float64": Tolerance(rtol=1e-13), "float32": Tolerance(rtol=1e-5)},
        cost=_cost,
        # The iterator of recommend, whose row has the rival.
        rivals={},
        canon=_joined,
    ),
    Kernel(
        fast=fast.rank_items,
        reference=reference.rank_items,
        cases=_items_cases,
        bench=_items_bench,
        errors=_items_errors(),
        laws=[Law(name="all items are ranked as by recommend", check=_all_items_are_recommend)],
        tol={"float64": Tolerance(rtol=1e-13), "float32": Tolerance(rtol=1e-5)},
        cost=_cost,
        # implicit's needs a fitted model, and gathers the items in Python.
        rivals={},
    ),
]
