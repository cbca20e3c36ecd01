"""Rows of the topic ``factorization``."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast import factorization as fast
from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import coo_to_csr, transposed
from mlmath_fast._specs._spec import Bench, Call, Cost, Kernel, Law, Tolerance, call
from mlmath_fast._specs.factorization import _als_cases as cases
from mlmath_fast._specs.factorization import _als_errors as errors
from mlmath_fast._specs.factorization import _als_laws as laws
from mlmath_fast.compare.data import movielens
from mlmath_fast.factorization._results import AlsResult
from mlmath_fast.reference.factorization import implicit as reference

Array = npt.NDArray[Any]


def random_pattern(rng: Generator, n_users: int, n_items: int, per_user: int) -> Csr:
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
    # Exact sweeps: what implicit does with use_cg=False, so that results can be compared.
    def small() -> Call:
        return call("", random_pattern(rng, 100, 200, 10), 16, n_iter=2, solver="cholesky")

    yield Bench(label="100 x 200, d = 16, 2 sweeps", make=small, smoke=True)
    yield Bench(
        label="MovieLens, d = 64, 2 sweeps",
        make=lambda: call("", _movielens(), 64, n_iter=2, solver="cholesky"),
        quick=True,
    )
    yield Bench(
        label="MovieLens, d = 64, 15 sweeps",
        make=lambda: call("", _movielens(), 64, solver="cholesky"),
    )
    yield Bench(
        label="20,000 x 27,000, d = 64, 1 sweep",
        make=lambda: call(
            "", random_pattern(rng, 20_000, 27_000, 60), 64, n_iter=1, solver="cholesky"
        ),
    )


def _half_step_bench(rng: Generator) -> Iterator[Bench]:
    def random(n_users: int, n_items: int, per_user: int, d: int) -> Callable[[], Call]:
        return lambda: call(
            "",
            random_pattern(rng, n_users, n_items, per_user),
            cases.factors(rng, n_items, d, np.float32),
        )

    yield Bench(label="100 x 200, d = 16", make=random(100, 200, 10, 16), smoke=True)
    yield Bench(
        label="users of MovieLens, d = 64",
        make=lambda: call("", _movielens(), cases.factors(rng, 9066, 64, np.float32)),
        quick=True,
    )
    yield Bench(
        label="items of MovieLens, d = 64",
        make=lambda: call("", transposed(_movielens()), cases.factors(rng, 671, 64, np.float32)),
        quick=True,
    )
    yield Bench(label="20,000 x 27,000, d = 128", make=random(20_000, 27_000, 60, 128))


def _loss_bench(rng: Generator) -> Iterator[Bench]:
    def random(n_users: int, n_items: int, per_user: int, d: int) -> Callable[[], Call]:
        return lambda: call(
            "",
            random_pattern(rng, n_users, n_items, per_user),
            cases.factors(rng, n_users, d, np.float32),
            cases.factors(rng, n_items, d, np.float32),
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


def half_step_cost(c: Call) -> Cost:
    return Cost(flops=_half_step_flops(c.args[0], c.args[1].shape[1]), bytes=c.args[1].nbytes)


def _loss_cost(c: Call) -> Cost:
    ratings, U, V = c.args
    d = U.shape[1]
    return Cost(
        flops=sum(ratings.shape) * d * d + 2.0 * len(ratings.indices) * d, bytes=U.nbytes + V.nbytes
    )


def _als_cost(c: Call) -> Cost:
    ratings, d = c.args
    sweep = _half_step_flops(ratings, d) + _half_step_flops(transposed(ratings), d)
    return Cost(flops=sweep * c.kwargs.get("n_iter", 15))


def _implicit(
    ratings: Csr,
    n_components: int,
    *,
    solver: str,
    n_iter: int = 15,
    l2: float = 0.01,
    alpha: float = 1.0,
) -> tuple[Array, Array]:
    """The stored value is the confidence there; it starts where we do."""
    import implicit.cpu.als
    import scipy.sparse

    d, (n_users, n_items) = n_components, ratings.shape
    normal = np.random.Generator(np.random.Philox(key=0)).standard_normal
    model = implicit.cpu.als.AlternatingLeastSquares(
        factors=d, regularization=l2, alpha=1.0, iterations=n_iter, use_cg=solver == "cg"
    )
    model.user_factors = np.zeros((n_users, d), np.float32)
    model.item_factors = (normal((n_items, d)) * 0.1 / np.sqrt(d)).astype(np.float32)
    confidence = (1 + alpha * ratings.data, ratings.indices, ratings.indptr)
    model.fit(scipy.sparse.csr_matrix(confidence, shape=ratings.shape), show_progress=False)
    return model.user_factors, model.item_factors


def _losses_as_exact_as_factors(result: AlsResult) -> AlsResult:
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
        cases=cases.half_step_cases,
        bench=_half_step_bench,
        errors=errors.half_step_errors(),
        laws=[
            Law(name="rows do not know each other", check=laws.rows_do_not_know_each_other),
            Law(
                name="scaling of rating and alpha cancel",
                check=laws.scaling_of_rating_and_alpha_cancel,
            ),
            Law(
                name="scaling of factors and ridge cancel",
                check=laws.scaling_of_factors_and_ridge_cancel,
            ),
            Law(name="it is a minimum", check=laws.the_half_step_is_a_minimum),
            Law(name="it is a minimum of ials", check=laws.the_ials_half_step_is_a_minimum),
            Law(name="cg is exact in 2 dimensions", check=laws.cg_is_exact_in_few_dimensions),
            Law(name="ials rows do not know each other", check=laws.ials_rows_are_alone),
        ],
        tol=HALF_STEP,
        cost=half_step_cost,
        # No package offers one half step as a function; implicit's is measured within als.
        rivals={},
    ),
    Kernel(
        fast=fast.als_loss,
        reference=reference.als_loss,
        cases=cases.loss_cases,
        bench=_loss_bench,
        errors=errors.loss_errors(),
        laws=[
            Law(name="it is the dense loss", check=laws.the_loss_is_the_dense_one),
            Law(name="ials is the dense loss", check=laws.the_ials_loss_is_the_dense_one),
            Law(name="it is symmetric", check=laws.the_loss_is_symmetric),
            Law(name="it is rotation invariant", check=laws.the_loss_is_rotation_invariant),
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
        cases=cases.als_cases,
        bench=_als_bench,
        errors=errors.als_errors(),
        laws=[
            Law(name="losses are those of the factors", check=laws.losses_are_those_of_the_factors),
            Law(name="losses never increase", check=laws.losses_never_increase),
            Law(name="users do not know their order", check=laws.users_do_not_know_their_order),
            Law(name="blocks do not know each other", check=laws.blocks_do_not_know_each_other),
            Law(name="it goes on where it stopped", check=laws.als_goes_on_where_it_stopped),
        ],
        tol=HALF_STEP,
        cost=_als_cost,
        rivals={"implicit": _implicit},
        canon=_losses_as_exact_as_factors,
    ),
]
