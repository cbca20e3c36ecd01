"""The row of non-negative factorization."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import coo_to_csr
from mlmath_fast._specs._spec import Bench, Call, Cost, Kernel, Tolerance, call
from mlmath_fast._specs.factorization import _nmf_cases as cases
from mlmath_fast.compare.data import movielens
from mlmath_fast.factorization import nonnegative as fast
from mlmath_fast.reference.factorization import nonnegative as reference

Array = npt.NDArray[Any]

# Both do so many iterations, whatever they reach.
ITERATIONS = {"max_iter": 20, "tol": 0.0}


def _random_csr(rng: Generator, n: int, m: int, per_row: int, dtype: npt.DTypeLike) -> Csr:
    rows = np.repeat(np.arange(n), per_row)
    places = np.unique(rows * m + rng.integers(0, m, len(rows)))
    values = rng.random(len(places)).astype(dtype)
    return coo_to_csr(places // m, places % m, values, (n, m))


def _movielens() -> Csr:
    users, items, stars = movielens()
    return coo_to_csr(users, items, stars, (users.max() + 1, items.max() + 1))


def _started(rng: Generator, label: str, X: Any, k: int, **kwargs: Any) -> Call:
    """Everybody starts there."""
    dtype = X.data.dtype if isinstance(X, Csr) else X.dtype
    init = tuple(rng.random(s).astype(dtype) for s in ((X.shape[0], k), (k, X.shape[1])))
    return call(label, X, k, init=init, **{**ITERATIONS, **kwargs})


def _bench(rng: Generator) -> Iterator[Bench]:
    yield Bench(
        label="60 x 40, k = 4",
        make=lambda: _started(rng, "", cases.low_rank(rng, 60, 40, 4), 4),
        smoke=True,
    )
    yield Bench(
        label="2,000 x 1,000, k = 20",
        make=lambda: _started(rng, "", cases.low_rank(rng, 2000, 1000, 20), 20),
        quick=True,
    )
    yield Bench(
        label="2,000 x 1,000, k = 20, float32",
        make=lambda: _started(rng, "", cases.low_rank(rng, 2000, 1000, 20, np.float32), 20),
    )
    yield Bench(
        label="2,000 x 1,000, k = 20, kl",
        make=lambda: _started(rng, "", cases.low_rank(rng, 2000, 1000, 20), 20, **cases.KL),
    )
    yield Bench(
        label="MovieLens, k = 32", make=lambda: _started(rng, "", _movielens(), 32), quick=True
    )
    yield Bench(
        label="20,000 x 10,000 CSR, 2 M entries, k = 32",
        make=lambda: _started(rng, "", _random_csr(rng, 20_000, 10_000, 100, np.float64), 32),
    )


def _cost(c: Call) -> Cost:
    X, k = c.args
    (n, m), n_iter = X.shape, c.kwargs.get("max_iter", 200)
    stored = len(X.data) if isinstance(X, Csr) else n * m
    flops = 4.0 * stored * k + 4.0 * (n + m) * k * k
    data = X.data if isinstance(X, Csr) else X
    return Cost(flops=n_iter * flops, bytes=n_iter * data.nbytes)


def _sklearn(
    X: Any,
    n_components: int,
    *,
    init: tuple[Array, Array],
    max_iter: int,
    tol: float,
    solver: str = "cd",
    beta_loss: str = "frobenius",
) -> tuple[Array, Array]:
    import scipy.sparse
    from sklearn.decomposition import non_negative_factorization

    if isinstance(X, Csr):
        X = scipy.sparse.csr_matrix((X.data, X.indices, X.indptr), shape=X.shape)
    W, H, _ = non_negative_factorization(
        X,
        W=init[0].copy(),
        H=init[1].copy(),
        n_components=n_components,
        init="custom",
        solver=solver,
        beta_loss=beta_loss,
        max_iter=max_iter,
        tol=tol,
    )
    return W, H


KERNELS = [
    Kernel(
        fast=fast.nmf,
        reference=reference.nmf,
        cases=cases.cases,
        bench=_bench,
        errors=cases.errors(),
        laws=cases.LAWS,
        # Coordinates divide by curvatures that may be small, and later ones see what earlier ones did;
        # in single precision losses are differences of sums of squares.
        tol={
            "float64": Tolerance(rtol=1e-9, atol=1e-10),
            "float32": Tolerance(rtol=1e-3, atol=1e-3),
        },
        cost=_cost,
        rivals={"sklearn": _sklearn},
        canon=cases.losses_as_exact_as_factors,
    ),
]
