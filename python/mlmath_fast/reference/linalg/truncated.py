"""NumPy twins: the largest singular values and their vectors."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.linalg._results import RandomizedSVDResult, SVDResult
from mlmath_fast.reference import _philox
from mlmath_fast.reference.linalg._operands import dense
from mlmath_fast.reference.linalg._signs import signs

Floats = npt.NDArray[Any]


def randomized_svd(
    A: Any,
    n_components: int,
    *,
    n_oversamples: int = 10,
    n_iter: int = 4,
    method: str = "subspace",
    seed: int = 0,
) -> RandomizedSVDResult:
    """Q = orth((A A^T)^q A Omega), then the singular value decomposition of Q^T A."""
    A, k = dense(A), n_components
    largest = np.abs(A).max()
    scale = np.ldexp(A.dtype.type(1), np.frexp(largest)[1]) if largest else A.dtype.type(1)
    A = A / scale
    width = min(k + n_oversamples, *A.shape)
    blocks = [_orth(A @ _normals(seed, 0, (A.shape[1], width), A.dtype))]
    for _ in range(n_iter):
        blocks.append(_orth(A @ _orth(A.T @ blocks[-1])))
    Q = blocks[-1] if method == "subspace" else _orth(np.hstack(blocks)[:, : min(A.shape)])
    W, s, Vt = np.linalg.svd(Q.T @ A, full_matrices=False)
    U, s, Vt = Q @ W[:, :k], s[:k], Vt[:k]
    sign = signs(U)
    error = _norm(A - U * s @ Vt, seed) * float(scale)
    return RandomizedSVDResult(U * sign, s * scale, sign.T * Vt, error)


def truncated_svd(A: Any, n_components: int, *, seed: int = 0) -> SVDResult:
    """The leading part of the whole decomposition."""
    del seed  # Nothing is drawn.
    U, s, Vt = np.linalg.svd(dense(A), full_matrices=False)
    U, s, Vt = U[:, :n_components], s[:n_components], Vt[:n_components]
    sign = signs(U)
    return SVDResult(U * sign, s, sign.T * Vt)


def _norm(E: Floats, seed: int) -> float:
    """About the largest singular value, by four rounds of subspace iteration with eight vectors."""
    X = _orth(_normals(seed, 1, (E.shape[1], min(8, *E.shape)), E.dtype))
    for _ in range(4):
        X = _orth(E.T @ _orth(E @ X))
    return float(np.linalg.norm(E @ X, 2))


def _orth(X: Floats) -> Floats:
    return np.linalg.qr(X)[0]


def _normals(seed: int, stream: int, shape: tuple[int, ...], dtype: npt.DTypeLike) -> Floats:
    return _philox.normals(seed, stream, 0, math.prod(shape)).reshape(shape).astype(dtype)
