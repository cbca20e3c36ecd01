"""Facts of eigenvalues of large matrices."""

from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close
from mlmath_fast._facts.linalg._csr import csr


def fact_eigenvalues_of_a_path(topic: ModuleType) -> None:
    """A path of n nodes has the eigenvalues 2 cos(j pi / (n + 1)) (Brouwer, Haemers, section 1.4.4)."""
    path = csr(np.eye(60, k=1) + np.eye(60, k=-1))
    want = 2 * np.cos(np.arange(1, 4) * np.pi / 61)
    assert_close(topic.lanczos_eigsh(path, 3)[0], want[::-1], rtol=1e-12)
    assert_close(topic.lanczos_eigsh(path, 3, which="SA")[0], -want, rtol=1e-12)


def fact_eigenvalues_of_a_callable(topic: ModuleType) -> None:
    """Turning a vector round has eigenvalues 1 and -1; of 5 elements, 1 three times, -1 twice."""
    w = topic.lanczos_eigsh(lambda x: x[::-1], 5, n=5)[0]
    assert_close(w, [-1.0, -1.0, 1.0, 1.0, 1.0], rtol=1e-12)


def fact_power_iteration_on_paper(topic: ModuleType) -> None:
    """Fibonacci's matrix has the golden ratio, and the vector (golden ratio, 1)."""
    value, vector, _, converged = topic.power_iteration(np.array([[1.0, 1.0], [1.0, 0.0]]))
    golden = (1 + np.sqrt(5)) / 2
    assert converged
    assert_close(value, golden, rtol=1e-14)
    assert_close(vector, np.array([golden, 1.0]) / np.hypot(golden, 1.0), rtol=1e-9)
