"""The row of pairwise ranking in ``factorization``."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import coo_to_csr, sparse, straddle
from mlmath_fast._specs._sparse_failures import sparse_failures
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.factorization._alike import alike
from mlmath_fast._specs.factorization._als_cases import PAD, Array
from mlmath_fast.compare.data import movielens
from mlmath_fast.factorization import pairwise as fast
from mlmath_fast.factorization._bpr_result import BprResult
from mlmath_fast.reference.factorization import pairwise as reference

# Samples between two looks at the cancel token (rust/core/src/factorization/bpr.rs).
SAMPLES = 1024


def _cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        for d in (1, 3, *straddle(PAD)):
            ratings = sparse(rng, (15, 25), 0.2, dtype)
            yield call(f"d = {d} {dtype.__name__}", ratings, d, n_iter=3, dtype=dtype)
        for n in straddle(SAMPLES):
            ratings = sparse(rng, (1, 4 * SAMPLES), n / (4 * SAMPLES), dtype)
            yield call(f"{n} samples {dtype.__name__}", ratings, 2, n_iter=1, dtype=dtype)
        for label, same in alike(rng, (8, 25), dtype):
            yield call(label, same, 3, n_iter=2, dtype=dtype)
    double = {"n_iter": 2, "dtype": np.float64}
    yield call("fast and ridged", ratings, 3, learning_rate=0.5, l2=0.5, **double)
    yield call("another seed", sparse(rng, (15, 25), 0.2), 3, seed=2**64 - 1, **double)
    yield call("mostly had", sparse(rng, (6, 5), 0.8), 3, **double)
    yield call("all had", sparse(rng, (6, 5), 1.0), 3, **double)
    yield call("empty rows and columns", sparse(rng, (15, 25), 0.02), 3, **double)
    yield call("no entries", sparse(rng, (4, 5), 0.0), 2, **double)
    yield call("no items", sparse(rng, (4, 0), 0.0), 2, **double)
    wide = sparse(rng, (15, 25), 0.2)
    yield call("64-bit indices", wide._replace(indices=wide.indices.astype(np.int64)), 2, **double)


def _errors() -> list[Failure]:
    good = sparse(np.random.default_rng(0), (3, 4), 0.5)
    negative = good._replace(data=np.where(np.arange(6) == 2, -good.data, good.data))
    refused = [
        ("d", call("", good, 0), "n_components must be at least 1"),
        ("epochs", call("", good, 2, n_iter=0), "n_iter must be at least 1"),
        ("seed", call("", good, 2, seed=-1), "seed must be at least 0"),
        ("rate", call("", good, 2, learning_rate=np.nan), "learning_rate must be finite"),
        ("l2", call("", good, 2, l2=-1.0), "l2 must be finite and not negative, got -1"),
        ("negative", call("", negative, 2), r"ratings: values must be positive, got -.* in row 1"),
        ("overflow", call("", good, 2, learning_rate=1e30, l2=1.0), "factors overflow in epoch"),
    ]
    return [
        *sparse_failures(2),
        *(
            Failure(call=call(label, *c.args, **c.kwargs), error=ValueError, match=match)
            for label, c, match in refused
        ),
        Failure(
            call=call("dtype", good, 2, dtype=np.int64), error=TypeError, match="dtype must be"
        ),
    ]


def _values_do_not_matter(bpr: Callable[..., Any], rng: Generator) -> None:
    ratings = sparse(rng, (10, 20), 0.3)
    got = bpr(ratings._replace(data=1.0 + ratings.data), 3, n_iter=3)
    assert np.array_equal(got.item_factors, bpr(ratings, 3, n_iter=3).item_factors)


def _epochs_go_on(bpr: Callable[..., Any], rng: Generator) -> None:
    ratings = sparse(rng, (10, 20), 0.3)
    states: list[BprResult] = []
    bpr(ratings, 3, n_iter=4, callback=states.append)
    for n, state in enumerate(states, 1):
        assert np.array_equal(state.user_factors, bpr(ratings, 3, n_iter=n).user_factors)


def _the_ridge_shrinks(bpr: Callable[..., Any], rng: Generator) -> None:
    ratings = sparse(rng, (10, 20), 0.3)
    norms = [np.linalg.norm(bpr(ratings, 3, l2=l2, n_iter=5).item_factors) for l2 in (0, 0.1, 1)]
    assert norms[0] > norms[1] > norms[2]


def _random(rng: Generator, n_users: int, n_items: int, per_user: int) -> Csr:
    return sparse(rng, (n_users, n_items), per_user / n_items)


def _movielens() -> Csr:
    users, items, stars = movielens()
    return coo_to_csr(users, items, stars, (users.max() + 1, items.max() + 1))


def _bench(rng: Generator) -> Iterator[Bench]:
    yield Bench(
        label="100 x 200, d = 16, 2 epochs",
        make=lambda: call("", _random(rng, 100, 200, 10), 16, n_iter=2),
        smoke=True,
    )
    yield Bench(
        label="MovieLens, d = 64, 5 epochs",
        make=lambda: call("", _movielens(), 64, n_iter=5),
        quick=True,
    )


def _cost(c: Call) -> Cost:
    """A scalar product and three updates of a vector each sample."""
    ratings, d = c.args
    return Cost(flops=13.0 * d * len(ratings.indices) * c.kwargs.get("n_iter", 100))


def _losses_as_exact_as_factors(result: BprResult) -> BprResult:
    dtype: Any = result.user_factors.dtype
    losses: Array = result.losses.astype(dtype)
    return replace(result, losses=losses)


KERNELS = [
    Kernel(
        fast=fast.bpr,
        reference=reference.bpr,
        cases=_cases,
        bench=_bench,
        errors=_errors(),
        laws=[
            Law(name="values do not matter", check=_values_do_not_matter),
            Law(name="epochs go on", check=_epochs_go_on),
            Law(name="the ridge shrinks", check=_the_ridge_shrinks),
        ],
        # Each step starts at the rounding errors of those before.
        tol={
            "float64": Tolerance(rtol=1e-11, atol=1e-13),
            "float32": Tolerance(rtol=1e-3, atol=1e-5),
        },
        cost=_cost,
        # implicit's draws other samples: results cannot be compared. Ranking quality is, in benches.
        rivals={},
        canon=_losses_as_exact_as_factors,
        slow_reference=True,
    ),
]
