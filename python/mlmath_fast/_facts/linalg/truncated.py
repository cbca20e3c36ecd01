"""Facts of truncated decompositions."""

from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close
from mlmath_fast._facts.linalg._csr import csr


def fact_the_error_is_the_next_singular_value(topic: ModuleType) -> None:
    """Eckart and Young: what the best approximation of rank 2 lacks of diag(5, 4, 3, 1) is 3."""
    A = np.diag([5.0, 3.0, 4.0, 1.0])
    U, s, Vt, error = topic.randomized_svd(A, 2, n_iter=30)
    assert_close(s, [5.0, 4.0], rtol=1e-12)
    assert_close(error, 3.0, rtol=1e-6)
    assert_close(U * s @ Vt, np.diag([5.0, 0.0, 4.0, 0.0]), rtol=0.0, atol=1e-12)


def fact_a_krylov_basis_of_all_columns_is_exact(topic: ModuleType) -> None:
    """Two blocks of two columns hold everything that a matrix of order 4 does."""
    A = np.diag([5.0, 3.0, 4.0, 1.0])
    s = topic.randomized_svd(A, 2, n_oversamples=0, n_iter=1, method="block_krylov")[1]
    assert_close(s, [5.0, 4.0], rtol=1e-12)


def fact_truncated_values_of_a_sparse_matrix(topic: ModuleType) -> None:
    """The second difference of 50 points has singular values 4 cos^2(j pi / 102)."""
    A = csr(2 * np.eye(50) - np.eye(50, k=1) - np.eye(50, k=-1))
    s = topic.truncated_svd(A, 4)[1]
    assert_close(s, 4 * np.cos(np.arange(1, 5) * np.pi / 102) ** 2, rtol=1e-12)
