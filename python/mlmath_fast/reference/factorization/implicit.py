"""Reference twins of :mod:`mlmath_fast.factorization`."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.factorization._results import AlsResult

Floats = npt.NDArray[np.floating[Any]]
Integers = npt.NDArray[np.intp]


def als_half_step(
    ratings: Any, fixed: npt.ArrayLike, *, alpha: float = 1.0, l2: float = 0.01
) -> Floats:
    """Solve the normal equations of one row after the other."""
    V = _floats(fixed)
    rows, cols, values = _entries(ratings, V.dtype)
    ends = np.searchsorted(rows, np.arange(ratings.shape[0] + 1))
    shared = V.T @ V + l2 * np.eye(V.shape[1], dtype=V.dtype)
    U = np.zeros((ratings.shape[0], V.shape[1]), V.dtype)
    for u in np.unique(rows):
        own = slice(ends[u], ends[u + 1])
        r, Y = values[own], V[cols[own]]
        A = shared + (Y.T * (alpha * np.abs(r))) @ Y
        b = (1 + alpha * np.abs(r)) * (r > 0) @ Y
        U[u] = np.linalg.solve(A, b)
    return U


def als_loss(
    ratings: Any,
    user_factors: npt.ArrayLike,
    item_factors: npt.ArrayLike,
    *,
    alpha: float,
    l2: float,
) -> float:
    """Take every pair for missing, then correct the stored ones."""
    U, V = _floats(user_factors), _floats(item_factors)
    rows, cols, r = _entries(ratings, np.result_type(U, V))
    U, V, r = U.astype(np.float64), V.astype(np.float64), r.astype(np.float64)
    scores = np.einsum("ij,ij->i", U[rows], V[cols])
    stored = (1 + alpha * np.abs(r)) * ((r > 0) - scores) ** 2 - scores**2
    ridge = l2 * (np.sum(U**2) + np.sum(V**2))
    return float(np.sum((U.T @ U) * (V.T @ V)) + np.sum(stored) + ridge)


def als(
    ratings: Any,
    n_components: int = 64,
    *,
    alpha: float = 1.0,
    l2: float = 0.01,
    n_iter: int = 15,
    seed: int = 0,
    init: npt.ArrayLike | None = None,
    dtype: npt.DTypeLike = np.float32,
    callback: Callable[[AlsResult], Any] | None = None,
) -> AlsResult:
    """Solve for users, then for items, `n_iter` times."""
    if init is None:
        normal = np.random.Generator(np.random.Philox(key=seed)).standard_normal
        init = normal((ratings.shape[1], n_components)) * 0.1 / np.sqrt(n_components)
    V = np.asarray(init, dtype)
    transposed = _transposed(ratings, V.dtype)
    losses: list[float] = []
    message = f"All {n_iter} sweeps done"
    for sweep in range(1, n_iter + 1):
        U = als_half_step(ratings, V, alpha=alpha, l2=l2)
        V = als_half_step(transposed, U, alpha=alpha, l2=l2)
        losses.append(als_loss(ratings, U, V, alpha=alpha, l2=l2))
        state = AlsResult(
            user_factors=U,
            item_factors=V,
            losses=np.array(losses),
            n_iter=sweep,
            message=message,
        )
        if callback is not None and _stops(callback, state):
            return replace(state, message="Stopped by the callback")
    return state


def _stops(callback: Callable[[AlsResult], Any], state: AlsResult) -> bool:
    try:
        return bool(callback(state))
    except StopIteration:
        return True


def _entries(ratings: Any, dtype: np.dtype[Any]) -> tuple[Integers, Integers, Floats]:
    """Row, column and value of every entry: in order, duplicates summed, zeros dropped."""
    n_rows, n_cols = ratings.shape
    rows = np.repeat(np.arange(n_rows), np.diff(ratings.indptr))
    places, where = np.unique(rows * n_cols + np.asarray(ratings.indices, int), return_inverse=True)
    values = np.bincount(where, np.asarray(ratings.data, dtype), len(places)).astype(dtype)
    kept = values != 0
    return places[kept] // n_cols, places[kept] % n_cols, values[kept]


def _transposed(ratings: Any, dtype: np.dtype[Any]) -> Any:
    rows, cols, values = _entries(ratings, dtype)
    order = np.argsort(cols, kind="stable")
    return SimpleNamespace(
        indptr=np.searchsorted(cols[order], np.arange(ratings.shape[1] + 1)),
        indices=rows[order],
        data=values[order],
        shape=ratings.shape[::-1],
    )


def _floats(x: npt.ArrayLike) -> Floats:
    array = np.asarray(x)
    return array if array.dtype == np.float32 else array.astype(np.float64)
