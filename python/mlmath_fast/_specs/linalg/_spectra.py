"""Matrices with known spectra, their canonical results, and the laws of decompositions."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._csr import Csr
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._spec import Failure, call
from mlmath_fast._specs.linalg._matrices import Array
from mlmath_fast.reference.linalg._operands import dense
from mlmath_fast.reference.linalg._signs import signs

Function = Callable[..., Any]


def orthonormal(rng: Generator, n: int, k: int) -> Array:
    Q: Array = np.linalg.qr(rng.standard_normal((n, k)))[0]
    return Q


def with_singular_values(rng: Generator, shape: tuple[int, int], s: Any) -> Array:
    s = np.asarray(s, float)
    U, V = orthonormal(rng, shape[0], len(s)), orthonormal(rng, shape[1], len(s))
    A: Array = U * s @ V.T
    return A


def with_eigenvalues(rng: Generator, w: Any) -> Array:
    V = orthonormal(rng, len(w), len(w))
    A = V * np.asarray(w, float) @ V.T
    symmetric: Array = (A + A.T) / 2
    return symmetric


def csr(A: Array) -> Csr:
    """The nonzero places."""
    rows, cols = np.nonzero(A)
    indptr = np.searchsorted(rows, np.arange(len(A) + 1))
    return Csr(indptr, cols.astype(np.int32), A[rows, cols], (A.shape[0], A.shape[1]))


def svd_matrices(rng: Generator) -> Iterator[tuple[str, Any]]:
    """Shapes, ranks and scales; singular values fall by a factor, so that subspaces are well told."""
    fall = 0.7 ** np.arange(12)
    A = with_singular_values(rng, (30, 12), fall)
    yield "tall", A
    yield "wide", with_singular_values(rng, (12, 30), fall)
    yield "square", with_singular_values(rng, (12, 12), fall)
    yield "float32", A.astype(np.float32)
    yield "rank 3", with_singular_values(rng, (20, 10), [3.0, 2.0, 1.0])
    yield "zero", np.zeros((7, 5))
    yield "one column", rng.standard_normal((9, 1))
    yield "one row", rng.standard_normal((1, 9))
    yield "one element", np.array([[-3.0]])
    yield "huge", A * 1e200
    yield "tiny", A * 1e-200
    yield "tiny, float32", (A * 1e-30).astype(np.float32)
    yield "diagonal", np.diag([1.0, -5.0, 3.0, 0.0, 2.0])
    yield "falls by a million", with_singular_values(rng, (40, 20), 10.0 ** -np.arange(0.0, 20.0))


def product_of_svd(result: Any) -> tuple[Any, ...]:
    """Free of signs and of the choice where singular values are equal: s, and probes of U diag(s) Vt.

    Both as shares of the largest singular value, for tolerances are absolute.
    """
    U, s, Vt, *error = result
    scale = s.max(initial=0) or s.dtype.type(1)
    share = s / scale
    return (share, (U * share) @ (Vt @ probes(Vt)), *(e / float(scale) for e in error))


def values_and_projector(result: Any) -> tuple[Any, ...]:
    """Free of signs and of the choice where eigenvalues are equal: w, and probes of V diag(w) V^T."""
    w, V, *_ = result
    scale = np.abs(w).max(initial=0) or w.dtype.type(1)
    share = w / scale
    return share, (V * share) @ (V.T @ probes(V.T))


def probes(A: Array) -> Array:
    """Columns G: two matrices that differ somewhere differ times G, which is small where they are not."""
    G = np.random.default_rng(0).standard_normal((A.shape[1], 4))
    return G.astype(A.dtype)


def factors_are_orthonormal(inputs: Callable[[Generator], Iterator[tuple[Any, ...]]]) -> Any:
    def check(function: Function, rng: Generator) -> None:
        for args in inputs(rng):
            U, s, Vt, *_ = function(*args)
            one = np.eye(len(s))
            assert_close(U.T @ U, one, rtol=0.0, atol=1e-12)
            assert_close(Vt @ Vt.T, one, rtol=0.0, atol=1e-12)
            assert (np.diff(s) <= 0).all()
            assert (s >= 0).all()

    return check


def signs_are_as_promised(
    inputs: Callable[[Generator], Iterator[tuple[Any, ...]]], *, vectors: int
) -> Any:
    """Of part `vectors` of the result: the first of the largest entries of each column is positive."""

    def check(function: Function, rng: Generator) -> None:
        for args in inputs(rng):
            V = function(*args)[vectors]
            columns = V if V.ndim == 2 else V[:, None]
            assert (signs(columns) == 1).all()
            turned = function(dense(args[0]) * -1.0, *args[1:])[vectors]
            assert (signs(turned if V.ndim == 2 else turned[:, None]) == 1).all()

    return check


def not_finite(*rest: Any, square: bool = True) -> list[Failure]:
    """Calls with NaN or infinities, or with the wrong number of axes."""
    n = 4 if square else 3
    A = np.arange(4.0 * n).reshape(n, 4)
    A += A.T if square else 0.0

    def put(value: float) -> Array:
        bad = A.copy()
        bad[2, 1] = value
        return bad

    return [
        Failure(
            call=call("NaN", put(np.nan), *rest),
            error=ValueError,
            match=r"A must be finite, got nan at \[2, 1\]",
        ),
        Failure(call=call("Inf", put(-np.inf), *rest), error=ValueError, match=r"got -inf at"),
        Failure(call=call("vector", A[0], *rest), error=ValueError, match="Expected 2D array"),
    ]
