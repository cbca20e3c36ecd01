"""Rows of ``factorization``: new rows and explanations."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast import factorization as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import sparse, straddle
from mlmath_fast._specs._sparse_failures import sparse_failures
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.factorization import implicit
from mlmath_fast._specs.factorization._alike import alike
from mlmath_fast._specs.factorization._als_cases import BLOCK, PAD, TILE, factors
from mlmath_fast._specs.factorization._als_errors import half_step_errors, objective_errors
from mlmath_fast.factorization.implicit import Loss
from mlmath_fast.reference import factorization as reference

LOSSES: tuple[Loss, ...] = ("original", "ials")


def _fold_in_cases(rng: Generator) -> Iterator[Call]:
    # The kernel is that of als_half_step, which has the cases around its blocks.
    for dtype in (np.float64, np.float32):
        for loss in LOSSES:
            name = f"{loss} {dtype.__name__}"
            for d in (1, 5, PAD + 1):
                ratings = sparse(rng, (12, 90), np.linspace(0, 1, 12), dtype)
                yield call(f"d = {d} {name}", ratings, factors(rng, 90, d, dtype), loss=loss)
            V = factors(rng, 5, 3, dtype)
            yield call(f"no rows {name}", sparse(rng, (0, 5), 0.5, dtype), V, loss=loss)
            yield call(f"no entries {name}", sparse(rng, (2, 5), 0.0, dtype), V, loss=loss)
        V = factors(rng, 30, 5, dtype)
        for label, same in alike(rng, (4, 30), dtype):
            yield call(label, same, V, alpha=2.0)


def _explain_cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for loss in LOSSES:
            name = f"{loss} {dtype.__name__}"
            for d in (1, 2, *straddle(8, PAD, TILE)):
                ratings = sparse(rng, (3, 90), 0.4, dtype)
                V = factors(rng, 90, d, dtype)
                yield call(f"d = {d} {name}", ratings, V, 1, 7, loss=loss, l2=0.1)
            lengths = np.array([0, 1, *straddle(BLOCK, 2 * BLOCK)])
            ratings = sparse(rng, (len(lengths), 200), lengths / 200, dtype)
            V = factors(rng, 200, 20, dtype)
            for user, n in enumerate(lengths):
                yield call(f"some {n} entries {name}", ratings, V, user, 199, loss=loss, alpha=2.0)
        V = factors(rng, 30, 5, dtype)
        for label, same in alike(rng, (4, 30), dtype):
            yield call(label, same, V, 2, 7, alpha=2.0)
    ratings, V = sparse(rng, (3, 30), 0.5), factors(rng, 30, 6)
    signed = ratings._replace(data=ratings.data * rng.choice([-1.0, 1.0], len(ratings.data)))
    yield call("negative ratings", signed, V, 0, 0)


def _explain_errors() -> list[Failure]:
    rng = np.random.default_rng(0)
    V, good = factors(rng, 4, 2), sparse(rng, (3, 4), 1.0)
    return [
        *sparse_failures(V, 0, 0),
        *objective_errors(good, V, 0, 0),
        Failure(
            call=call("user", good, V, 3, 0),
            error=ValueError,
            match="user must be at most 2, got 3",
        ),
        Failure(
            call=call("item", good, V, 0, -1), error=ValueError, match="item must be at least 0"
        ),
        Failure(
            call=call("rows", good, V[:3], 0, 0), error=ValueError, match="item_factors must have"
        ),
        Failure(
            call=call("dependent", good, np.ones((4, 2)), 0, 0, l2=0.0),
            error=np.linalg.LinAlgError,
            match="system of row 0 is singular: column 1 of item_factors",
        ),
    ]


def _parts_sum_to_the_score(explain: Callable[..., Any], rng: Generator) -> None:
    """And the score is that of the factors which solve for the user."""
    ratings, V = sparse(rng, (4, 30), 0.4), factors(rng, 30, 6)
    for loss in LOSSES:
        U = reference.fold_in(ratings, V, loss=loss)
        for user, item in ((0, 3), (3, 29)):
            score, ids, contributions = explain(ratings, V, user, item, loss=loss)
            assert_close(score, U[user] @ V[item], rtol=1e-10, atol=1e-12)
            assert_close(np.sum(contributions), score, rtol=1e-12, atol=1e-14)
            assert (np.diff(contributions) <= 0).all()
            own = ratings.indices[ratings.indptr[user] : ratings.indptr[user + 1]]
            assert np.array_equal(np.sort(ids), own)


def _rows_come_alone_or_together(fold_in: Callable[..., Any], rng: Generator) -> None:
    ratings, V = sparse(rng, (6, 30), 0.4), factors(rng, 30, 12)
    for loss in LOSSES:
        whole = fold_in(ratings, V, loss=loss)
        for u in range(6):
            start, end = ratings.indptr[u], ratings.indptr[u + 1]
            alone = ratings._replace(
                indptr=np.array([0, end - start]),
                indices=ratings.indices[start:end],
                data=ratings.data[start:end],
                shape=(1, 30),
            )
            assert np.array_equal(fold_in(alone, V, loss=loss)[0], whole[u])


def _explain_bench(rng: Generator) -> Iterator[Bench]:
    def random(n_items: int, n: int, d: int) -> Callable[[], Call]:
        return lambda: call(
            "",
            implicit.random_pattern(rng, 10, n_items, n),
            factors(rng, n_items, d, np.float32),
            3,
            4,
        )

    yield Bench(label="200 items, d = 16", make=random(200, 20, 16), smoke=True)
    yield Bench(label="27,000 items, d = 64", make=random(27_000, 100, 64), quick=True)


def _fold_in_bench(rng: Generator) -> Iterator[Bench]:
    def random(n_users: int, n_items: int, n: int, d: int) -> Callable[[], Call]:
        return lambda: call(
            "",
            implicit.random_pattern(rng, n_users, n_items, n),
            factors(rng, n_items, d, np.float32),
            loss="ials",
        )

    yield Bench(label="10 x 200, d = 16", make=random(10, 200, 20, 16), smoke=True)
    yield Bench(label="1,000 x 27,000, d = 64", make=random(1_000, 27_000, 60, 64), quick=True)


def _explain_cost(c: Call) -> Cost:
    n_items, d = c.args[1].shape
    return Cost(flops=float(n_items * d * d + d**3 / 3), bytes=c.args[1].nbytes)


KERNELS = [
    Kernel(
        fast=fast.fold_in,
        reference=reference.fold_in,
        cases=_fold_in_cases,
        bench=_fold_in_bench,
        errors=[f for f in half_step_errors() if "solver" not in f.call.kwargs],
        laws=[Law(name="rows come alone or together", check=_rows_come_alone_or_together)],
        tol=implicit.HALF_STEP,
        cost=implicit.half_step_cost,
        # implicit and irspack fold in one user at a time, or with the fit; the half step has the rivals.
        rivals={},
    ),
    Kernel(
        fast=fast.explain,
        reference=reference.explain,
        cases=_explain_cases,
        bench=_explain_bench,
        errors=_explain_errors(),
        laws=[Law(name="parts sum to the score", check=_parts_sum_to_the_score)],
        # Solved in double precision on both sides, with systems of condition 1e4.
        tol={
            "float64": Tolerance(rtol=1e-9, atol=1e-11),
            "float32": Tolerance(rtol=1e-6, atol=1e-8),
        },
        cost=_explain_cost,
        # implicit's explain caches a factorisation per user: a second call does other work.
        rivals={},
    ),
]
