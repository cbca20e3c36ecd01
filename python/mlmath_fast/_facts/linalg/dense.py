"""Facts of factorisations of one dense matrix."""

from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close


def fact_cholesky_by_hand(topic: ModuleType) -> None:
    """(4 12 -16; 12 37 -43; -16 -43 98) = L L^T with L = (2 0 0; 6 1 0; -8 5 3)."""
    A = [[4.0, 12.0, -16.0], [12.0, 37.0, -43.0], [-16.0, -43.0, 98.0]]
    want = [[2.0, 0.0, 0.0], [6.0, 1.0, 0.0], [-8.0, 5.0, 3.0]]
    assert_close(topic.cholesky(A), want, rtol=1e-14)


def fact_the_root_of_a_square_is_exact(topic: ModuleType) -> None:
    """The diagonal holds the roots of the pivots, rounded once: of squares, whole numbers."""
    for dtype in (np.float64, np.float32):
        roots = np.arange(1.0, 2000.0).astype(dtype)
        squares = (roots**2).reshape(-1, 1, 1)
        assert [topic.cholesky(square)[0, 0] for square in squares] == roots.tolist()
        assert np.diag(topic.cholesky(np.diag(roots[:300] ** 2))).tolist() == roots[:300].tolist()


def fact_the_pascal_matrix_is_that_of_binomials(topic: ModuleType) -> None:
    """C(i + j, i) = sum over k of C(i, k) C(j, k) (Vandermonde): the factor is Pascal's triangle."""
    n = 12
    L = np.zeros((n, n))
    L[:, 0] = 1
    for i in range(1, n):
        L[i, 1:] = L[i - 1, 1:] + L[i - 1, :-1]
    # Condition 1e12, but small whole numbers: elimination makes no rounding error to speak of.
    assert_close(topic.cholesky(L @ L.T), L, rtol=1e-9, atol=1e-9)


def fact_the_minimum_matrix_has_a_factor_of_ones(topic: ModuleType) -> None:
    """min(i, j) = sum over k <= i, j of 1."""
    for n in (5, 300):
        i = np.arange(1.0, n + 1)
        assert_close(topic.cholesky(np.minimum.outer(i, i)), np.tri(n), rtol=0, atol=1e-12)
