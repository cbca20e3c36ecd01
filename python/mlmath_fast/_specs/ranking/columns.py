"""Row of the matrix of columns."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast.compare.data import movielens
from mlmath_fast.ranking import columns as fast
from mlmath_fast.reference.ranking import columns as reference

POLICIES = ("sum", "last", "max")


def _cases(rng: Generator) -> Iterator[Call]:
    for n in (0, 1, 2, 200):
        users, items = rng.integers(-9, 9, n), rng.integers(0, 2**60, 12)[rng.integers(0, 12, n)]
        values = rng.standard_normal(n)
        for duplicates in POLICIES:
            yield call(f"{n} entries, {duplicates}", users, items, values, duplicates=duplicates)
            label = f"{n} float32 entries, {duplicates}"
            yield call(label, users, items, values.astype(np.float32), duplicates=duplicates)
    yield call("no values", users, items)
    yield call("whole numbers, zeros", users, items, rng.integers(0, 2, n).astype(np.int8))
    yield call("int32", users.astype(np.int32), items)
    yield call("int8, far apart", (users * 14).astype(np.int8), items)
    ends = np.where(users < 0, np.iinfo(np.int64).min, np.iinfo(np.int64).max)
    yield call("int64, farthest apart", ends, items)
    for span in (4 * n - 1, 4 * n, 4 * n + 1):
        yield call(f"{n} ids in {span}", np.append(users[1:], users.min() + span), items)
    pairs = rng.permutation(400)[:200]
    yield call("no pair twice", pairs // 20, pairs % 20, values, duplicates="error")
    labels = {"user_labels": np.arange(25), "item_labels": np.arange(30)}
    yield call("numbers of rows and columns", pairs // 20, pairs % 20, values, **labels)
    yield call("labels, nobody", pairs[:0], pairs[:0], user_labels=np.arange(3))
    yield call("no labels, nobody", pairs[:0], pairs[:0], user_labels=np.arange(0))


def _errors() -> list[Failure]:
    users, items = [1, 2, 1], [5, 5, 5]
    return [
        Failure(
            call=call("twice", users, items, duplicates="error"),
            error=ValueError,
            match=r"that of \[0\] again at \[2\]",
        ),
        Failure(
            call=call("policy", users, items, duplicates="mean"),
            error=ValueError,
            match="duplicates must be one of 'error'.* got 'mean'",
        ),
        Failure(call=call("length", users, [5]), error=ValueError, match="got 3, 1 and 3"),
        Failure(call=call("values", users, items, [1, 2]), error=ValueError, match="and 2"),
        Failure(
            call=call("NaN", users, items, [1, np.nan, 2]), error=ValueError, match=r"NaN at \[1\]"
        ),
        Failure(
            call=call("missing", [1.0, np.nan], [1, 2]),
            error=ValueError,
            match=r"users: must not be missing, got none at \[1\]",
        ),
        Failure(
            call=call("none", [1, 2], ["a", None]), error=ValueError, match=r"items: .* at \[1\]"
        ),
        Failure(
            call=call("stranger", users, items, user_labels=[1, 3]),
            error=ValueError,
            match=r"users: must be among the labels, got .*2.* at \[1\]",
        ),
        Failure(
            call=call("labels", users, items, item_labels=[5, 5]),
            error=ValueError,
            match="item_labels must ascend strictly",
        ),
        Failure(
            call=call("mixed", np.array([1, "a", 2], object), items),
            error=TypeError,
            match="users: ids must be of one kind",
        ),
        Failure(call=call("2-D", [users], items), error=ValueError, match="Expected 1D array"),
    ]


def _order_changes_nothing(interactions: Callable[..., Any], rng: Generator) -> None:
    users, items = rng.integers(0, 9, 50), rng.integers(0, 9, 50)
    values, order = rng.integers(0, 9, 50).astype(float), rng.permutation(50)
    one, _, _ = interactions(users, items, values)
    two, _, _ = interactions(users[order], items[order], values[order])
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


def _columns_come_back(interactions: Callable[..., Any], rng: Generator) -> None:
    pairs = rng.permutation(400)[:99]
    users, items, values = pairs // 20 * 7, pairs % 20 - 9, rng.standard_normal(99)
    ratings, user_labels, item_labels = interactions(users, items, values, duplicates="error")
    rows = np.repeat(user_labels, np.diff(ratings.indptr))
    back = sorted(zip(rows, item_labels[ratings.indices], ratings.data, strict=True))
    assert back == sorted(zip(users, items, values, strict=True))


def _bench(rng: Generator) -> Iterator[Bench]:
    def synthetic(n: int, n_users: int, n_items: int) -> Callable[[], Call]:
        return lambda: call("", rng.integers(0, n_users, n), rng.integers(0, n_items, n))

    yield Bench(label="1,000 entries", make=synthetic(1000, 50, 50), smoke=True)
    yield Bench(label="MovieLens", make=lambda: call("", *movielens()), quick=True)
    yield Bench(label="2 M entries", make=synthetic(2_000_000, 100_000, 20_000), quick=True)


def _cost(c: Call) -> Cost:
    return Cost(bytes=2.0 * sum(np.asarray(column).nbytes for column in c.args))


KERNELS = [
    Kernel(
        fast=fast.interactions,
        reference=reference.interactions,
        cases=_cases,
        bench=_bench,
        errors=_errors(),
        laws=[
            Law(name="the order of entries changes nothing", check=_order_changes_nothing),
            Law(name="columns come back", check=_columns_come_back),
        ],
        # Sums of few in one order or another.
        tol={
            "float64": Tolerance(rtol=1e-12, atol=1e-13),
            "float32": Tolerance(rtol=1e-5, atol=1e-5),
        },
        cost=_cost,
        # pandas.factorize and scipy.sparse together do this; neither alone.
        rivals={},
        canon=tuple,
    ),
]
