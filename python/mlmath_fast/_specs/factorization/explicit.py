"""Rows of explicit feedback in ``factorization``."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import coo_to_csr, sparse, transposed
from mlmath_fast._specs._spec import Bench, Call, Cost, Kernel, Law, Tolerance, call
from mlmath_fast._specs.factorization import _explicit_cases as cases
from mlmath_fast._specs.factorization import _explicit_laws as laws
from mlmath_fast._specs.factorization._als_cases import factors
from mlmath_fast.compare.data import movielens
from mlmath_fast.factorization import explicit as fast
from mlmath_fast.factorization import explicit_steps as steps
from mlmath_fast.factorization._explicit_results import AlsExplicitResult
from mlmath_fast.reference.factorization import explicit as reference


def _movielens() -> Csr:
    users, items, stars = movielens()
    return coo_to_csr(users, items, stars, (users.max() + 1, items.max() + 1))


def _als_bench(rng: Generator) -> Iterator[Bench]:
    yield Bench(
        label="100 x 200, d = 8, 2 sweeps",
        make=lambda: call("", sparse(rng, (100, 200), 0.1), 8, n_iter=2),
        smoke=True,
    )
    yield Bench(
        label="MovieLens, d = 20, 2 sweeps",
        make=lambda: call("", _movielens(), n_iter=2),
        quick=True,
    )
    yield Bench(label="MovieLens, d = 20, 15 sweeps", make=lambda: call("", _movielens()))
    yield Bench(
        label="20,000 x 2,000, d = 64, 1 sweep",
        make=lambda: call("", sparse(rng, (20_000, 2_000), 0.03), 64, n_iter=1),
    )


def _half_step_bench(rng: Generator) -> Iterator[Bench]:
    def users(d: int) -> Callable[[], Call]:
        return lambda: call("", _movielens(), factors(rng, 9066, d, np.float32))

    yield Bench(
        label="100 x 200, d = 8",
        make=lambda: call("", sparse(rng, (100, 200), 0.1), factors(rng, 200, 8)),
        smoke=True,
    )
    yield Bench(label="users of MovieLens, d = 20", make=users(20), quick=True)
    yield Bench(
        label="items of MovieLens, d = 20",
        make=lambda: call("", transposed(_movielens()), factors(rng, 671, 20, np.float32)),
        quick=True,
    )
    yield Bench(label="users of MovieLens, d = 128", make=users(128))


def _loss_bench(rng: Generator) -> Iterator[Bench]:
    yield Bench(
        label="100 x 200, d = 8",
        make=lambda: call(
            "", sparse(rng, (100, 200), 0.1), factors(rng, 100, 8), factors(rng, 200, 8)
        ),
        smoke=True,
    )
    yield Bench(
        label="MovieLens, d = 20",
        make=lambda: call(
            "",
            _movielens(),
            factors(rng, 671, 20, np.float32),
            factors(rng, 9066, 20, np.float32),
        ),
        quick=True,
    )


def _predict_bench(rng: Generator) -> Iterator[Bench]:
    def pairs(n: int, d: int) -> Callable[[], Call]:
        return lambda: call(
            "",
            rng.integers(671, size=n),
            rng.integers(9066, size=n),
            factors(rng, 671, d, np.float32),
            factors(rng, 9066, d, np.float32),
        )

    yield Bench(label="1,000 pairs, d = 8", make=pairs(1_000, 8), smoke=True)
    yield Bench(label="1,000,000 pairs, d = 20", make=pairs(1_000_000, 20), quick=True)


def _half_step_flops(ratings: Csr, order: int) -> float:
    """Row by row the smaller of the two systems, each with its factorisation."""
    lengths = np.diff(ratings.indptr).astype(float)
    shorter = np.minimum(lengths, order)
    return float(np.sum(lengths * order * shorter + shorter**3 / 3))


def _half_step_cost(c: Call) -> Cost:
    return Cost(flops=_half_step_flops(c.args[0], c.args[1].shape[1]), bytes=c.args[1].nbytes)


def _loss_cost(c: Call) -> Cost:
    ratings, U, V = c.args
    return Cost(flops=2.0 * len(ratings.indices) * U.shape[1], bytes=U.nbytes + V.nbytes)


def _predict_cost(c: Call) -> Cost:
    users, _, U, V = c.args
    return Cost(flops=2.0 * len(users) * U.shape[1], bytes=U.nbytes + V.nbytes + 20.0 * len(users))


def _als_cost(c: Call) -> Cost:
    ratings, d = c.args if len(c.args) > 1 else (c.args[0], 20)
    sweep = _half_step_flops(ratings, d + 1) + _half_step_flops(transposed(ratings), d + 1)
    return Cost(flops=sweep * c.kwargs.get("n_iter", 15))


def _losses_as_exact_as_factors(result: AlsExplicitResult) -> AlsExplicitResult:
    dtype: Any = result.user_factors.dtype
    return replace(result, losses=result.losses.astype(dtype))


# The systems' condition, some 1e3 in these cases, times the error of the twin's single precision.
SOLVED = {
    "float64": Tolerance(rtol=1e-10, atol=1e-11),
    "float32": Tolerance(rtol=1e-3, atol=1e-4),
}

KERNELS = [
    Kernel(
        fast=steps.als_explicit_half_step,
        reference=reference.als_explicit_half_step,
        cases=cases.half_step_cases,
        bench=_half_step_bench,
        errors=cases.half_step_errors(),
        laws=[
            Law(name="rows do not know each other", check=laws.rows_do_not_know_each_other),
            Law(name="the mean is a bias", check=laws.the_mean_is_a_bias_of_the_columns),
            Law(name="it is a minimum", check=laws.the_half_step_is_a_minimum),
        ],
        tol=SOLVED,
        cost=_half_step_cost,
        # No package offers one half step as a function.
        rivals={},
    ),
    Kernel(
        fast=steps.als_explicit_loss,
        reference=reference.als_explicit_loss,
        cases=cases.loss_cases,
        bench=_loss_bench,
        errors=cases.loss_errors(),
        laws=[
            Law(name="it is the dense loss", check=laws.the_loss_is_the_dense_one),
            Law(name="it is symmetric", check=laws.the_loss_is_symmetric),
        ],
        # Both sum in double precision, float32 too.
        tol={"float64": Tolerance(rtol=1e-12), "float32": Tolerance(rtol=1e-12)},
        cost=_loss_cost,
        # No package offers this loss as a function.
        rivals={},
    ),
    Kernel(
        fast=steps.als_explicit_predict,
        reference=reference.als_explicit_predict,
        cases=cases.predict_cases,
        bench=_predict_bench,
        errors=cases.predict_errors(),
        laws=[Law(name="biases are factors", check=laws.biases_are_factors)],
        tol={
            "float64": Tolerance(rtol=1e-13, atol=1e-14),
            "float32": Tolerance(rtol=1e-6, atol=1e-7),
        },
        cost=_predict_cost,
        # NumPy's way, which is the twin's, is the usual one.
        rivals={},
    ),
    Kernel(
        fast=fast.als_explicit,
        reference=reference.als_explicit,
        cases=cases.als_cases,
        bench=_als_bench,
        errors=cases.als_errors(),
        laws=[
            Law(name="losses never increase", check=laws.losses_never_increase),
            Law(name="users do not know their order", check=laws.users_do_not_know_their_order),
            Law(name="a shift is the mean", check=laws.a_shift_of_all_ratings_is_the_mean),
        ],
        tol=SOLVED,
        cost=_als_cost,
        # implicit and irspack have no explicit ratings; Surprise and cmfrec need a C compiler.
        rivals={},
        canon=_losses_as_exact_as_factors,
    ),
]
