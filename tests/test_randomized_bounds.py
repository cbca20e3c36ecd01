"""The bounds of Halko, Martinsson and Tropp (2011) hold of the mean over seeded draws.

A of known singular values falling as 1 / j, 30 seeds. With all k + p columns kept, U is a basis of what the
sampling found: the residual is A - Q Q^T A, of which the theorems speak.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from mlmath_fast.linalg import randomized_svd
from mlmath_fast.reference.linalg import randomized_svd as twin

Array = npt.NDArray[Any]
Function = Callable[..., Any]

K, SHAPE, DRAWS = 10, (120, 80), 30
SIGMA = 1 / np.arange(1.0, 81.0)


def _matrix() -> Array:
    rng = np.random.default_rng(0)
    U = np.linalg.qr(rng.standard_normal((SHAPE[0], SHAPE[1])))[0]
    V = np.linalg.qr(rng.standard_normal((SHAPE[1], SHAPE[1])))[0]
    A: Array = U * SIGMA @ V.T
    return A


def _residuals(function: Function, p: int, q: int) -> list[Array]:
    A = _matrix()
    found = []
    for seed in range(DRAWS):
        U = function(A, K + p, n_oversamples=0, n_iter=q, seed=seed).U
        found.append(A - U @ (U.T @ A))
    return found


def _spectral_bound(p: int, q: int) -> float:
    """Theorem 10.6, and with steps corollary 10.10."""
    powers = SIGMA ** (2 * q + 1)
    tail = np.sqrt(np.sum(powers[K:] ** 2))
    bound = (1 + np.sqrt(K / (p - 1))) * powers[K] + np.e * np.sqrt(K + p) / p * tail
    return float(bound ** (1 / (2 * q + 1)))


@pytest.mark.parametrize("function", [randomized_svd, twin], ids=["fast", "reference"])
@pytest.mark.parametrize("p", [2, 5, 10])
def test_theorem_10_5_frobenius(function: Function, p: int) -> None:
    norms = [np.linalg.norm(E) for E in _residuals(function, p, 0)]
    assert np.mean(norms) <= np.sqrt(1 + K / (p - 1)) * np.sqrt(np.sum(SIGMA[K:] ** 2))


@pytest.mark.parametrize("function", [randomized_svd, twin], ids=["fast", "reference"])
@pytest.mark.parametrize("q", [0, 1, 2])
@pytest.mark.parametrize("p", [2, 5, 10])
def test_theorem_10_6_and_corollary_10_10(function: Function, p: int, q: int) -> None:
    norms = [np.linalg.norm(E, 2) for E in _residuals(function, p, q)]
    assert np.mean(norms) <= _spectral_bound(p, q)
    # No basis of k + p columns does better than the next singular value.
    assert min(norms) >= SIGMA[K + p] * (1 - 1e-12)


def test_a_krylov_basis_is_no_worse_than_its_last_block() -> None:
    A, best = _matrix(), SIGMA[K]
    for seed in range(5):
        errors = [
            np.linalg.norm(A - r.U * r.s @ r.Vt, 2)
            for r in (
                randomized_svd(A, K, n_iter=2, method=method, seed=seed)
                for method in ("block_krylov", "subspace")
            )
        ]
        assert best * (1 - 1e-12) <= errors[0] <= errors[1] * (1 + 1e-12)


def test_the_estimate_never_exceeds_the_residual_and_is_near_it() -> None:
    A = _matrix()
    for seed in range(DRAWS):
        U, s, Vt, error = randomized_svd(A, K, seed=seed)
        true = np.linalg.norm(A - U * s @ Vt, 2)
        assert 0.9 * true <= error <= true * (1 + 1e-12)
