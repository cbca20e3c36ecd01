"""Reference twins of explicit feedback in :mod:`mlmath_fast.factorization`."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.factorization._explicit_results import AlsExplicitResult, ExplicitRows

Floats = npt.NDArray[np.floating[Any]]


def als_explicit_half_step(
    ratings: Any,
    fixed: npt.ArrayLike,
    *,
    fixed_biases: npt.ArrayLike | None = None,
    global_mean: float = 0.0,
    l2: float = 0.1,
    weighted_l2: bool = True,
) -> ExplicitRows:
    """Solve the normal equations of one row after the other."""
    V, bias = _floats(fixed), fixed_biases is not None
    b = np.asarray(fixed_biases, V.dtype) if bias else np.zeros(len(V), V.dtype)
    A = np.column_stack([V, np.ones_like(b)]) if bias else V
    X = np.zeros((ratings.shape[0], A.shape[1]), V.dtype)
    for row, (start, end) in enumerate(zip(ratings.indptr[:-1], ratings.indptr[1:], strict=True)):
        if start < end:
            cols = np.asarray(ratings.indices)[start:end]
            target = (
                np.asarray(ratings.data, V.dtype)[start:end] - V.dtype.type(global_mean) - b[cols]
            )
            ridge = V.dtype.type(l2 * (end - start if weighted_l2 else 1))
            system = A[cols].T @ A[cols] + ridge * np.eye(A.shape[1], dtype=V.dtype)
            X[row] = np.linalg.solve(system, A[cols].T @ target)
    return ExplicitRows(X[:, : V.shape[1]], X[:, -1] if bias else np.zeros(len(X), V.dtype))


def als_explicit_loss(
    ratings: Any,
    user_factors: npt.ArrayLike,
    item_factors: npt.ArrayLike,
    *,
    user_biases: npt.ArrayLike | None = None,
    item_biases: npt.ArrayLike | None = None,
    global_mean: float = 0.0,
    l2: float = 0.1,
    weighted_l2: bool = True,
) -> float:
    """Squared errors, and squared lengths of factors and biases as often as they were rated."""
    U, V = _floats(user_factors), _floats(item_factors)
    dtype = np.result_type(U, V)
    U, V = U.astype(np.float64), V.astype(np.float64)
    b, c = _biases(user_biases, len(U), dtype), _biases(item_biases, len(V), dtype)
    users = np.repeat(np.arange(len(U)), np.diff(ratings.indptr))
    items, r = np.asarray(ratings.indices, int), np.asarray(ratings.data, dtype).astype(np.float64)
    scores = np.einsum("ij,ij->i", U[users], V[items])
    errors = r - global_mean - b[users] - c[items] - scores
    squares = np.sum(U**2, axis=1) + b**2, np.sum(V**2, axis=1) + c**2
    weights = [
        np.bincount(ids, minlength=len(X)) if weighted_l2 else np.ones(len(X))
        for ids, X in ((users, U), (items, V))
    ]
    return float(np.sum(errors**2) + l2 * (weights[0] @ squares[0] + weights[1] @ squares[1]))


def als_explicit_predict(
    users: npt.ArrayLike,
    items: npt.ArrayLike,
    user_factors: npt.ArrayLike,
    item_factors: npt.ArrayLike,
    *,
    user_biases: npt.ArrayLike | None = None,
    item_biases: npt.ArrayLike | None = None,
    global_mean: float = 0.0,
) -> Floats:
    """Mean, biases and scalar products, pair by pair."""
    U, V = _floats(user_factors), _floats(item_factors)
    dtype = np.result_type(U, V)
    U, V = U.astype(np.float64), V.astype(np.float64)
    b, c = _biases(user_biases, len(U), dtype), _biases(item_biases, len(V), dtype)
    of_users, of_items = np.asarray(users, int), np.asarray(items, int)
    scores = np.einsum("ij,ij->i", U[of_users], V[of_items])
    predicted: Floats = (global_mean + b[of_users] + c[of_items] + scores).astype(dtype)
    return predicted


def als_explicit(
    ratings: Any,
    n_components: int = 20,
    *,
    l2: float = 0.1,
    bias: bool = True,
    weighted_l2: bool = True,
    n_iter: int = 15,
    tol: float = 0.0,
    seed: int = 0,
    init: npt.ArrayLike | AlsExplicitResult | None = None,
    dtype: npt.DTypeLike = np.float32,
    callback: Callable[[AlsExplicitResult], Any] | None = None,
) -> AlsExplicitResult:
    """Solve for users, then for items, `n_iter` times."""
    n_items = ratings.shape[1]
    data = np.asarray(ratings.data, dtype)
    mean = float(np.mean(data, dtype=np.float64)) if bias and data.size else 0.0
    V, c = _initial(init, n_items, n_components, seed)
    V, c = V.astype(dtype), c.astype(dtype)
    transposed = _transposed(ratings)
    losses: list[float] = []
    for sweep in range(1, n_iter + 1):
        U, b = als_explicit_half_step(
            ratings,
            V,
            fixed_biases=c if bias else None,
            global_mean=mean,
            l2=l2,
            weighted_l2=weighted_l2,
        )
        V, c = als_explicit_half_step(
            transposed,
            U,
            fixed_biases=b if bias else None,
            global_mean=mean,
            l2=l2,
            weighted_l2=weighted_l2,
        )
        losses.append(
            als_explicit_loss(
                ratings,
                U,
                V,
                user_biases=b,
                item_biases=c,
                global_mean=mean,
                l2=l2,
                weighted_l2=weighted_l2,
            )
        )
        state = AlsExplicitResult(
            user_factors=U,
            item_factors=V,
            global_mean=mean,
            user_biases=b,
            item_biases=c,
            losses=np.array(losses),
            n_iter=sweep,
            message=f"All {n_iter} sweeps done",
        )
        if callback is not None and _stops(callback, state):
            return replace(state, message="Stopped by the callback")
        if tol > 0 and sweep > 1 and losses[-2] - losses[-1] < tol * losses[-2]:
            message = f"The last sweep lowered the loss by less than tol = {tol}"
            return replace(state, message=message)
    return state


def _initial(
    init: npt.ArrayLike | AlsExplicitResult | None, n_items: int, d: int, seed: int
) -> tuple[Floats, Floats]:
    if isinstance(init, AlsExplicitResult):
        return init.item_factors, init.item_biases
    if init is not None:
        return np.asarray(init, np.float64), np.zeros(n_items)
    normal = np.random.Generator(np.random.Philox(key=seed)).standard_normal
    return normal((n_items, d)) * 0.1 / np.sqrt(d), np.zeros(n_items)


def _stops(callback: Callable[[AlsExplicitResult], Any], state: AlsExplicitResult) -> bool:
    try:
        return bool(callback(state))
    except StopIteration:
        return True


def _transposed(ratings: Any) -> Any:
    rows = np.repeat(np.arange(ratings.shape[0]), np.diff(ratings.indptr))
    cols = np.asarray(ratings.indices, int)
    order = np.argsort(cols, kind="stable")
    return SimpleNamespace(
        indptr=np.searchsorted(cols[order], np.arange(ratings.shape[1] + 1)),
        indices=rows[order],
        data=np.asarray(ratings.data)[order],
        shape=ratings.shape[::-1],
    )


def _biases(biases: npt.ArrayLike | None, n: int, dtype: npt.DTypeLike) -> Floats:
    given = np.zeros(n) if biases is None else np.asarray(biases, dtype)
    return given.astype(np.float64)


def _floats(x: npt.ArrayLike) -> Floats:
    array = np.asarray(x)
    return array if array.dtype == np.float32 else array.astype(np.float64)
