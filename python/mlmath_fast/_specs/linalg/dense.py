"""Rows of the factorisations of one dense matrix."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from mlmath_fast import linalg as fast
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import straddle
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast.reference import linalg as reference

Array = npt.NDArray[Any]

# Rows of a tile, of a task, columns of a block.
TILE, BAND, BLOCK = 8, 48, 192


def _positive(rng: Generator, n: int, dtype: type = np.float64) -> Array:
    """A matrix of condition about 5."""
    X = rng.standard_normal((n, 2 * n)) / np.sqrt(2 * n)
    return (X @ X.T + np.eye(n)).astype(dtype)


def _cases(rng: Generator) -> Iterator[Call]:
    for dtype in (np.float64, np.float32):
        name = dtype.__name__
        for n in (1, 2, *straddle(TILE, 24, BAND, BLOCK, BLOCK + BAND, 2 * BLOCK)):
            yield call(f"order {n} {name}", _positive(rng, n, dtype))
        yield call(f"order 0 {name}", np.ones((0, 0), dtype))
        yield call(f"identity {name}", np.eye(30, dtype=dtype))
        yield call(f"by columns {name}", _positive(rng, 250, dtype).T.copy().T)
        above = _positive(rng, 250, dtype)
        above[np.triu_indices(250, 1)] = np.nan
        yield call(f"what lies above is not read {name}", above)
        for scale in (1e-30, 1e30):
            yield call(f"scale {scale} {name}", (scale * _positive(rng, 20)).astype(dtype))
    for scale in (1e-300, 1e300):
        yield call(f"scale {scale}", scale * _positive(rng, 20))
    yield call("integers become float64", np.array([[4, 2], [2, 5]]))
    yield call("lists", [[2.0, 1.0], [1.0, 2.0]])


def _errors() -> list[Failure]:
    def spoilt(n: int, i: int, j: int, value: float) -> Array:
        A = np.eye(n)
        A[i, j] = value
        return A

    refused = np.linalg.LinAlgError
    return [
        Failure(call=call("wide", np.ones((2, 3))), error=ValueError, match="must be square"),
        Failure(call=call("a vector", np.ones(3)), error=ValueError, match="Expected 2D array"),
        Failure(call=call("a stack", np.ones((1, 2, 2))), error=ValueError, match="Expected 2D"),
        Failure(
            call=call("indefinite", [[1.0, 2.0], [2.0, 1.0]]),
            error=refused,
            match="positive definite, but its pivot 1 is not positive",
        ),
        Failure(call=call("zero", np.zeros((3, 3))), error=refused, match="pivot 0 is not"),
        Failure(
            call=call("late", spoilt(300, 250, 250, -1.0)), error=refused, match="pivot 250 is not"
        ),
        Failure(
            call=call("NaN", spoilt(9, 7, 3, np.nan)),
            error=ValueError,
            match=r"A must be finite, got NaN at \(7, 3\)",
        ),
        Failure(
            call=call("Inf", spoilt(200, 150, 150, np.inf)),
            error=ValueError,
            match=r"got inf at \(150, 150\)",
        ),
        Failure(call=call("complex", np.eye(2) * 1j), error=TypeError, match="Complex data"),
    ]


def _it_gives_the_matrix_back(cholesky: Callable[[Array], Array], rng: Generator) -> None:
    for n in (5, 191, 400):
        A = _positive(rng, n)
        L = cholesky(A)
        assert_close(L @ L.T, A, rtol=0, atol=1e-13)
        assert_close(np.triu(L, 1), np.zeros((n, n)), rtol=0)
        assert (np.diag(L) > 0).all()


def _the_determinant_is_that_of_the_diagonal(
    cholesky: Callable[[Array], Array], rng: Generator
) -> None:
    A = _positive(rng, 100)
    assert_close(2 * np.log(np.diag(cholesky(A))).sum(), np.linalg.slogdet(A)[1], rtol=1e-12)


def _hard_matrices_leave_small_residuals(
    cholesky: Callable[[Array], Array], rng: Generator
) -> None:
    """Condition 1e10: the residual is of the order of the matrix all the same."""
    Q = np.linalg.qr(rng.standard_normal((300, 300)))[0]
    A = (Q * np.logspace(0, -10, 300)) @ Q.T
    L = cholesky((A + A.T) / 2)
    assert_close(L @ L.T, (A + A.T) / 2, rtol=0, atol=1e-15)


def _leading_blocks_are_factors(cholesky: Callable[[Array], Array], rng: Generator) -> None:
    A = _positive(rng, 300)
    assert_close(cholesky(A[:200, :200]), cholesky(A)[:200, :200], rtol=0, atol=1e-13)


def _bench(rng: Generator) -> Iterator[Bench]:
    def of(n: int, dtype: type = np.float64) -> Callable[[], Call]:
        return lambda: call("", _positive(rng, n, dtype))

    yield Bench(label="100", make=of(100), smoke=True)
    yield Bench(label="1,000", make=of(1000), quick=True)
    yield Bench(label="3,000", make=of(3000))
    yield Bench(label="3,000, float32", make=of(3000, np.float32))


def _cost(c: Call) -> Cost:
    A = np.asarray(c.args[0])
    return Cost(flops=len(A) ** 3 / 3, bytes=2 * A.nbytes)


def _scipy(A: Array) -> Array:
    import scipy.linalg

    result: Array = scipy.linalg.cholesky(A, lower=True, check_finite=False)
    return result


KERNELS = [
    Kernel(
        fast=fast.cholesky,
        reference=reference.cholesky,
        cases=_cases,
        bench=_bench,
        errors=_errors(),
        laws=[
            Law(name="it gives the matrix back", check=_it_gives_the_matrix_back),
            Law(name="the determinant", check=_the_determinant_is_that_of_the_diagonal),
            Law(name="hard matrices", check=_hard_matrices_leave_small_residuals),
            Law(name="leading blocks", check=_leading_blocks_are_factors),
        ],
        # Elements of the factor are at most 2, off the diagonal near 0.1.
        tol={
            "float64": Tolerance(rtol=1e-13, atol=1e-14),
            "float32": Tolerance(rtol=1e-5, atol=2e-6),
        },
        cost=_cost,
        rivals={"np.linalg.cholesky": np.linalg.cholesky, "scipy.linalg.cholesky": _scipy},
    )
]
