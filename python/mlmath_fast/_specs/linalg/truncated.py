"""Rows: the largest singular values and their vectors."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import coo_to_csr, rng_of, sparse
from mlmath_fast._specs._sparse_failures import sparse_failures
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.linalg import _spectra as spectra
from mlmath_fast._specs.linalg._matrices import Array, scattered, scipy_csr
from mlmath_fast.compare.data import movielens
from mlmath_fast.linalg import truncated as fast
from mlmath_fast.linalg._results import SVDResult
from mlmath_fast.reference.linalg import truncated as reference

Function = Callable[..., Any]

# As shares of the largest singular value. What the twin computes of a residual that is rounding errors
# is other rounding errors.
TOL = {
    "float64": Tolerance(rtol=1e-9, atol=1e-12),
    "float32": Tolerance(rtol=2e-3, atol=1e-5),
}


def _randomized_cases(rng: Generator) -> Iterator[Call]:
    for label, A in spectra.svd_matrices(rng):
        for method in ("subspace", "block_krylov"):
            k = min(3, *A.shape)
            yield call(f"{label}, {method}", A, k, method=method, n_oversamples=4)
    A = next(spectra.svd_matrices(rng))[1]
    yield call("no steps", A, 2, n_iter=0)
    yield call("one step, Krylov", A, 2, n_iter=1, n_oversamples=2, method="block_krylov")
    yield call("no more columns than wanted", A, 2, n_oversamples=0, n_iter=8)
    yield call("all of them", A, 12)
    yield call("another seed", A, 3, n_iter=1, seed=2**64 - 1)
    yield call("sparse", spectra.csr(np.round(A, 1)), 3)
    single = spectra.csr(np.round(A, 1).astype(np.float32))
    yield call("sparse, float32", single, 3)
    yield call("sparse, huge", spectra.csr(np.round(A, 1) * 1e200), 3)
    # Rows of a chunk of the orthonormalisation, and vectors of its columns.
    for n, k in ((255, 7), (256, 8), (257, 17)):
        B = spectra.with_singular_values(rng, (n, 40), 0.5 ** np.arange(40))
        yield call(f"{n} rows, {k} of 40", B, k, n_oversamples=3)


def _truncated_cases(rng: Generator) -> Iterator[Call]:
    for label, A in spectra.svd_matrices(rng):
        yield call(label, A, min(3, *A.shape))
    A = next(spectra.svd_matrices(rng))[1]
    yield call("all of them", A, 12)
    yield call("all but one", A, 11)
    yield call("sparse", spectra.csr(np.round(A, 1)), 3)
    yield call("sparse, float32", spectra.csr(np.round(A, 1).astype(np.float32)), 3)
    yield call("equal ones", spectra.with_singular_values(rng, (30, 20), [2.0] * 4 + [1.0] * 9), 4)
    # Beyond five blocks of ten columns the basis starts again.
    for n in (49, 50, 51, 120):
        B = spectra.with_singular_values(rng, (150, n), 1 / np.arange(1.0, n + 1))
        yield call(f"slow fall, {n} columns", B, 8, seed=3)


def _errors(**kwargs: Any) -> list[Failure]:
    A = np.ones((3, 4))
    lies = [
        ("no components", call("", A, 0), "n_components must be at least 1, got 0"),
        ("too many", call("", A, 4), "n_components must be at most 3, got 4"),
        ("negative seed", call("", A, 1, seed=-1), "seed must be at least 0"),
        ("large seed", call("", A, 1, seed=2**64), "seed must be at most"),
        ("nothing", call("", np.ones((0, 4)), 1), "n_components must be at most 0"),
    ]
    half = call("half a component", A, 1.5)
    return [
        *(
            Failure(call=call(label, *c.args, **c.kwargs), error=ValueError, match=match)
            for label, c, match in lies
        ),
        Failure(call=half, error=TypeError, match="n_components must be an integer"),
        *spectra.not_finite(1, square=False),
        *(f for f in sparse_failures(1, **kwargs) if f.call.label != "dense"),
    ]


def _randomized_errors() -> list[Failure]:
    A = np.ones((3, 4))
    return [
        *_errors(),
        Failure(
            call=call("unknown method", A, 1, method="power"),
            error=ValueError,
            match="method must be one of 'subspace', 'block_krylov'",
        ),
        Failure(
            call=call("too few", A, 1, n_oversamples=-1),
            error=ValueError,
            match="n_oversamples must be",
        ),
        Failure(call=call("backwards", A, 1, n_iter=-1), error=ValueError, match="n_iter must be"),
    ]


def _inputs(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield rng.standard_normal((40, 30)), 5
    yield rng.standard_normal((30, 40)) * 1e200, 5
    yield spectra.with_singular_values(rng, (40, 30), [2.0, 1.0]), 5
    yield np.zeros((20, 10)), 3
    yield sparse(rng, (50, 30), 0.1), 4


def _values_are_those_of_the_transpose(svd: Function, rng: Generator) -> None:
    A = spectra.with_singular_values(rng, (40, 30), 0.6 ** np.arange(30))
    assert_close(svd(A, 4)[1], svd(A.T, 4)[1], rtol=1e-9)


def _low_rank_is_found(svd: Function, rng: Generator) -> None:
    A = spectra.with_singular_values(rng, (40, 30), [4.0, 2.0, 1.0])
    U, s, Vt, *_ = svd(A, 3)
    assert_close(s, [4.0, 2.0, 1.0], rtol=1e-12)
    assert_close(U * s @ Vt, A, rtol=0.0, atol=1e-13)


def _the_error_is_that_of_the_residual(svd: Function, rng: Generator) -> None:
    """From below, and near; no approximation has less than the next singular value."""
    for A in (
        rng.standard_normal((60, 50)),
        spectra.with_singular_values(rng, (60, 50), 0.9 ** np.arange(50)),
    ):
        U, s, Vt, error = svd(A, 5)
        true = np.linalg.norm(A - U * s @ Vt, 2)
        assert 0.8 * true <= error <= true * (1 + 1e-12)
        assert true >= np.linalg.svd(A, compute_uv=False)[5] * (1 - 1e-12)


def _small_values_are_exact(svd: Function, rng: Generator) -> None:
    """Those of A, not the roots of those of its square, which would be lost below 1e-8."""
    s = 10.0 ** -np.arange(0.0, 12.0)
    got = svd(spectra.with_singular_values(rng, (50, 12), s), 12)[1]
    assert_close(got, s, rtol=0.0, atol=1e-14)


def _random(
    rng: Generator, shape: tuple[int, int], nnz: int, k: int, dtype: Any = np.float64
) -> Callable[[], Call]:
    return lambda: call("", scattered(rng, shape, nnz, dtype), k)


def _movielens() -> Csr:
    users, items, stars = movielens()
    return coo_to_csr(users, items, stars, (users.max() + 1, items.max() + 1))


def _randomized_bench(rng: Generator) -> Iterator[Bench]:
    def falling() -> Call:
        return call("", spectra.with_singular_values(rng, (300, 200), 0.8 ** np.arange(60)), 8)

    large = ((20_000, 10_000), 2_000_000, 64)
    yield Bench(label="300 x 200, k = 8", make=falling, smoke=True)
    yield Bench(label="MovieLens, k = 64", make=lambda: call("", _movielens(), 64), quick=True)
    yield Bench(label="20,000 x 10,000, 2 M entries, k = 64", make=_random(rng, *large))
    yield Bench(label="the same, float32", make=_random(rng, *large, np.float32))


def _truncated_bench(rng: Generator) -> Iterator[Bench]:
    def falling() -> Call:
        return call("", spectra.with_singular_values(rng, (300, 200), 0.8 ** np.arange(200)), 8)

    def skewed() -> Call:
        """Columns of unlike weight, as of words in texts: singular values that can be told."""
        A = scattered(rng, (20_000, 5_000), 400_000)
        return call("", A._replace(data=A.data / np.sqrt(1.0 + A.indices)), 10)

    yield Bench(label="300 x 200, k = 8", make=falling, smoke=True)
    yield Bench(label="MovieLens, k = 20", make=lambda: call("", _movielens(), 20), quick=True)
    yield Bench(label="20,000 x 5,000, 400,000 entries, k = 10", make=skewed)


def _cost(c: Call) -> Cost:
    """The products with A, and orthonormal bases, of the subspace method; once where it is not known."""
    A, k = c.args
    stored = len(A.indices) if hasattr(A, "indices") else A.size
    width, steps = k + 10, 2 * c.kwargs.get("n_iter", 4) + 2
    return Cost(flops=steps * (2.0 * stored * width + sum(A.shape) * width**2))


def _one_product(c: Call) -> Cost:
    A, k = c.args
    stored = len(A.indices) if hasattr(A, "indices") else A.size
    return Cost(flops=4.0 * stored * k)


def sklearn_svd(normalizer: str) -> Callable[..., SVDResult]:
    """Of as many steps; how it orthonormalises between them is a matter of taste and time."""

    def rival(A: Any, n_components: int) -> SVDResult:
        from sklearn.utils.extmath import randomized_svd

        matrix = A if isinstance(A, np.ndarray) else scipy_csr(A)
        parts = randomized_svd(
            matrix, n_components, n_iter=4, power_iteration_normalizer=normalizer, random_state=0
        )
        return SVDResult(*parts)

    return rival


def error_is_no_larger(c: Call, ours: Any, rivals: Any) -> None:
    """``|A - U s Vt|`` in the Frobenius norm, by 20 random columns, within 1 % of the rival's."""
    A = c.args[0]
    matrix = A if isinstance(A, np.ndarray) else scipy_csr(A)
    # The mean square of |(A - U s Vt) g| over normal g is the squared Frobenius norm.
    G = rng_of("probes").standard_normal((A.shape[1], 20))

    def error(U: Array, s: Array, Vt: Array) -> float:
        return float(np.linalg.norm(matrix @ G - (U * s) @ (Vt @ G)))

    own, other = error(ours.U, ours.s, ours.Vt), error(rivals.U, rivals.s, rivals.Vt)
    assert own <= 1.01 * other, f"our error is {own:.4g}, the rival's {other:.4g}"
    assert other <= 1.05 * own, f"the rival's error is {other:.4g}, ours {own:.4g}"


