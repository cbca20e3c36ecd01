"""Rows: eigenvalues of large matrices."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import coo_to_csr, transposed
from mlmath_fast._specs._sparse_failures import sparse_failures
from mlmath_fast._specs._spec import Bench, Call, Cost, Failure, Kernel, Law, Tolerance, call
from mlmath_fast._specs.linalg import _iterative_rivals as rivals
from mlmath_fast._specs.linalg import _spectra as spectra
from mlmath_fast._specs.linalg._matrices import Array
from mlmath_fast.linalg import iterative as fast
from mlmath_fast.reference.linalg import iterative as reference
from mlmath_fast.reference.linalg._operands import dense as everywhere

Function = Callable[..., Any]

# The solver stops at residuals of 1e-10 of the largest eigenvalue; vectors are off by that over the gap.
LANCZOS = {
    "float64": Tolerance(rtol=1e-9, atol=1e-8),
    "float32": Tolerance(rtol=1e-4, atol=1e-5),
}


def graph(rng: Generator, n: int, degree: int) -> Csr:
    """Adjacency of a random graph whose nodes are popular to different degrees."""
    weights = (np.arange(n) + 10.0) ** -0.5
    ends = rng.choice(n, (2, n * degree // 2), p=weights / weights.sum())
    places = np.unique(np.r_[ends[0] * n + ends[1], ends[1] * n + ends[0]])
    return coo_to_csr(places // n, places % n, np.ones(len(places)), (n, n))


def path(n: int) -> Csr:
    """Adjacency of a path: eigenvalues 2 cos(j pi / (n + 1))."""
    ahead = np.arange(n - 1)
    rows, cols = np.r_[ahead, ahead + 1], np.r_[ahead + 1, ahead]
    order = np.lexsort((cols, rows))
    return coo_to_csr(rows[order], cols[order], np.ones(len(rows)), (n, n))


class Scaled:
    """A callable that is deep-copied with its case."""

    def __init__(self, diagonal: Array) -> None:
        self.diagonal = diagonal

    def __call__(self, x: Array) -> Array:
        return self.diagonal * x


def _symmetric(rng: Generator) -> Iterator[tuple[str, Any]]:
    A = spectra.with_eigenvalues(rng, np.r_[np.linspace(-1, 1, 36), -8.0, -5.0, 6.0, 9.0])
    yield "dense", A
    yield "float32", A.astype(np.float32)
    yield "sparse", spectra.csr(A)
    yield "huge", A * 1e200
    yield "tiny", A * 1e-200
    yield "path", path(30)


def _lanczos_cases(rng: Generator) -> Iterator[Call]:
    for label, A in _symmetric(rng):
        for which in ("LA", "SA", "LM"):
            yield call(f"{label}, {which}", A, 2, which=which)
    # A basis of at most 20 vectors, or of 2k + 10; 4096 elements to a chunk, four vectors together.
    for n in (19, 20, 21, 40):
        A = spectra.with_eigenvalues(rng, 1 / np.arange(1.0, n + 1))
        yield call(f"{n}, k = 5", A, 5)
        yield call(f"{n}, k = 6", A, 6)
    for n in (4095, 4096, 4097):
        diagonal = np.r_[0.5 * rng.random(n - 3), 2.0, 3.0, 5.0]
        index = np.arange(n)
        yield call(f"diagonal of {n}", coo_to_csr(index, index, diagonal, (n, n)), 3, tol=1e-12)
    yield call("callable", Scaled(np.arange(1.0, 61.0)), 3, n=60)
    yield call("callable, huge", Scaled(np.arange(1.0, 61.0) * 1e200), 3, n=60, which="LM")
    yield call("all of them", spectra.with_eigenvalues(rng, np.arange(9.0)), 9)
    yield call("equal ones", spectra.with_eigenvalues(rng, [1.0] * 20 + [2.0] * 3 + [3.0] * 2), 5)
    yield call("identity", np.eye(12), 12)
    yield call("zero", np.zeros((30, 30)), 3)
    yield call("one element", np.array([[-2.0]]), 1)
    yield call("another seed", path(20), 4, seed=2**64 - 1)
    # Several tasks: of 2^16 elements, of 50,000 entries.
    yield call("order 300", spectra.with_eigenvalues(rng, 0.9 ** np.arange(300.0)), 3)
    yield call("many entries", graph(rng, 1200, 80), 2)


def _power_cases(rng: Generator) -> Iterator[Call]:
    A = spectra.with_eigenvalues(rng, np.r_[np.linspace(-0.5, 0.5, 36), -2.0])
    yield call("negative", A)
    yield call("float32", A.astype(np.float32), tol=1e-6)
    yield call("sparse", spectra.csr(A))
    yield call("huge", A * 1e200)
    yield call("tiny", A * 1e-200)
    yield call("one element", np.array([[-2.0]]))
    yield call("identity", np.eye(5))
    yield call("not symmetric", np.array([[3.0, 1.0], [0.0, 1.0]]))
    yield call("given up", np.diag([1.0, 0.999]), max_iter=5)
    yield call("a pair that does not converge", np.diag([1.0, -1.0]), max_iter=10)
    for n in (4095, 4096, 4097):
        index = np.arange(n)
        diagonal = np.r_[0.3 * rng.random(n - 1), 1.0]
        yield call(f"diagonal of {n}", coo_to_csr(index, index, diagonal, (n, n)))


def _shared_errors(*rest: Any) -> list[Failure]:
    A = np.eye(4)
    lies = [
        ("oblong", call("", np.ones((3, 4)), *rest), "A must be square and not empty"),
        ("nothing", call("", np.ones((0, 0)), *rest), "A must be square and not empty"),
        ("no iterations", call("", A, *rest, max_iter=0), "max_iter must be at least 1"),
        ("negative tol", call("", A, *rest, tol=-1.0), "tol must be finite and not negative"),
        ("NaN tol", call("", A, *rest, tol=np.nan), "tol must be finite and not negative"),
        ("negative seed", call("", A, *rest, seed=-1), "seed must be at least 0"),
    ]
    return [
        *(
            Failure(call=call(label, *c.args, **c.kwargs), error=ValueError, match=match)
            for label, c, match in lies
        ),
        *spectra.not_finite(*rest),
        *(f for f in sparse_failures(*rest) if f.call.label != "dense"),
    ]


def _lanczos_errors() -> list[Failure]:
    A = np.eye(4)
    rng = np.random.default_rng(0)
    lies = [
        ("no components", call("", A, 0), "n_components must be at least 1"),
        ("too many", call("", A, 5), "n_components must be at most 4"),
        ("unknown which", call("", A, 1, which="SM"), "which must be one of 'LA', 'SA', 'LM'"),
        ("no n", call("", Scaled(np.ones(4)), 1), "n must be given"),
        ("n of a matrix", call("", A, 1, n=4), "n must not be given"),
        ("wrong length", call("", Scaled(np.ones(1)), 1, n=0), "n must be at least 1"),
        ("asymmetric", call("", rng.standard_normal((30, 30)), 2), "A must be symmetric"),
        ("infinite", call("", Scaled(np.array([1.0, np.inf])), 1, n=2), "must be finite"),
    ]
    return [
        *(
            Failure(call=call(label, *c.args, **c.kwargs), error=ValueError, match=match)
            for label, c, match in lies
        ),
        *_shared_errors(1),
    ]


def _it_solves_the_eigenproblem(eigsh: Function, rng: Generator) -> None:
    for A, which in ((graph(rng, 300, 6), "LA"), (path(100), "SA"), (path(80), "LM")):
        w, V, *_ = eigsh(A, 4, which=which)
        dense = everywhere(A)
        assert_close(dense @ V, V * w, rtol=0.0, atol=1e-8)
        assert_close(V.T @ V, np.eye(4), rtol=0.0, atol=1e-12)
        assert (np.diff(w) >= 0).all()


def _it_says_that_it_converged(eigsh: Function, rng: Generator) -> None:
    *_, n_iter, converged = eigsh(spectra.with_eigenvalues(rng, 0.6 ** np.arange(40.0)), 3)
    assert converged
    assert 1 <= n_iter <= 400


def _it_says_how_it_ended(power: Function, rng: Generator) -> None:
    *_, n_iter, converged = power(np.diag([1.0, 0.999]), max_iter=5)
    assert (n_iter, converged) == (5, False)
    *_, n_iter, converged = power(spectra.with_eigenvalues(rng, 0.6 ** np.arange(40.0)))
    assert converged
    assert n_iter < 1000


def _smallest_are_the_negative_largest(eigsh: Function, rng: Generator) -> None:
    A = spectra.with_eigenvalues(rng, 2.0 ** -np.arange(40.0))
    assert_close(eigsh(A, 3).w, -eigsh(-A, 3, which="SA").w[::-1], rtol=1e-9)


def _permuting_permutes(function: Function, rng: Generator) -> None:
    A = spectra.with_eigenvalues(rng, 0.6 ** np.arange(40.0))
    order = rng.permutation(40)
    straight, shuffled = function(A), function(A[np.ix_(order, order)])
    assert_close(shuffled[0], straight[0], rtol=1e-7, atol=1e-9)


def _vector_is_an_eigenvector(power: Function, rng: Generator) -> None:
    A = spectra.with_eigenvalues(rng, 0.6 ** np.arange(40.0))
    value, v, _, converged = power(A)
    assert converged
    assert_close(np.linalg.norm(v), 1.0, rtol=1e-14)
    assert np.linalg.norm(A @ v - value * v) <= 1.01e-10 * abs(value)


def _transpose_has_the_same_value(power: Function, rng: Generator) -> None:
    A = graph(rng, 200, 6)
    skew = A._replace(data=rng.random(len(A.data)))
    assert_close(power(skew).value, power(transposed(skew)).value, rtol=1e-9)


def _inputs(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield (spectra.with_eigenvalues(rng, 0.6 ** np.arange(40.0)),)
    yield (spectra.with_eigenvalues(rng, 0.6 ** np.arange(40.0)) * 1e200,)
    yield (path(12),)


def _power_inputs(rng: Generator) -> Iterator[tuple[Any, ...]]:
    yield from list(_inputs(rng))[:2]


def _lanczos_bench(rng: Generator) -> Iterator[Bench]:
    def of(n: int, k: int) -> Callable[[], Call]:
        return lambda: call("", graph(rng, n, 10), k)

    yield Bench(label="graph of 500 nodes, 4", make=of(500, 4), smoke=True)
    yield Bench(label="graph of 20,000 nodes, 10", make=of(20_000, 10), quick=True)
    yield Bench(label="graph of 200,000 nodes, 10", make=of(200_000, 10))


def _power_bench(rng: Generator) -> Iterator[Bench]:
    def of(n: int) -> Callable[[], Call]:
        return lambda: call("", graph(rng, n, 10))

    yield Bench(label="graph of 500 nodes", make=of(500), smoke=True)
    yield Bench(label="graph of 20,000 nodes", make=of(20_000), quick=True)
    yield Bench(label="graph of 200,000 nodes", make=of(200_000))


def _lanczos_cost(c: Call) -> Cost:
    """One filling of the basis: how many restarts follow, nobody knows."""
    A, k = c.args
    m, n = max(2 * k + 10, 20), A.shape[0]
    return Cost(flops=m * 2.0 * len(A.indices) + 2.0 * n * m**2, bytes=8.0 * n * m**2)


def _power_cost(c: Call) -> Cost:
    """Of one product."""
    A = c.args[0]
    return Cost(flops=2.0 * len(A.indices), bytes=A.data.nbytes + A.indices.nbytes)


def _values_and_vectors(result: Any) -> tuple[Any, ...]:
    """Not how many products it took."""
    return spectra.values_and_projector(result)


KERNELS = [
    Kernel(
        fast=fast.lanczos_eigsh,
        reference=reference.lanczos_eigsh,
        cases=_lanczos_cases,
        bench=_lanczos_bench,
        errors=_lanczos_errors(),
        laws=[
            Law(name="it solves the eigenproblem", check=_it_solves_the_eigenproblem),
            Law(name="it says that it converged", check=_it_says_that_it_converged),
            Law(name="smallest are the negative largest", check=_smallest_are_the_negative_largest),
            Law(name="permuting permutes", check=_permuting_permutes),
            Law(
                name="signs are as promised",
                check=spectra.signs_are_as_promised(_inputs, vectors=1),
            ),
        ],
        tol=LANCZOS,
        cost=_lanczos_cost,
        rivals={"scipy": rivals.arpack},
        canon=_values_and_vectors,
        slow_reference=True,
    ),
    Kernel(
        fast=fast.power_iteration,
        reference=reference.power_iteration,
        cases=_power_cases,
        bench=_power_bench,
        errors=_shared_errors(),
        laws=[
            Law(name="the vector is an eigenvector", check=_vector_is_an_eigenvector),
            Law(name="it says how it ended", check=_it_says_how_it_ended),
            Law(name="the transpose has the same value", check=_transpose_has_the_same_value),
            Law(name="permuting permutes", check=_permuting_permutes),
            Law(
                name="signs are as promised",
                check=spectra.signs_are_as_promised(_power_inputs, vectors=1),
            ),
        ],
        tol={
            "float64": Tolerance(rtol=1e-9, atol=1e-8),
            "float32": Tolerance(rtol=1e-5, atol=1e-5),
        },
        cost=_power_cost,
        rivals={"scipy (ARPACK)": rivals.arpack_largest, "scipy (products)": rivals.products},
        canon=rivals.value_and_vector,
        slow_reference=True,
    ),
]
