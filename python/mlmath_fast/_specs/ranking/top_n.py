"""Rows of the functions of ``ranking`` that choose items."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.ranking._inputs import eighths, movielens_train_test, pattern, rows_of
from mlmath_fast.ranking import top_n as fast
from mlmath_fast.reference.ranking import top_n as reference

# Columns of the widest tile; users of the smallest and the largest chunk; places of a list for which
# one newcomer may wait; elements of a slab of packed items.
COLUMNS, USERS_MIN, USERS, WAITING, SLAB = 48, 24, 120, 4, 1 << 19


def _cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for n_items in (1, *straddle(4, 8, 16, 24, COLUMNS, 2 * COLUMNS)):
            U, V = eighths(rng, 7, 5, dtype=dtype), eighths(rng, n_items, 5, dtype=dtype)
            yield call(f"{n_items} items {dtype.__name__}", U, V, 3)
        for n_users in (1, *straddle(6, 8, USERS_MIN), 16 * USERS + 1):
            U, V = eighths(rng, n_users, 3, dtype=dtype), eighths(rng, 50, 3, dtype=dtype)
            known = pattern(rng, n_users, 50, 9)
            yield call(f"{n_users} users {dtype.__name__}", U, V, exclude=known)
        U, V = eighths(rng, 4, 9, dtype=dtype), eighths(rng, 200, 9, dtype=dtype)
        for n in (1, *straddle(WAITING, 2 * WAITING, 8 * WAITING), 200, 203):
            yield call(f"{n} places {dtype.__name__}", U, V, n, exclude=pattern(rng, 4, 200, 20))
        yield call(f"no components {dtype.__name__}", U[:, :0], V[:, :0])
        yield call(f"no users {dtype.__name__}", U[:0], V)
        yield call(f"no items {dtype.__name__}", U, V[:0])
        yield call(f"zeros {dtype.__name__}", np.zeros_like(U), V)
        huge = dtype(np.finfo(dtype).max / 8)
        yield call(
            f"near overflow {dtype.__name__}", U[:, :1].clip(-1, 1) * huge, V[:, :1].clip(-1, 1)
        )
    wide = SLAB // 32
    U, V = eighths(rng, 3, wide, dtype=np.float32), eighths(rng, 100, wide, dtype=np.float32)
    yield call("three slabs", U, V, 20, exclude=pattern(rng, 3, 100, 50))
    yield call("not rounded", rng.standard_normal((30, 64)), rng.standard_normal((500, 64)))
    yield call("integers", rng.integers(-3, 4, (5, 4)), rng.integers(-3, 4, (20, 4)))
    yield call("mixed precision", U[:, :4], V[:, :4].astype(np.float64))
    everything = rows_of([np.arange(100), np.arange(99), np.arange(0)], 100)
    yield call("everything excluded", U[:, :4], V[:, :4], 2, exclude=everything)
    twice = rows_of([np.array([7, 3, 7]), np.array([99, 0]), np.array([5])], 100)
    yield call("exclude out of order, twice", U[:, :4], V[:, :4], 90, exclude=twice)


def _errors() -> list[Failure]:
    U, V = np.ones((2, 3)), np.ones((4, 3))
    nan, inf = U.copy(), V.copy()
    nan[1, 2], inf[3, 0] = np.nan, -np.inf
    some = rows_of([np.array([0]), np.array([4])], 5)
    return [
        Failure(
            call=call("NaN", nan, V), error=ValueError, match=r"user_factors .*NaN at \[1, 2\]"
        ),
        Failure(
            call=call("Inf", U, inf), error=ValueError, match=r"item_factors .*-inf at \[3, 0\]"
        ),
        Failure(
            call=call("widths", U, V[:, :2]), error=ValueError, match="number of columns, got 3"
        ),
        Failure(call=call("1-D", U[0], V), error=ValueError, match="Expected 2D array, got 1D"),
        Failure(call=call("no places", U, V, 0), error=ValueError, match="n must be at least 1"),
        Failure(
            call=call("too many places", U, V, 2**63), error=ValueError, match="n must be at most"
        ),
        Failure(call=call("n", U, V, 2.5), error=TypeError, match="n must be an integer"),
        Failure(
            call=call("shape", U, V, exclude=some),
            error=ValueError,
            match=r"\(2, 4\), got \(2, 5\)",
        ),
        Failure(call=call("dense", U, V, exclude=np.ones((2, 4))), error=TypeError, match="sparse"),
        Failure(call=call("text", "ab", V), error=TypeError, match="numeric"),
        Failure(
            call=call("overflow", U * 1e200, V * 1e200),
            error=ValueError,
            match="score.* user 0 and item 0 overflows",
        ),
    ]


def _permuted_users_permute_rows(recommend: Callable[..., Any], rng: Generator) -> None:
    U, V, order = eighths(rng, 40, 6), eighths(rng, 90, 6), rng.permutation(40)
    ids, scores = recommend(U, V, 7)
    moved_ids, moved_scores = recommend(U[order], V, 7)
    assert np.array_equal(ids[order], moved_ids)
    assert np.array_equal(scores[order], moved_scores)


def _scaling_by_two_keeps_ids(recommend: Callable[..., Any], rng: Generator) -> None:
    U, V = rng.standard_normal((20, 6)), rng.standard_normal((90, 6))
    (ids, scores), (same_ids, doubled) = recommend(U, V), recommend(2 * U, V)
    assert np.array_equal(ids, same_ids)
    assert np.array_equal(2 * scores, doubled)


def _all_items_are_a_permutation(recommend: Callable[..., Any], rng: Generator) -> None:
    ids, scores = recommend(eighths(rng, 20, 4), eighths(rng, 77, 4), 77)
    assert np.array_equal(np.sort(ids, axis=1), np.tile(np.arange(77), (20, 1)))
    assert (np.diff(scores, axis=1) <= 0).all()


def _excluded_never_appear(recommend: Callable[..., Any], rng: Generator) -> None:
    known = pattern(rng, 20, 77, 30)
    ids, _ = recommend(eighths(rng, 20, 4), eighths(rng, 77, 4), 77, exclude=known)
    for user, row in enumerate(ids):
        mine = known.indices[known.indptr[user] : known.indptr[user + 1]]
        assert np.array_equal(np.sort(row[row >= 0]), np.setdiff1d(np.arange(77), mine))
        assert (row[len(row) - len(mine) :] == -1).all()


def _a_short_list_begins_a_long_one(recommend: Callable[..., Any], rng: Generator) -> None:
    U, V = eighths(rng, 20, 4), eighths(rng, 200, 4)
    assert np.array_equal(recommend(U, V, 5)[0], recommend(U, V, 64)[0][:, :5])


def _lengths_do_not_count(similar_items: Callable[..., Any], rng: Generator) -> None:
    V = rng.standard_normal((60, 8))
    lengths = 2.0 ** rng.integers(-30, 30, (60, 1))
    assert np.array_equal(similar_items(V, [3, 5])[0], similar_items(lengths * V, [3, 5])[0])


def _a_copy_is_the_most_similar(similar_items: Callable[..., Any], rng: Generator) -> None:
    V = rng.standard_normal((60, 8))
    V[41] = V[3]
    ids, cosines = similar_items(V, [3, 41], 1)
    assert ids.tolist() == [[41], [3]]
    assert np.abs(cosines - 1).max() < 1e-15


def _bench(rng: Generator) -> Iterator[Bench]:
    def synthetic(
        n_users: int, n_items: int, d: int, dtype: Any = np.float32
    ) -> Callable[[], Call]:
        def make() -> Call:
            U, V = eighths(rng, n_users, d, dtype=dtype), eighths(rng, n_items, d, dtype=dtype)
            return call("", U, V, exclude=pattern(rng, n_users, n_items, n_items // 500))

        return make

    def movielens() -> Call:
        train, _ = movielens_train_test(rng)
        U, V = (eighths(rng, size, 64, dtype=np.float32) for size in train.shape)
        return call("", U, V, exclude=train)

    yield Bench(label="100 users, 1,000 items, d = 16", make=synthetic(100, 1000, 16), smoke=True)
    yield Bench(label="2,000 x 5,000, d = 64", make=synthetic(2000, 5000, 64), quick=True)
    yield Bench(label="films of MovieLens' users, d = 64", make=movielens, quick=True)
    yield Bench(label="20,000 x 27,000, d = 64", make=synthetic(20_000, 27_000, 64))
    yield Bench(label="20,000 x 27,000, d = 128", make=synthetic(20_000, 27_000, 128))
    yield Bench(
        label="5,000 x 27,000 float64, d = 64", make=synthetic(5000, 27_000, 64, np.float64)
    )


def _cost(c: Call) -> Cost:
    (n_users, d), n_items = c.args[0].shape, len(c.args[1])
    return Cost(flops=2.0 * n_users * n_items * d, bytes=c.args[0].nbytes + c.args[1].nbytes)


def _similar_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for n_items in (1, *straddle(8, COLUMNS)):
            V = rng.standard_normal((n_items, 6)).astype(dtype)
            yield call(f"{n_items} items {dtype.__name__}", V, np.arange(min(n_items, 9)), 5)
        V = rng.standard_normal((30, 6)).astype(dtype)
        V[4:9] = 0
        yield call(f"rows of zeros {dtype.__name__}", V, np.array([3, 4, 3]), 30)
        yield call(f"no rows {dtype.__name__}", V, np.array([], np.int64))
    yield call("integers", np.array([[3, 4], [4, 3], [0, 1]]), np.array([0, 2], np.int32))


def _similar_errors() -> list[Failure]:
    V = np.eye(3)
    bad = np.where(V == 1, np.nan, V)
    return [
        Failure(call=call("NaN", bad, [1]), error=ValueError, match=r"factors .*NaN at \[0, 0\]"),
        Failure(
            call=call("row", V, [0, 3]), error=ValueError, match=r"in \[0, 3\), got 3 at \[1\]"
        ),
        Failure(call=call("negative", V, [-1]), error=ValueError, match=r"in \[0, 3\), got -1"),
        Failure(call=call("float row", V, [0.5]), error=TypeError, match="must hold integers"),
        Failure(call=call("scalar row", V, 1), error=ValueError, match="Expected 1D array"),
    ]


def _similar_bench(rng: Generator) -> Iterator[Bench]:
    # float64, so that equal order is no matter of rounding.
    def synthetic(n_items: int, n_rows: int, d: int) -> Callable[[], Call]:
        return lambda: call("", rng.standard_normal((n_items, d)), np.arange(n_rows))

    yield Bench(label="100 of 1,000 items, d = 16", make=synthetic(1000, 100, 16), smoke=True)
    yield Bench(label="1,000 of 27,000 items, d = 64", make=synthetic(27_000, 1000, 64), quick=True)
    yield Bench(label="10,000 of 27,000 items, d = 64", make=synthetic(27_000, 10_000, 64))


def _similar_cost(c: Call) -> Cost:
    V, rows = c.args
    return Cost(flops=2.0 * len(rows) * V.size, bytes=V.nbytes)


def _implicit(user_factors: Any, item_factors: Any, n: int = 10, *, exclude: Any = None) -> Any:
    from implicit.cpu.topk import topk
    from scipy.sparse import csr_matrix
    from threadpoolctl import threadpool_limits

    known = csr_matrix((exclude.data, exclude.indices, exclude.indptr), exclude.shape)
    # As implicit asks for: its own threads, and a BLAS that starts none. The other way is slower.
    with threadpool_limits(1, "blas"):
        _, scores = topk(item_factors, user_factors, n, filter_query_items=known, num_threads=0)
    return scores


def _scikit_learn(factors: Any, rows: Any, n: int = 10) -> Any:
    from sklearn.neighbors import NearestNeighbors

    search = NearestNeighbors(n_neighbors=n + 1, metric="cosine", algorithm="brute").fit(factors)
    distances, _ = search.kneighbors(factors[rows])
    return 1 - distances[:, 1:]


def _scores_first(result: Any) -> Any:
    """What a rival can promise comes first: equal scores it orders as it likes."""
    ids, scores = result
    return scores, ids


KERNELS = [
    Kernel(
        fast=fast.recommend,
        reference=reference.recommend,
        cases=_cases,
        bench=_bench,
        errors=_errors(),
        laws=[
            Law(name="permuted users permute rows", check=_permuted_users_permute_rows),
            Law(name="scaling by two keeps ids", check=_scaling_by_two_keeps_ids),
            Law(name="all items are a permutation", check=_all_items_are_a_permutation),
            Law(name="excluded items never appear", check=_excluded_never_appear),
            Law(name="a short list begins a long one", check=_a_short_list_begins_a_long_one),
        ],
        # Sums of d products in another order; d is at most 16,384 (exact), else 64.
        tol={"float64": Tolerance(rtol=1e-13), "float32": Tolerance(rtol=1e-5)},
        cost=_cost,
        rivals={"implicit": _implicit},
        canon=_scores_first,
    ),
    Kernel(
        fast=fast.similar_items,
        reference=reference.similar_items,
        cases=_similar_cases,
        bench=_similar_bench,
        errors=_similar_errors(),
        laws=[
            Law(name="lengths do not count", check=_lengths_do_not_count),
            Law(name="a copy is the most similar", check=_a_copy_is_the_most_similar),
        ],
        # Cosines near 0 are differences: absolute.
        tol={
            "float64": Tolerance(rtol=1e-13, atol=1e-14),
            "float32": Tolerance(rtol=1e-5, atol=1e-6),
        },
        cost=_similar_cost,
        rivals={"scikit-learn": _scikit_learn},
        canon=_scores_first,
    ),
]