def _svds(solver: str) -> Callable[..., SVDResult]:
    def rival(A: Any, n_components: int) -> SVDResult:
        from scipy.sparse.linalg import svds

        matrix = A if isinstance(A, np.ndarray) else scipy_csr(A)
        length = A.shape[0] if solver == "propack" else min(A.shape)
        start = np.random.default_rng(0).standard_normal(length)
        U, s, Vt = svds(matrix, n_components, solver=solver, v0=start)
        return SVDResult(U[:, ::-1], s[::-1], Vt[::-1])

    return rival


_ORTHONORMAL = Law(name="factors are orthonormal", check=spectra.factors_are_orthonormal(_inputs))
_SIGNS = Law(name="signs are as promised", check=spectra.signs_are_as_promised(_inputs, vectors=0))
_TRANSPOSE = Law(name="values are those of the transpose", check=_values_are_those_of_the_transpose)
_LOW_RANK = Law(name="a low rank is found", check=_low_rank_is_found)

KERNELS = [
    Kernel(
        fast=fast.randomized_svd,
        reference=reference.randomized_svd,
        cases=_randomized_cases,
        bench=_randomized_bench,
        errors=_randomized_errors(),
        laws=[
            _ORTHONORMAL,
            _SIGNS,
            _TRANSPOSE,
            _LOW_RANK,
            Law(name="the error is that of the residual", check=_the_error_is_that_of_the_residual),
        ],
        tol=TOL,
        cost=_cost,
        rivals={
            "sklearn": sklearn_svd("auto"),
            "sklearn (LU)": sklearn_svd("LU"),
            "sklearn (none)": sklearn_svd("none"),
        },
        canon=spectra.product_of_svd,
        as_good=error_is_no_larger,
        slow_reference=True,
    ),
    Kernel(
        fast=fast.truncated_svd,
        reference=reference.truncated_svd,
        cases=_truncated_cases,
        bench=_truncated_bench,
        errors=_errors(),
        laws=[
            _ORTHONORMAL,
            _SIGNS,
            _TRANSPOSE,
            _LOW_RANK,
            Law(name="small values are exact", check=_small_values_are_exact),
        ],
        tol=TOL,
        cost=_one_product,
        rivals={"scipy (ARPACK)": _svds("arpack"), "scipy (PROPACK)": _svds("propack")},
        canon=spectra.product_of_svd,
        slow_reference=True,
    ),
]
