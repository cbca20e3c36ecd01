"""Facts of many small systems."""

import math
from fractions import Fraction
from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close


def fact_eigenvalues_of_two_by_two(topic: ModuleType) -> None:
    """[[a, b], [b, c]] has the eigenvalues (a + c) / 2 -+ sqrt(((a - c) / 2)^2 + b^2)."""
    w, V = topic.eigh_batched([[[2.0, 1.0], [1.0, 2.0]], [[10.0, 5.0], [5.0, 0.0]]])
    root = math.sqrt(2)
    assert_close(w, [[1.0, 3.0], [5 - 5 * root, 5 + 5 * root]], rtol=1e-14)
    assert_close(V[0] * root, [[1, 1], [-1, 1]], rtol=1e-14)
    # tan of the angle of the larger one's vector: b / (w - c) = 5 / (5 + 5 sqrt 2) = sqrt 2 - 1.
    assert_close(V[1, 1, 1] / V[1, 0, 1], root - 1, rtol=1e-14)


def fact_the_second_difference_has_cosines(topic: ModuleType) -> None:
    """tridiag(-1, 2, -1) of order n: 2 - 2 cos(k pi / (n + 1)) with sin(i k pi / (n + 1)) for vectors."""
    for n in (3, 8, 32, 64):
        A = 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
        w, V = topic.eigh_batched(np.stack([A] * 3))
        k = np.arange(1, n + 1) * np.pi / (n + 1)
        assert_close(w[2], 2 - 2 * np.cos(k), rtol=0, atol=1e-14)
        waves = np.sin(np.outer(np.arange(1, n + 1), k)) * math.sqrt(2 / (n + 1))
        assert_close(np.abs(V[1]), np.abs(waves), rtol=0, atol=1e-12)


def fact_a_matrix_of_ones_has_one_eigenvalue(topic: ModuleType) -> None:
    """Ones of order n: n, with the vector of equal entries, and n - 1 zeros."""
    for n in (2, 9, 33):
        w, V = topic.eigh_batched(np.ones((5, n, n)))
        assert_close(w[4], np.append(np.zeros(n - 1), n), rtol=0, atol=1e-13)
        assert_close(V[3, :, -1], np.full(n, n**-0.5), rtol=1e-13)


def fact_the_sign_of_a_diagonal_is_positive(topic: ModuleType) -> None:
    """A diagonal matrix: its elements in order, and a permutation of the identity."""
    w, V = topic.eigh_batched(np.diag([3.0, -1.0, 2.0]))
    assert w.tolist() == [-1.0, 2.0, 3.0]
    assert V.tolist() == [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]


def fact_pascals_matrix_factors_into_his_triangle(topic: ModuleType) -> None:
    """C(i + j, i) = L L^T with L = C(i, j), whole numbers throughout."""
    for n in (1, 3, 7, 10):
        pascal = [[math.comb(i + j, i) for j in range(n)] for i in range(n)]
        triangle = [[math.comb(i, j) for j in range(n)] for i in range(n)]
        L = topic.cholesky_batched(np.array([pascal] * 9, float))
        assert_close(L, np.array([triangle] * 9, float), rtol=1e-12, atol=1e-12)


def fact_the_inverse_of_hilberts_matrix_is_whole(topic: ModuleType) -> None:
    """1 / (i + j + 1): the inverse of order 3 is [[9, -36, 30], [-36, 192, -180], [30, -180, 180]]."""
    hilbert = 1 / (np.add.outer(np.arange(3), np.arange(3)) + 1.0)
    inverse = np.array([[9.0, -36, 30], [-36, 192, -180], [30, -180, 180]])
    assert_close(topic.inv_batched([hilbert, 2 * hilbert]), [inverse, inverse / 2], rtol=1e-12)
    assert_close(topic.solve_batched(hilbert, np.eye(3)), inverse, rtol=1e-12)


def fact_hilberts_determinant_is_the_product_of_pivots(topic: ModuleType) -> None:
    """det H_n = c(n)^4 / c(2 n), c(n) = 1! 2! ... (n - 1)!: 1 / 6048000 for n = 4 (Hilbert, 1894)."""
    for n in (2, 4, 6):
        hilbert = 1 / (np.add.outer(np.arange(n), np.arange(n)) + 1.0)
        L = topic.cholesky_batched(hilbert[None])
        c = [math.prod(map(math.factorial, range(1, m))) for m in (n, 2 * n)]
        assert_close(np.prod(np.diagonal(L[0])) ** 2, float(Fraction(c[0] ** 4, c[1])), rtol=1e-8)


def fact_permutations_are_inverted_by_their_transposes(topic: ModuleType) -> None:
    """Permutations need pivots at every step: the inverse of one is its transpose, exactly."""
    for n in (2, 5, 17, 40):
        shift = np.roll(np.eye(n), 1, axis=0)
        inverse = topic.inv_batched(np.stack([shift, np.eye(n), shift.T]))
        assert np.array_equal(inverse, [shift.T, np.eye(n), shift])


def fact_systems_with_known_solutions(topic: ModuleType) -> None:
    """4 x + 2 y = 8, 2 x + 10 y = 22 has x = 1, y = 2; a batch of sides meets one matrix."""
    A = [[4.0, 2.0], [2.0, 10.0]]
    assert_close(topic.solve_batched(A, [8.0, 22.0]), [1.0, 2.0], rtol=1e-14)
    sides = [[[8.0], [22.0]], [[4.0], [2.0]]]
    assert_close(
        topic.solve_batched(A, sides), [[[1.0], [2.0]], [[1.0], [0.0]]], rtol=1e-14, atol=1e-15
    )
