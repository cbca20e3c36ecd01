"""Laws of many small systems."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator

from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._spec import Law
from mlmath_fast._specs.linalg import _batched_cases as cases
from mlmath_fast._specs.linalg._batched_cases import Array

Function = Callable[..., Any]

ORDERS = (1, 2, 3, 8, 17, 32, 64)
COUNT = 9


def _transposed(A: Array) -> Array:
    return A.swapaxes(-1, -2)


def _place_does_not_matter(sample: cases.Sampler) -> Law:
    def check(function: Function, rng: Generator) -> None:
        A = sample(rng, (19,), 11)
        whole = function(A)
        for at in (0, 7, 8, 15, 18):
            alone = function(A[at])
            parts = zip(whole, alone, strict=True) if isinstance(alone, tuple) else [(whole, alone)]
            for of_whole, part in parts:
                assert np.array_equal(of_whole[at], part)

    return Law(name="a result does not depend on its place in the batch", check=check)


def _factor_times_its_transpose(cholesky: Function, rng: Generator) -> None:
    for n in ORDERS:
        A = cases.positive(rng, (COUNT,), n)
        L = cholesky(A)
        assert_close(L @ _transposed(L), A, rtol=0, atol=1e-14 * max(n, 10))
        assert np.array_equal(L, np.tril(L))
        assert (np.diagonal(L, axis1=-2, axis2=-1) > 0).all()


def _a_factor_is_its_own_factor(cholesky: Function, rng: Generator) -> None:
    for n in ORDERS:
        L = np.tril(rng.uniform(-0.3, 0.3, (COUNT, n, n)) / n) + np.eye(n)
        assert_close(cholesky(L @ _transposed(L)), L, rtol=0, atol=1e-14)


CHOLESKY = [
    Law(name="L L^T = A, L lower with a positive diagonal", check=_factor_times_its_transpose),
    Law(name="the factor of L L^T is L", check=_a_factor_is_its_own_factor),
    _place_does_not_matter(cases.positive),
]


def _vectors_are_orthonormal_eigenvectors(eigh: Function, rng: Generator) -> None:
    for n in ORDERS:
        A = cases.symmetric(rng, (COUNT,), n)
        w, V = eigh(A)
        assert (np.diff(w) >= 0).all()
        assert_close(_transposed(V) @ V, np.stack([np.eye(n)] * COUNT), rtol=0, atol=1e-13)
        largest = np.abs(w).max()
        assert_close(A @ V / largest, V * w[:, None, :] / largest, rtol=0, atol=1e-13)


def _trace_and_norm_are_sums(eigh: Function, rng: Generator) -> None:
    for n in ORDERS:
        A = cases.symmetric(rng, (COUNT,), n)
        w, _ = eigh(A)
        assert_close(w.sum(-1), np.trace(A, axis1=-2, axis2=-1), rtol=0, atol=1e-12 * n)
        assert_close((w**2).sum(-1), (A**2).sum((-2, -1)), rtol=1e-13)


def _a_shift_shifts(eigh: Function, rng: Generator) -> None:
    for n in ORDERS:
        A = cases.symmetric(rng, (COUNT,), n)
        shifted = eigh(A + 3 * np.eye(n)).w
        assert_close(shifted, eigh(A).w + 3, rtol=0, atol=1e-12)


def _powers_of_two_are_exact(eigh: Function, rng: Generator) -> None:
    A = cases.symmetric(rng, (COUNT,), 12)
    w, V = eigh(A)
    for power in (-40, 3, 400):
        scaled_w, scaled_V = eigh(np.ldexp(A, power))
        assert_close(scaled_w, np.ldexp(w, power), rtol=0, atol=np.ldexp(1e-13, power))
        assert_close(scaled_V, V, rtol=0, atol=1e-11)


def _the_largest_entry_is_positive(eigh: Function, rng: Generator) -> None:
    for n in ORDERS:
        _, V = eigh(cases.symmetric(rng, (COUNT,), n))
        assert (np.take_along_axis(V, np.abs(V).argmax(-2)[:, None], -2) > 0).all()
    # Ties: the vectors of [[0, 1], [1, 0]] in every pair of axes; the first entry decides.
    pairs = np.kron(np.diag([1.0, 2.0, 3.0]), np.array([[0.0, 1.0], [1.0, 0.0]]))
    _, V = eigh(np.stack([pairs] * COUNT))
    first = np.take_along_axis(V, (np.abs(V) > 0.5).argmax(-2)[:, None], -2)
    assert_close(first, np.full((COUNT, 1, 6), 0.5**0.5), rtol=1e-13)


EIGH = [
    Law(
        name="A V = V diag(w), V^T V = I, w ascending", check=_vectors_are_orthonormal_eigenvectors
    ),
    Law(name="trace and norm are sums of eigenvalues", check=_trace_and_norm_are_sums),
    Law(name="a multiple of the identity shifts", check=_a_shift_shifts),
    Law(name="units do not matter", check=_powers_of_two_are_exact),
    Law(name="the first of the largest entries is positive", check=_the_largest_entry_is_positive),
    _place_does_not_matter(cases.symmetric),
]


def _times_the_matrix_is_one(inv: Function, rng: Generator) -> None:
    for n in ORDERS:
        A = cases.general(rng, (COUNT,), n)
        X, eyes = inv(A), np.stack([np.eye(n)] * COUNT)
        assert_close(A @ X, eyes, rtol=0, atol=1e-13)
        assert_close(X @ A, eyes, rtol=0, atol=1e-13)


def _twice_is_nothing(inv: Function, rng: Generator) -> None:
    for n in ORDERS:
        A = cases.general(rng, (COUNT,), n)
        assert_close(inv(inv(A)), A, rtol=0, atol=1e-12)
        assert_close(inv(_transposed(A)), _transposed(inv(A)), rtol=0, atol=1e-13)


INV = [
    Law(name="A X = X A = I", check=_times_the_matrix_is_one),
    Law(name="the inverse of the inverse, and of the transpose", check=_twice_is_nothing),
    _place_does_not_matter(cases.general),
]


def _the_solution_solves(solve: Function, rng: Generator) -> None:
    for n in ORDERS:
        A, b = cases.positive(rng, (COUNT,), n), rng.standard_normal((COUNT, n, 6))
        assert_close(A @ solve(A, b), b, rtol=0, atol=1e-12)
        assert_close((A @ solve(A, b[..., 0])[..., None])[..., 0], b[..., 0], rtol=0, atol=1e-12)


def _sides_are_independent(solve: Function, rng: Generator) -> None:
    for n in ORDERS:
        A, b = cases.positive(rng, (COUNT,), n), rng.standard_normal((COUNT, n, 7))
        want = np.stack([solve(A, b[..., i]) for i in range(7)], -1)
        assert_close(solve(A, b), want, rtol=0, atol=1e-13)


def _place_of_a_system_does_not_matter(solve: Function, rng: Generator) -> None:
    A, b = cases.positive(rng, (19,), 11), rng.standard_normal((19, 11))
    whole = solve(A, b)
    for at in (0, 7, 8, 15, 18):
        assert np.array_equal(whole[at], solve(A[at], b[at]))


SOLVE = [
    Law(name="A x = b", check=_the_solution_solves),
    Law(name="right-hand sides are independent", check=_sides_are_independent),
    Law(name="a result does not depend on its place", check=_place_of_a_system_does_not_matter),
]
