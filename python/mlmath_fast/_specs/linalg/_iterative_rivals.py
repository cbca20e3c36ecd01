"""SciPy's eigenvalues of large matrices."""

from typing import Any

import numpy as np

from mlmath_fast._specs.linalg._matrices import Array, scipy_csr
from mlmath_fast.linalg._results import LanczosEigshResult, PowerIterationResult
from mlmath_fast.reference.linalg._signs import signs


def arpack(A: Any, n_components: int) -> LanczosEigshResult:
    from scipy.sparse.linalg import eigsh

    start = np.random.default_rng(0).standard_normal(A.shape[0])
    w, V = eigsh(scipy_csr(A), n_components, which="LA", tol=1e-10, v0=start)
    return LanczosEigshResult(w, V, 0, True)


def arpack_largest(A: Any) -> tuple[Any, ...]:
    """The eigenvalue of largest size alone: another method, which needs A to be symmetric."""
    from scipy.sparse.linalg import eigsh

    start = np.random.default_rng(0).standard_normal(A.shape[0])
    w, V = eigsh(scipy_csr(A), 1, which="LM", tol=1e-10, v0=start)
    return _part_of_power(float(w[0]), V[:, 0])


def products(A: Any) -> tuple[Any, ...]:
    """The same loop, over SciPy's products."""
    matrix, v = scipy_csr(A), np.random.default_rng(0).standard_normal(A.shape[0])
    v /= np.linalg.norm(v)
    for _ in range(1000):
        w = matrix @ v
        value = float(v @ w)
        if np.linalg.norm(w - value * v) <= 1e-10 * abs(value):
            break
        v = w / np.linalg.norm(w)
    return _part_of_power(value, v)


def _part_of_power(value: float, v: Array) -> tuple[Any, ...]:
    return value_and_vector(PowerIterationResult(value, v * signs(v, axis=-1), 0, True))[:2]


def value_and_vector(result: Any) -> tuple[Any, ...]:
    """Two loops may part at the last step. The value as a share of a power of ten, for it is absolute."""
    value = result.value
    share = value / 10.0 ** np.round(np.log10(abs(value))) if value else value
    return share, result.vector, result.converged
