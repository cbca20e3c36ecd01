"""Rows of the splits of ``ranking``."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import coo_to_csr, straddle
from mlmath_fast._specs._spec import EXACT, Bench, Call, Cost, Failure, Kernel, Law, call
from mlmath_fast._specs.ranking._inputs import pattern, rows_of
from mlmath_fast.compare.data import movielens
from mlmath_fast.ranking import splits as fast
from mlmath_fast.reference.ranking import splits as reference

# Entries, and rows, of a run (rust/core/src/ranking/splits.rs).
ENTRIES = 1 << 13


def _ratings(rng: Generator) -> Iterator[tuple[str, Csr]]:
    """Labels and matrices, with each value another."""
    for n_rows in (0, 1, 2, 30):
        yield f"{n_rows} rows", _numbered(pattern(rng, n_rows, 40, 9))
    for n_rows in straddle(ENTRIES):
        yield f"{n_rows} rows, few entries", _numbered(pattern(rng, n_rows, 9, 2))
    for n in straddle(ENTRIES):
        yield f"rows of {n}", _numbered(rows_of([np.arange(n), np.arange(3), np.arange(n)], n + 9))
    yield "empty rows", _numbered(rows_of([np.arange(n) for n in (0, 1, 2, 0, 5, 0)], 9))
    out_of_order = rows_of([rng.permutation(30)[:n] for n in range(20)], 30)
    yield "out of order", _numbered(out_of_order)
    wide = out_of_order._replace(indices=out_of_order.indices.astype(np.int64))
    yield (
        "int64 indices, float32 values",
        _numbered(wide)._replace(data=rng.random(len(wide.indices)).astype(np.float32)),
    )
    yield "stored zeros, whole numbers", wide._replace(data=np.zeros(len(wide.indices), np.int16))


def _numbered(csr: Csr) -> Csr:
    return csr._replace(data=np.arange(1.0, len(csr.indices) + 1))


def _k_cases(rng: Generator) -> Iterator[Call]:
    for label, ratings in _ratings(rng):
        for k in (1, 3):
            yield call(f"{label}, k = {k}", ratings, k, seed=k)
    yield call("huge seed", ratings, 2, seed=2**64 - 1)
    yield call("huge k", ratings, 2**60, seed=0)


def _last_cases(rng: Generator) -> Iterator[Call]:
    for label, ratings in _ratings(rng):
        n = len(ratings.indices)
        yield call(f"{label}", ratings, rng.permutation(n))
        yield call(f"{label}, ties", ratings, rng.integers(0, 4, n).astype(np.int32), 3)
        # By name: arrays of dates stand where floats would be refused.
        yield call(f"{label}, real", ratings, timestamps=rng.standard_normal(n), k=2)
    huge = np.arange(n) + 2**62
    yield call("no real number tells them apart", ratings, huge, 5)
    dates = rng.permutation(n).astype("M8[s]")
    yield call("dates", ratings, dates)


def _strong_cases(rng: Generator) -> Iterator[Call]:
    for label, ratings in _ratings(rng):
        n_candidates = int((np.diff(ratings.indptr) >= 2).sum())
        for n_users in sorted({1, n_candidates // 2, n_candidates} - {0}):
            if n_users <= n_candidates:
                options = {"n_users": n_users, "holdout": 0.2, "seed": n_users}
                yield call(f"{label}, {n_users} users", ratings, **options)
    for holdout in (1e-9, 0.5, 1 - 2**-53):
        yield call(f"holdout {holdout}", ratings, n_users=7, holdout=holdout, seed=3)


def _failures(*args: Any, **kwargs: Any) -> list[Failure]:
    """What all splits refuse; what follows `ratings`, which have 3 entries."""
    twice = rows_of([np.array([3, 1]), np.array([2, 2])], 4)
    outside = rows_of([np.array([3, 1]), np.array([2, 4])], 4)
    return [
        Failure(
            call=call("dense", np.ones((2, 4)), *args, **kwargs), error=TypeError, match="sparse"
        ),
        Failure(
            call=call("twice", twice, *args, **kwargs),
            error=ValueError,
            match="column 2 twice in row 1",
        ),
        Failure(
            call=call("column", outside, *args, **kwargs), error=ValueError, match="got 4 in row 1"
        ),
    ]


SOME = rows_of([np.array([3, 1]), np.array([2, 0])], 4)


def _k_errors() -> list[Failure]:
    return [
        *_failures(1, seed=0),
        Failure(call=call("k", SOME, 0, seed=0), error=ValueError, match="k must be at least 1"),
        Failure(call=call("seed", SOME, 1, seed=-1), error=ValueError, match="seed must be at le"),
    ]


def _last_errors() -> list[Failure]:
    return [
        *_failures(np.arange(4)),
        Failure(call=call("length", SOME, [1, 2]), error=ValueError, match="got 2 for 4 entries"),
        Failure(call=call("NaN", SOME, [1, 2, np.nan, 4]), error=ValueError, match=r"NaN at \[2\]"),
        Failure(
            call=call("NaT", SOME, np.array([1, 2, 3, "NaT"], "M8[s]")),
            error=ValueError,
            match=r"NaT at \[3\]",
        ),
        Failure(call=call("2-D", SOME, np.ones((2, 2))), error=ValueError, match="1D array"),
        Failure(call=call("text", SOME, [*"abcd"]), error=TypeError, match="numeric"),
    ]


def _strong_errors() -> list[Failure]:
    return [
        *_failures(n_users=1, holdout=0.5, seed=0),
        Failure(
            call=call("users", SOME, n_users=3, holdout=0.5, seed=0),
            error=ValueError,
            match="two entries or more, got 3 of 2",
        ),
        Failure(
            call=call("holdout", SOME, n_users=1, holdout=1.0, seed=0),
            error=ValueError,
            match=r"holdout must be in \(0, 1\), got 1",
        ),
    ]


def _k_parts_are_whole(split: Callable[..., Any], rng: Generator) -> None:
    ratings = _numbered(pattern(rng, 60, 40, 9))
    train, test = split(ratings, 3, seed=5)
    assert sorted([*train.data, *test.data]) == [*ratings.data]
    length = np.diff(ratings.indptr)
    assert np.array_equal(np.diff(test.indptr), np.where(length > 3, 3, 0))


def _all_entries_are_held_out_equally_often(split: Callable[..., Any], rng: Generator) -> None:
    ratings, counts = _numbered(rows_of([np.arange(4)] * 500, 4)), np.zeros(4)
    for seed in rng.integers(0, 2**63, 4):
        counts += np.bincount(split(ratings, 1, seed=int(seed))[1].indices, minlength=4)
    # 2,000 draws: five standard deviations of 19.4.
    assert np.abs(counts - 500).max() < 97


def _nothing_in_train_is_later(split: Callable[..., Any], rng: Generator) -> None:
    ratings = _numbered(pattern(rng, 60, 40, 9))
    train, test = split(ratings, ratings.data, 2)
    for row in range(60):
        mine = [part.data[part.indptr[row] : part.indptr[row + 1]] for part in (train, test)]
        assert max(mine[0], default=0) < min(mine[1], default=np.inf)


def _strong_parts_are_whole(split: Callable[..., Any], rng: Generator) -> None:
    ratings = _numbered(pattern(rng, 60, 40, 12))
    train, known, held_out = split(ratings, n_users=9, holdout=0.25, seed=5)
    assert sorted([*train.data, *known.data, *held_out.data]) == [*ratings.data]
    assert (train.shape, known.shape, held_out.shape) == ((51, 40), (9, 40), (9, 40))
    n_known, n_held_out = np.diff(known.indptr), np.diff(held_out.indptr)
    assert np.array_equal(n_held_out, np.maximum((n_known + n_held_out) // 4, 1))


def _bench(kind: str) -> Callable[[Generator], Iterator[Bench]]:
    def with_options(ratings: Csr, times: Any) -> Call:
        if kind == "last":
            return call("", ratings, times)
        if kind == "strong":
            n_users = ratings.shape[0] // 10
            return call("", ratings, n_users=n_users, holdout=0.2, seed=0)
        return call("", ratings, 1, seed=0)

    def bench(rng: Generator) -> Iterator[Bench]:
        def synthetic(n_users: int, n_items: int) -> Callable[[], Call]:
            def make() -> Call:
                ratings = pattern(rng, n_users, n_items, 100)
                return with_options(ratings, rng.permutation(len(ratings.indices)))

            return make

        def films() -> Call:
            users, items, stars = movielens()
            shape = int(users.max()) + 1, int(items.max()) + 1
            return with_options(coo_to_csr(users, items, stars, shape), np.arange(len(stars)))

        yield Bench(label="200 users", make=synthetic(200, 1000), smoke=True)
        yield Bench(label="MovieLens", make=films, quick=True)
        yield Bench(label="20,000 users, 2 M entries", make=synthetic(20_000, 27_000), quick=True)

    return bench


def _cost(c: Call) -> Cost:
    ratings = c.args[0]
    return Cost(bytes=2.0 * (ratings.indices.nbytes + ratings.data.nbytes))


KERNELS = [
    Kernel(
        fast=fast.leave_k_out,
        reference=reference.leave_k_out,
        cases=_k_cases,
        bench=_bench("k"),
        errors=_k_errors(),
        laws=[
            Law(name="parts are whole", check=_k_parts_are_whole),
            Law(name="all entries equally often", check=_all_entries_are_held_out_equally_often),
        ],
        tol={"float64": EXACT, "float32": EXACT},
        cost=_cost,
        # implicit's leave_k_out_split draws from NumPy's global state: another split each time.
        rivals={},
    ),
    Kernel(
        fast=fast.leave_last_out,
        reference=reference.leave_last_out,
        cases=_last_cases,
        bench=_bench("last"),
        errors=_last_errors(),
        laws=[Law(name="nothing in train is later", check=_nothing_in_train_is_later)],
        tol={"float64": EXACT, "float32": EXACT},
        cost=_cost,
        # No peer splits a sparse matrix by time.
        rivals={},
    ),
    Kernel(
        fast=fast.strong_generalization,
        reference=reference.strong_generalization,
        cases=_strong_cases,
        bench=_bench("strong"),
        errors=_strong_errors(),
        laws=[Law(name="parts are whole", check=_strong_parts_are_whole)],
        tol={"float64": EXACT, "float32": EXACT},
        cost=_cost,
        # irspack's split wants its own data frames.
        rivals={},
    ),
]
