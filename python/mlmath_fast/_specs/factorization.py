"""Rows of the topic ``factorization``."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast import factorization as fast
from mlmath_fast._csr import Csr
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import coo_to_csr, sparse, straddle
from mlmath_fast._specs._sparse_failures import sparse_failures
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast.compare.data import movielens
from mlmath_fast.reference import factorization as reference

Array = npt.NDArray[Any]

# The layout's multiple (rust/core/src/simd/tile.rs), three vectors of a tile, gathered rows of a block.
PAD, TILE, BLOCK = 16, 48, 64


def _factors(rng: Generator, n: int, d: int, dtype: npt.DTypeLike = np.float64) -> Array:
    return (rng.standard_normal((n, d)) / np.sqrt(d)).astype(dtype)


def _half_step_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        # Rows from empty to full: shorter than d (dual) and longer (primal).
        for d in (1, 2, *straddle(8, PAD, TILE, BLOCK)):
            ratings = sparse(rng, (12, 90), np.linspace(0, 1, 12), dtype)
            yield call(f"d = {d} {name}", ratings, _factors(rng, 90, d, dtype))
        # Lengths around d, and around the gathered block.
        lengths = np.array([0, 1, 2, 3, 4, 5, *straddle(8, PAD, BLOCK, 2 * BLOCK)])
        ratings = sparse(rng, (len(lengths), 200), lengths / 200, dtype)
        yield call(
            f"lengths around blocks {name}", ratings, _factors(rng, 200, 64, dtype), alpha=2.0
        )
        yield call(f"more rows than a chunk {name}", *_many_rows(rng, dtype))
        yield call(f"no rows {name}", sparse(rng, (0, 5), 0.5, dtype), _factors(rng, 5, 3, dtype))
        yield call(
            f"no columns {name}", sparse(rng, (4, 0), 0.5, dtype), _factors(rng, 0, 3, dtype)
        )
        yield call(
            f"no entries {name}",
            sparse(rng, (4, 5), 0.0, dtype),
            _factors(rng, 5, 3, dtype),
            l2=0.0,
        )
        yield call(f"alpha 0 {name}", ratings, _factors(rng, 200, 24, dtype), alpha=0.0)
    V = _factors(rng, 30, 20)
    ratings = sparse(rng, (9, 30), 0.5)
    signed = ratings._replace(data=ratings.data * rng.choice([-1.0, 1.0], len(ratings.data)))
    yield call("negative ratings", signed, V)
    yield call("64-bit indices", ratings._replace(indices=ratings.indices.astype(np.int64)), V)
    yield call("integer ratings", ratings._replace(data=np.ceil(ratings.data).astype(np.int8)), V)
    yield call("unordered, repeated, zero", _shuffled(rng, ratings), V)
    yield call("ridge 0", sparse(rng, (9, 30), 0.7), _factors(rng, 30, 5), l2=0.0)
    yield call("strong ridge", ratings, V, l2=100.0)
    yield call("large alpha", ratings, _factors(rng, 30, 4), alpha=1e6)
    single = ratings._replace(data=ratings.data.astype(np.float32))
    yield call("large alpha float32", single, _factors(rng, 30, 4, np.float32), alpha=40.0)


def _many_rows(rng: Generator, dtype: npt.DTypeLike) -> tuple[Csr, Array]:
    return sparse(rng, (300, 40), 0.05, dtype), _factors(rng, 40, 17, dtype)


def _shuffled(rng: Generator, ratings: Csr) -> Csr:
    """The same matrix out of order, with some entries in two halves and some zeros."""
    rows = np.repeat(np.arange(ratings.shape[0]), np.diff(ratings.indptr))
    half = rng.random(len(rows)) < 0.5
    again = np.flatnonzero(half)
    rows, cols = (
        np.r_[rows, rows[again], 3, 5],
        np.r_[ratings.indices, ratings.indices[again], 2, 29],
    )
    values = np.r_[
        np.where(half, ratings.data / 2, ratings.data), ratings.data[again] / 2, 0.0, 0.0
    ]
    order = rng.permutation(len(rows))
    return coo_to_csr(rows[order], cols[order], values[order], ratings.shape)


def _half_step_errors() -> list[Failure]:
    rng = np.random.default_rng(0)
    V, good = _factors(rng, 4, 2), sparse(rng, (3, 4), 1.0)
    dependent, empty_first = np.ones((4, 2)), good._replace(indptr=np.array([0, 0, 6, 12]))
    singular = "system of row 1 is singular: column 1 of fixed depends"
    return [
        *sparse_failures(V),
        Failure(
            call=call("alpha", good, V, alpha=-1.0), error=ValueError, match="alpha must be finite"
        ),
        Failure(call=call("l2", good, V, l2=np.nan), error=ValueError, match="l2 must be finite"),
        Failure(
            call=call("rows", good, V[:3]), error=ValueError, match="one row for each of the 4"
        ),
        Failure(
            call=call("no factors", good, V[:, :0]), error=ValueError, match="at least one column"
        ),
        Failure(call=call("vector", good, V[:, 0]), error=ValueError, match="Expected 2D array"),
        Failure(
            call=call("NaN", good, V * [1, np.nan]), error=ValueError, match=r"got NaN at \(0, 1\)"
        ),
        Failure(
            call=call("dependent", empty_first, dependent, l2=0.0),
            error=np.linalg.LinAlgError,
            match=singular,
        ),
        Failure(
            call=call("confidence", good, V, alpha=1e300),
            error=np.linalg.LinAlgError,
            match="row 0 is singular",
        ),
    ]


def _loss_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for d in (1, 2, *straddle(PAD, TILE)):
            ratings = sparse(rng, (20, 30), 0.3, dtype)
            U, V = _factors(rng, 20, d, dtype), _factors(rng, 30, d, dtype)
            yield call(f"d = {d} {dtype.__name__}", ratings, U, V, alpha=1.0, l2=0.01)
        for shape in ((0, 3), (3, 0), (1, 1)):
            ratings = sparse(rng, shape, 1.0, dtype)
            U, V = _factors(rng, shape[0], 4, dtype), _factors(rng, shape[1], 4, dtype)
            yield call(f"shape {shape} {dtype.__name__}", ratings, U, V, alpha=3.0, l2=0.5)
        # More entries than a chunk, more rows than a chunk of the Gram matrix.
        ratings = sparse(rng, (1100, 50), 0.1, dtype)
        U, V = _factors(rng, 1100, 5, dtype), _factors(rng, 50, 5, dtype)
        yield call(f"chunks {dtype.__name__}", ratings, U, V, alpha=0.0, l2=0.0)
    U, V, ratings = _factors(rng, 9, 6), _factors(rng, 30, 6), sparse(rng, (9, 30), 0.4)
    signed = ratings._replace(data=ratings.data * rng.choice([-1.0, 1.0], len(ratings.data)))
    yield call("negative ratings", signed, U, V, alpha=2.0, l2=0.1)
    yield call("unordered, repeated, zero", _shuffled(rng, ratings), U, V, alpha=2.0, l2=0.1)
    yield call("float32 against float64", ratings, U.astype(np.float32), V, alpha=2.0, l2=0.1)


def _loss_errors() -> list[Failure]:
    rng = np.random.default_rng(0)
    U, V, good = _factors(rng, 3, 2), _factors(rng, 4, 2), sparse(rng, (3, 4), 1.0)
    ok = {"alpha": 1.0, "l2": 0.1}
    return [
        *sparse_failures(U, V, **ok),
        Failure(
            call=call("users", good, U[:2], V, **ok),
            error=ValueError,
            match="user_factors must have",
        ),
        Failure(
            call=call("items", good, U, V[:2], **ok),
            error=ValueError,
            match="item_factors must have",
        ),
        Failure(
            call=call("d", good, U, V[:, :1], **ok),
            error=ValueError,
            match="same number of columns",
        ),
        Failure(
            call=call("NaN", good, U, V * np.nan, **ok),
            error=ValueError,
            match="item_factors: values",
        ),
    ]


def _als_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for d in (1, 3, PAD, PAD + 1):
            ratings = sparse(rng, (15, 25), 0.2, dtype)
            yield call(f"d = {d} {dtype.__name__}", ratings, d, n_iter=3, l2=0.1, dtype=dtype)
        init = _factors(rng, 25, 4, dtype)
        yield call(f"init {dtype.__name__}", ratings, 4, init=init, n_iter=2, l2=0.5, dtype=dtype)
    yield call("another seed", ratings, 3, seed=2**64 - 1, n_iter=1, l2=1.0, dtype=np.float64)
    yield call("empty rows and columns", sparse(rng, (15, 25), 0.02), 3, n_iter=2, dtype=np.float64)
    yield call("no entries", sparse(rng, (4, 5), 0.0), 2, n_iter=2, dtype=np.float64)
    yield call(
        "more factors than items", sparse(rng, (6, 4), 0.5), 9, n_iter=2, l2=0.2, dtype=np.float64
    )


def _als_errors() -> list[Failure]:
    good = sparse(np.random.default_rng(0), (3, 4), 1.0)
    return [
        *sparse_failures(2),
        Failure(call=call("d", good, 0), error=ValueError, match="n_components must be at least 1"),
        Failure(
            call=call("d", good, 2.5), error=TypeError, match="n_components must be an integer"
        ),
        Failure(
            call=call("sweeps", good, 2, n_iter=0),
            error=ValueError,
            match="n_iter must be at least",
        ),
        Failure(
            call=call("seed", good, 2, seed=2**64), error=ValueError, match="seed must be less"
        ),
        Failure(
            call=call("init", good, 2, init=np.ones((4, 3))),
            error=ValueError,
            match="init must have",
        ),
        Failure(
            call=call("dtype", good, 2, dtype=np.int64), error=TypeError, match="dtype must be"
        ),
        Failure(
            call=call("dependent", good, 3, l2=0.0, init=np.ones((4, 3))),
            error=np.linalg.LinAlgError,
            match="row 0 is singular",
        ),
    ]


def _transposed(ratings: Csr) -> Csr:
    rows = np.repeat(np.arange(ratings.shape[0]), np.diff(ratings.indptr))
    return coo_to_csr(ratings.indices, rows, ratings.data, ratings.shape[::-1])


def _rows_do_not_know_each_other(half_step: Callable[..., Any], rng: Generator) -> None:
    ratings, V = sparse(rng, (20, 30), rng.random(20)), _factors(rng, 30, 12)
    order = rng.permutation(20)
    rows = np.repeat(np.argsort(order), np.diff(ratings.indptr))
    shuffled = coo_to_csr(rows, ratings.indices, ratings.data, ratings.shape)
    assert np.array_equal(half_step(shuffled, V), half_step(ratings, V)[order])


def _scaling_of_rating_and_alpha_cancel(half_step: Callable[..., Any], rng: Generator) -> None:
    ratings, V = sparse(rng, (20, 30), 0.4), _factors(rng, 30, 12)
    scaled = ratings._replace(data=4 * ratings.data)
    assert np.array_equal(half_step(scaled, V, alpha=0.25), half_step(ratings, V, alpha=1.0))


def _scaling_of_factors_and_ridge_cancel(half_step: Callable[..., Any], rng: Generator) -> None:
    ratings, V = sparse(rng, (20, 30), 0.4), _factors(rng, 30, 12)
    got, want = half_step(ratings, 2 * V, l2=4.0), half_step(ratings, V, l2=1.0)
    assert_close(2 * got, want, rtol=1e-12, atol=1e-14)


def _the_half_step_is_a_minimum(half_step: Callable[..., Any], rng: Generator) -> None:
    """Central differences of the dense loss vanish there, for every row."""
    ratings, V = sparse(rng, (6, 20), rng.random(6)), _factors(rng, 20, 4)
    U, h = half_step(ratings, V, alpha=2.0, l2=0.3), 1e-4
    for direction in rng.standard_normal((10, *U.shape)):
        ahead, back = (_dense_loss(ratings, U + s * direction, V, 2.0, 0.3) for s in (h, -h))
        assert abs(ahead - back) / (2 * h) < 1e-7


def _dense_loss(ratings: Csr, U: Array, V: Array, alpha: float, l2: float) -> float:
    R = np.zeros(ratings.shape)
    R[np.repeat(np.arange(len(R)), np.diff(ratings.indptr)), ratings.indices] = ratings.data
    return float(
        np.sum((1 + alpha * abs(R)) * ((R > 0) - U @ V.T) ** 2) + l2 * (np.sum(U**2) + np.sum(V**2))
    )


def _the_loss_is_the_dense_one(loss: Callable[..., Any], rng: Generator) -> None:
    ratings, U, V = sparse(rng, (20, 30), 0.4), _factors(rng, 20, 6), _factors(rng, 30, 6)
    want = _dense_loss(ratings, U, V, 2.0, 0.3)
    assert_close(loss(ratings, U, V, alpha=2.0, l2=0.3), want, rtol=1e-12)


def _the_loss_is_symmetric(loss: Callable[..., Any], rng: Generator) -> None:
    ratings, U, V = sparse(rng, (20, 30), 0.4), _factors(rng, 20, 6), _factors(rng, 30, 6)
    here, there = (
        loss(ratings, U, V, alpha=1.0, l2=0.1),
        loss(_transposed(ratings), V, U, alpha=1.0, l2=0.1),
    )
    assert_close(here, there, rtol=1e-13)


def _the_loss_is_rotation_invariant(loss: Callable[..., Any], rng: Generator) -> None:
    ratings, U, V = sparse(rng, (20, 30), 0.4), _factors(rng, 20, 6), _factors(rng, 30, 6)
    Q = np.linalg.qr(rng.standard_normal((6, 6)))[0]
    turned = loss(ratings, U @ Q, V @ Q, alpha=1.0, l2=0.1)
    assert_close(turned, loss(ratings, U, V, alpha=1.0, l2=0.1), rtol=1e-12)


def _losses_never_increase(als: Callable[..., Any], rng: Generator) -> None:
    losses = als(sparse(rng, (20, 30), 0.3), 5, n_iter=10, l2=0.1, dtype=np.float64).losses
    assert len(losses) == 10
    assert (np.diff(losses) <= 1e-12 * losses[0]).all()


def _users_do_not_know_their_order(als: Callable[..., Any], rng: Generator) -> None:
    ratings, order = sparse(rng, (20, 30), 0.3), rng.permutation(20)
    rows = np.repeat(np.argsort(order), np.diff(ratings.indptr))
    shuffled = coo_to_csr(rows, ratings.indices, ratings.data, ratings.shape)
    a, b = (als(x, 5, n_iter=2, l2=0.1, dtype=np.float64) for x in (ratings, shuffled))
    assert_close(b.user_factors, a.user_factors[order], rtol=1e-9, atol=1e-12)
    assert_close(b.item_factors, a.item_factors, rtol=1e-9, atol=1e-12)


def _blocks_do_not_know_each_other(als: Callable[..., Any], rng: Generator) -> None:
    """Two worlds that share nobody, each with factors of its own: as if each were alone."""
    a, b = sparse(rng, (8, 10), 0.5), sparse(rng, (6, 7), 0.5)
    rows = [np.repeat(np.arange(x.shape[0]), np.diff(x.indptr)) for x in (a, b)]
    whole = coo_to_csr(
        np.r_[rows[0], rows[1] + 8],
        np.r_[a.indices, b.indices + 10],
        np.r_[a.data, b.data],
        (14, 17),
    )
    init_a, init_b = _factors(rng, 10, 2), _factors(rng, 7, 3)
    init = np.block([[init_a, np.zeros((10, 3))], [np.zeros((7, 2)), init_b]])
    got = als(whole, 5, init=init, n_iter=3, l2=0.2, dtype=np.float64)
    for x, start, users, parts in (
        (a, init_a, slice(8), slice(2)),
        (b, init_b, slice(8, 14), slice(2, 5)),
    ):
        alone = als(x, start.shape[1], init=start, n_iter=3, l2=0.2, dtype=np.float64)
        assert_close(got.user_factors[users, parts], alone.user_factors, rtol=1e-9, atol=1e-12)


def _random(rng: Generator, n_users: int, n_items: int, per_user: int) -> Csr:
    """Items drawn by popularity, as people do."""
    popularity = 1 / np.arange(1, n_items + 1)
    cols = rng.choice(n_items, n_users * per_user, p=popularity / popularity.sum())
    rows = np.repeat(np.arange(n_users), per_user)
    places = np.unique(rows * n_items + cols)
    return coo_to_csr(places // n_items, places % n_items, np.ones(len(places)), (n_users, n_items))


def _movielens() -> Csr:
    users, items, stars = movielens()
    return coo_to_csr(users, items, stars, (users.max() + 1, items.max() + 1))


def _als_bench(rng: Generator) -> Iterator[Bench]:
    def small() -> Call:
        return call("", _random(rng, 100, 200, 10), 16, n_iter=2)

    yield Bench(label="100 x 200, d = 16, 2 sweeps", make=small, smoke=True)
    yield Bench(
        label="MovieLens, d = 64, 2 sweeps",
        make=lambda: call("", _movielens(), 64, n_iter=2),
        quick=True,
    )
    yield Bench(label="MovieLens, d = 64, 15 sweeps", make=lambda: call("", _movielens(), 64))
    yield Bench(
        label="20,000 x 27,000, d = 64, 1 sweep",
        make=lambda: call("", _random(rng, 20_000, 27_000, 60), 64, n_iter=1),
    )


def _half_step_bench(rng: Generator) -> Iterator[Bench]:
    def random(n_users: int, n_items: int, per_user: int, d: int) -> Callable[[], Call]:
        return lambda: call(
            "", _random(rng, n_users, n_items, per_user), _factors(rng, n_items, d, np.float32)
        )

    yield Bench(label="100 x 200, d = 16", make=random(100, 200, 10, 16), smoke=True)
    yield Bench(
        label="users of MovieLens, d = 64",
        make=lambda: call("", _movielens(), _factors(rng, 9066, 64, np.float32)),
        quick=True,
    )
    yield Bench(
        label="items of MovieLens, d = 64",
        make=lambda: call("", _transposed(_movielens()), _factors(rng, 671, 64, np.float32)),
        quick=True,
    )
    yield Bench(label="20,000 x 27,000, d = 128", make=random(20_000, 27_000, 60, 128))


def _loss_bench(rng: Generator) -> Iterator[Bench]:
    def random(n_users: int, n_items: int, per_user: int, d: int) -> Callable[[], Call]:
        return lambda: call(
            "",
            _random(rng, n_users, n_items, per_user),
            _factors(rng, n_users, d, np.float32),
            _factors(rng, n_items, d, np.float32),
            alpha=1.0,
            l2=0.01,
        )

    yield Bench(label="100 x 200, d = 16", make=random(100, 200, 10, 16), smoke=True)
    yield Bench(label="20,000 x 27,000, d = 64", make=random(20_000, 27_000, 60, 64), quick=True)


def _half_step_flops(ratings: Csr, d: int) -> float:
    """Row by row the cheaper of the two exact systems, each with its factorisation."""
    lengths = np.diff(ratings.indptr).astype(float)
    order = np.minimum(lengths, d)
    return float(np.sum(lengths * d * order + order**3 / 3) + 2 * sum(ratings.shape) * d * d)


def _half_step_cost(c: Call) -> Cost:
    return Cost(flops=_half_step_flops(c.args[0], c.args[1].shape[1]), bytes=c.args[1].nbytes)


def _loss_cost(c: Call) -> Cost:
    ratings, U, V = c.args
    d = U.shape[1]
    return Cost(
        flops=sum(ratings.shape) * d * d + 2.0 * len(ratings.indices) * d, bytes=U.nbytes + V.nbytes
    )


def _als_cost(c: Call) -> Cost:
    ratings, d = c.args
    sweep = _half_step_flops(ratings, d) + _half_step_flops(_transposed(ratings), d)
    return Cost(flops=sweep * c.kwargs.get("n_iter", 15))


def _implicit(
    ratings: Csr, n_components: int, *, n_iter: int = 15, l2: float = 0.01, alpha: float = 1.0
) -> tuple[Array, Array]:
    """The stored value is the confidence there; it starts where we do."""
    import implicit.cpu.als
    import scipy.sparse

    d, (n_users, n_items) = n_components, ratings.shape
    normal = np.random.Generator(np.random.Philox(key=0)).standard_normal
    model = implicit.cpu.als.AlternatingLeastSquares(
        factors=d, regularization=l2, alpha=1.0, iterations=n_iter, use_cg=False
    )
    model.user_factors = np.zeros((n_users, d), np.float32)
    model.item_factors = (normal((n_items, d)) * 0.1 / np.sqrt(d)).astype(np.float32)
    confidence = (1 + alpha * ratings.data, ratings.indices, ratings.indptr)
    model.fit(scipy.sparse.csr_matrix(confidence, shape=ratings.shape), show_progress=False)
    return model.user_factors, model.item_factors


def _losses_as_exact_as_factors(result: fast.AlsResult) -> fast.AlsResult:
    dtype: Any = result.user_factors.dtype
    return replace(result, losses=result.losses.astype(dtype))


# The twin solves in single precision what we solve in a better basis: its error is eps times the
# condition of G + l2 I, which is some 1e3 in these cases.
HALF_STEP = {
    "float64": Tolerance(rtol=1e-10, atol=1e-11),
    "float32": Tolerance(rtol=1e-3, atol=1e-4),
}

KERNELS = [
    Kernel(
        fast=fast.als_half_step,
        reference=reference.als_half_step,
        cases=_half_step_cases,
        bench=_half_step_bench,
        errors=_half_step_errors(),
        laws=[
            Law(name="rows do not know each other", check=_rows_do_not_know_each_other),
            Law(
                name="scaling of rating and alpha cancel", check=_scaling_of_rating_and_alpha_cancel
            ),
            Law(
                name="scaling of factors and ridge cancel",
                check=_scaling_of_factors_and_ridge_cancel,
            ),
            Law(name="it is a minimum", check=_the_half_step_is_a_minimum),
        ],
        tol=HALF_STEP,
        cost=_half_step_cost,
        # No package offers one half step as a function; implicit's is measured within als.
        rivals={},
    ),
    Kernel(
        fast=fast.als_loss,
        reference=reference.als_loss,
        cases=_loss_cases,
        bench=_loss_bench,
        errors=_loss_errors(),
        laws=[
            Law(name="it is the dense loss", check=_the_loss_is_the_dense_one),
            Law(name="it is symmetric", check=_the_loss_is_symmetric),
            Law(name="it is rotation invariant", check=_the_loss_is_rotation_invariant),
        ],
        # Both sum in double precision, float32 too.
        tol={"float64": Tolerance(rtol=1e-12), "float32": Tolerance(rtol=1e-12)},
        cost=_loss_cost,
        # implicit's loss is another: normalised by the sum of all confidences.
        rivals={},
    ),
    Kernel(
        fast=fast.als,
        reference=reference.als,
        cases=_als_cases,
        bench=_als_bench,
        errors=_als_errors(),
        laws=[
            Law(name="losses never increase", check=_losses_never_increase),
            Law(name="users do not know their order", check=_users_do_not_know_their_order),
            Law(name="blocks do not know each other", check=_blocks_do_not_know_each_other),
        ],
        tol=HALF_STEP,
        cost=_als_cost,
        rivals={"implicit": _implicit},
        canon=_losses_as_exact_as_factors,
    ),
]
