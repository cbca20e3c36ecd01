"""Rows: whole decompositions of one matrix."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.linalg import _spectra as spectra
from mlmath_fast.linalg import decompositions as fast
from mlmath_fast.linalg._results import EighResult, SVDResult
from mlmath_fast.reference.linalg import decompositions as reference

Function = Callable[..., Any]

TOL = {
    "float64": Tolerance(rtol=1e-10, atol=1e-13),
    "float32": Tolerance(rtol=1e-4, atol=1e-5),
}


def _svd_cases(rng: Generator) -> Iterator[Call]:
    for label, A in spectra.svd_matrices(rng):
        yield call(label, A)
    yield call("no rows", np.ones((0, 3)))
    yield call("no columns", np.ones((3, 0)))


def _eigh_cases(rng: Generator) -> Iterator[Call]:
    A = spectra.with_eigenvalues(rng, np.arange(-5.0, 7.0))
    yield call("both signs", A)
    yield call("float32", A.astype(np.float32))
    yield call("equal ones", spectra.with_eigenvalues(rng, [1.0, 1.0, 1.0, 2.0, 2.0]))
    yield call("lower triangle", np.tril(A))
    yield call("zero", np.zeros((4, 4)))
    yield call("identity", np.eye(5))
    yield call("one element", np.array([[-2.0]]))
    yield call("nothing", np.ones((0, 0)))
    yield call("huge", A * 1e200)
    yield call("tiny", A * 1e-200)


def _svd_inputs(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield (rng.standard_normal((20, 30)),)
    yield (rng.standard_normal((30, 20)) * 1e-200,)
    yield (spectra.with_singular_values(rng, (30, 20), [2.0, 1.0]),)
    yield (np.zeros((6, 4)),)


def _eigh_inputs(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield (spectra.with_eigenvalues(rng, rng.standard_normal(30)),)
    yield (spectra.with_eigenvalues(rng, [1.0] * 5 + [2.0] * 5) * 1e200,)
    yield (np.zeros((5, 5)),)


def _svd_reconstructs(svd: Function, rng: Generator) -> None:
    for (A,) in _svd_inputs(rng):
        U, s, Vt = svd(A)
        assert_close(U * s @ Vt, A, rtol=0.0, atol=1e-13 * s[0])


def _eigh_reconstructs(eigh: Function, rng: Generator) -> None:
    for (A,) in _eigh_inputs(rng):
        w, V = eigh(A)
        assert_close(V * w @ V.T, A, rtol=0.0, atol=1e-13 * abs(w).max())
        assert_close(V.T @ V, np.eye(len(w)), rtol=0.0, atol=1e-13)
        assert (np.diff(w) >= 0).all()


def _shifts_move_eigenvalues(eigh: Function, rng: Generator) -> None:
    A = spectra.with_eigenvalues(rng, rng.standard_normal(20))
    (w, V), (moved, same) = eigh(A), eigh(A + 3 * np.eye(20))
    assert_close(moved, w + 3, rtol=1e-13)
    assert_close(same, V, rtol=0.0, atol=1e-10)


def _squares_of_singular_values_are_eigenvalues(svd: Function, rng: Generator) -> None:
    A = rng.standard_normal((20, 8))
    assert_close(svd(A)[1] ** 2, np.linalg.eigvalsh(A.T @ A)[::-1], rtol=1e-12)


def _bench(make: Callable[[int], Call]) -> Iterator[Bench]:
    yield Bench(label="20", make=lambda: make(20), smoke=True)
    yield Bench(label="200", make=lambda: make(200), quick=True)
    yield Bench(label="1,000", make=lambda: make(1000))


def _svd_bench(rng: Generator) -> Iterator[Bench]:
    return _bench(lambda n: call("", rng.standard_normal((2 * n, n))))


def _eigh_bench(rng: Generator) -> Iterator[Bench]:
    def make(n: int) -> Call:
        A = rng.standard_normal((n, n))
        return call("", A + A.T)

    return _bench(make)


def _svd_cost(c: Call) -> Cost:
    m, n = sorted(c.args[0].shape, reverse=True)
    return Cost(flops=6.0 * m * n**2 + 11.0 * n**3)


def _eigh_cost(c: Call) -> Cost:
    return Cost(flops=9.0 * len(c.args[0]) ** 3)


def _scipy_svd(A: Any) -> SVDResult:
    from scipy.linalg import svd

    return SVDResult(*svd(A, full_matrices=False, check_finite=False))


def _scipy_eigh(A: Any) -> EighResult:
    from scipy.linalg import eigh

    return EighResult(*eigh(A, driver="evd", check_finite=False))


KERNELS = [
    Kernel(
        fast=fast.eigh,
        reference=reference.eigh,
        cases=_eigh_cases,
        bench=_eigh_bench,
        errors=[
            *spectra.not_finite(),
            Failure(call=call("oblong", np.ones((3, 4))), error=ValueError, match="must be square"),
        ],
        laws=[
            Law(name="it reconstructs", check=_eigh_reconstructs),
            Law(name="shifts move eigenvalues", check=_shifts_move_eigenvalues),
            Law(
                name="signs are as promised",
                check=spectra.signs_are_as_promised(_eigh_inputs, vectors=1),
            ),
        ],
        tol=TOL,
        cost=_eigh_cost,
        rivals={"scipy": _scipy_eigh},
        canon=spectra.values_and_projector,
    ),
    Kernel(
        fast=fast.svd,
        reference=reference.svd,
        cases=_svd_cases,
        bench=_svd_bench,
        errors=spectra.not_finite(square=False),
        laws=[
            Law(name="it reconstructs", check=_svd_reconstructs),
            Law(
                name="squares of singular values are eigenvalues",
                check=_squares_of_singular_values_are_eigenvalues,
            ),
            Law(name="factors are orthonormal", check=spectra.factors_are_orthonormal(_svd_inputs)),
            Law(
                name="signs are as promised",
                check=spectra.signs_are_as_promised(_svd_inputs, vectors=0),
            ),
        ],
        tol=TOL,
        cost=_svd_cost,
        rivals={"scipy": _scipy_svd},
        canon=spectra.product_of_svd,
    ),
]
