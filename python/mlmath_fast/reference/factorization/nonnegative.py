"""Reference twin of :mod:`mlmath_fast.factorization.nonnegative`."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.factorization._results import NmfResult
from mlmath_fast.reference import _philox
from mlmath_fast.reference.linalg._operands import dense

Floats = npt.NDArray[Any]


def nmf(
    X: Any,
    n_components: int,
    *,
    solver: str = "cd",
    beta_loss: str = "frobenius",
    l1: float = 0.0,
    l2: float = 0.0,
    max_iter: int = 200,
    tol: float = 1e-4,
    inner_iter: int = 1,
    seed: int = 0,
    init: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    mask: npt.ArrayLike | None = None,
) -> NmfResult:
    """Turns of W and of H: a turn of H is one of W in the transposed problem."""
    X = dense(X)
    M = np.ones(X.shape, X.dtype) if mask is None else np.asarray(mask).astype(X.dtype)
    X = np.where(M > 0, X, X.dtype.type(0))
    W, H = _start(X, M, n_components, seed) if init is None else init
    W, H = np.array(W, X.dtype), np.array(H, X.dtype)
    kl, turn = beta_loss != "frobenius", _descend if solver == "cd" else _multiply
    options = (kl, l1, l2, inner_iter)
    losses, violations = [_loss(X, M, W, H, kl, l1, l2)], []
    converged = False
    while not converged and len(losses) <= max_iter:
        W, of_w = turn(X, M, W, H, *options)
        Ht, of_h = turn(X.T, M.T, H.T.copy(), W.T, *options)
        H = Ht.T
        losses.append(_loss(X, M, W, H, kl, l1, l2))
        violations.append(of_w + of_h)
        if solver == "cd":
            converged = violations[-1] <= tol * violations[0]
        elif len(losses) > 10:
            converged = losses[-11] - losses[-1] <= tol * losses[0]
    return NmfResult(
        W=W,
        H=np.ascontiguousarray(H),
        losses=np.array(losses[1:]),
        n_iter=len(losses) - 1,
        converged=bool(converged),
    )


def _start(X: Floats, M: Floats, k: int, seed: int) -> tuple[Floats, Floats]:
    (n, m), observed = X.shape, np.count_nonzero(M)
    scale = np.sqrt(X.sum(dtype=np.float64) / observed / k) if observed else 0.0
    W, H = (
        scale * np.abs(_philox.normals(seed, stream, 0, rows * columns)).reshape(rows, columns)
        for stream, (rows, columns) in enumerate(((n, k), (k, m)))
    )
    return W, H


def _descend(
    X: Floats, M: Floats, W: Floats, H: Floats, kl: bool, l1: float, l2: float, passes: int
) -> tuple[Floats, float]:
    """One component after the other, of all rows, to its minimum."""
    del kl  # Only the Frobenius distance is quadratic in one component.
    violation = 0.0
    for at in range(passes * W.shape[1]):
        t = at % W.shape[1]
        gradient = (M * (W @ H) - X) @ H[t] + l1 + l2 * W[:, t]
        curvature = M @ H[t] ** 2 + l2
        projected = np.where(W[:, t] == 0, np.minimum(gradient, 0), gradient)
        if at == t:
            violation += float(np.abs(projected).sum(dtype=np.float64))
        moves = curvature > 0
        W[moves, t] = np.maximum(W[moves, t] - gradient[moves] / curvature[moves], 0)
    return W, violation


def _multiply(
    X: Floats, M: Floats, W: Floats, H: Floats, kl: bool, l1: float, l2: float, passes: int
) -> tuple[Floats, float]:
    del passes  # One.
    P = W @ H
    above, below = (_ratio(X, P) @ H.T, M @ H.T) if kl else (X @ H.T, (M * P) @ H.T)
    below = below + l1 + l2 * W
    return np.where(below > 0, W * (above / np.where(below > 0, below, 1)), 0).astype(W.dtype), 0.0


def _ratio(X: Floats, P: Floats) -> Floats:
    """X / P, at most eps^-2."""
    least = X * np.finfo(X.dtype).eps ** 2
    q: Floats = np.where(X > 0, X / np.where(X > 0, np.maximum(P, least), 1), 0).astype(X.dtype)
    return q


def _loss(X: Floats, M: Floats, W: Floats, H: Floats, kl: bool, l1: float, l2: float) -> float:
    """The objective, in double precision."""
    X, M, W, H = (A.astype(np.float64) for A in (X, M, W, H))
    P = M * (W @ H)
    penalty = l1 * (W.sum() + H.sum()) + l2 / 2 * (np.sum(W**2) + np.sum(H**2))
    if kl:
        q = _ratio(X, P)
        return float(np.sum(X * np.log(np.where(q > 0, q, 1)) - X + P) + penalty)
    return float(np.sum((X - P) ** 2) / 2 + penalty)
