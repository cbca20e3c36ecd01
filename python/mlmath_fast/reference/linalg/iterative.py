"""NumPy twins: eigenvalues of large matrices."""

from typing import Any

import numpy as np

from mlmath_fast.linalg._results import LanczosEigshResult, PowerIterationResult
from mlmath_fast.reference import _philox
from mlmath_fast.reference.linalg._operands import dense
from mlmath_fast.reference.linalg._signs import signs


def lanczos_eigsh(
    A: Any,
    n_components: int = 6,
    *,
    which: str = "LA",
    tol: float = 1e-10,
    max_iter: int | None = None,
    seed: int = 0,
    n: int | None = None,
) -> LanczosEigshResult:
    """Some of all eigenvalues: those of largest w, -w or \\|w\\|, ascending."""
    del tol, max_iter, seed  # All eigenvalues are found, from nowhere.
    matrix = dense(A, n)
    w, V = np.linalg.eigh(matrix.astype(np.float64))
    order = np.argsort({"LA": w, "SA": -w, "LM": np.abs(w)}[which], kind="stable")
    kept = np.sort(order[len(w) - n_components :])
    w, V = w[kept].astype(matrix.dtype), V[:, kept].astype(matrix.dtype)
    return LanczosEigshResult(w, V * signs(V), len(matrix), True)


def power_iteration(
    A: Any, *, tol: float = 1e-10, max_iter: int = 1000, seed: int = 0
) -> PowerIterationResult:
    """v = A v / \\|A v\\| until A v = (v . A v) v."""
    matrix = dense(A)
    scale = 2.0 ** np.frexp(np.abs(matrix).max())[1] if matrix.any() else 1.0
    A = matrix.astype(np.float64) / scale
    v = _philox.normals(seed, 0, 0, len(A))
    v, n_iter, converged = v / np.linalg.norm(v), 0, False
    while n_iter < max_iter and not converged:
        w = A @ v
        value, n_iter = v @ w, n_iter + 1
        converged = bool(np.linalg.norm(w - value * v) <= tol * abs(value))
        if not converged:
            v = w / np.linalg.norm(w)
    vector = (v * signs(v, axis=-1)).astype(matrix.dtype)
    return PowerIterationResult(float(value * scale), vector, n_iter, converged)
