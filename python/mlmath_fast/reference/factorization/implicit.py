"""Reference twins of :mod:`mlmath_fast.factorization`."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mlmath_fast.factorization._results import AlsResult
from mlmath_fast.reference.linalg._operands import floats

Floats = npt.NDArray[np.floating[Any]]
Integers = npt.NDArray[np.intp]
Loss = Literal["original", "ials"]
Solver = Literal["auto", "cholesky", "cg", "block"]

# Of conjugate gradients: steps at most, and the parts that may be left of a row's loss with zero factors and
# of what the steps have taken.
_STEPS, _SMALL, _REST = 3, 0.0002, 0.05

# Coordinates of a block.
_BLOCK = 64


def als_half_step(
    ratings: Any,
    fixed: npt.ArrayLike,
    *,
    loss: Loss = "original",
    alpha: float = 1.0,
    l2: float = 0.01,
    alpha0: float = 0.1,
    nu: float = 1.0,
    solver: Solver = "cholesky",
    init: npt.ArrayLike | None = None,
) -> Floats:
    """Solve the normal equations of one row after the other, in double precision."""
    given = floats(fixed)
    V = given.astype(np.float64)
    rows, cols, values = entries(ratings, given.dtype)
    ends = np.searchsorted(rows, np.arange(ratings.shape[0] + 1))
    gram, objective = V.T @ V, (loss, alpha, l2, alpha0, nu)
    U = np.zeros((ratings.shape[0], V.shape[1]), given.dtype)
    for u in np.unique(rows):
        own = slice(ends[u], ends[u + 1])
        Y = V[cols[own]]
        shared, A, y = row_system(Y, values[own].astype(V.dtype), gram, len(V), *objective)
        start = (U if init is None else np.asarray(init, given.dtype))[u].astype(V.dtype)
        if solver in ("cg", "auto"):
            U[u] = _conjugate_gradients(A, y @ Y, start, np.linalg.inv(shared), y.sum())
        elif solver == "block":
            U[u] = _block_descent(A, y @ Y, start)
        else:
            U[u] = np.linalg.solve(A, y @ Y)
    return U


def row_system(
    Y: Floats,
    r: Floats,
    gram: Floats,
    n_columns: int,
    loss: str,
    alpha: float,
    l2: float,
    alpha0: float,
    nu: float,
) -> tuple[Floats, Floats, Floats]:
    """What all rows share, the matrix A of the row with factors Y and ratings r, and y: A u = y Y."""
    eye = np.eye(len(gram), dtype=gram.dtype)
    if loss == "original":
        shared = gram + l2 * eye
        weights, y = alpha * np.abs(r), (1 + alpha * np.abs(r)) * (r > 0)
    else:
        shared = alpha0 * gram + l2 * (len(r) + alpha0 * n_columns) ** nu * eye
        weights, y = np.ones_like(r), np.ones_like(r)
    return shared, shared + (Y.T * weights) @ Y, y


def _conjugate_gradients(
    A: Floats, b: Floats, x: Floats, M: Floats, loss_of_zeros: float
) -> Floats:
    """Steps from `x`, preconditioned by `M`, until the loss of the row has little left to lose."""
    r, p = b - A @ x, b * 0
    before: Any = np.inf
    taken: Any = 0.0
    for _ in range(_STEPS):
        q = M @ r
        length = r @ q
        # At the solution already.
        if length <= np.finfo(b.dtype).eps ** 2 * loss_of_zeros:
            break
        p = q + p * (length / before)
        along = length / (p @ A @ p)
        x, r, before = x + along * p, r - along * (A @ p), length
        taken += along * length
        if (1 - along) * length <= max(_SMALL * loss_of_zeros, _REST * taken):
            break
    return x


def _block_descent(A: Floats, b: Floats, x: Floats) -> Floats:
    """One pass over blocks of coordinates from `x`: the solution in each, the others as they are."""
    x = x.copy()
    for start in range(0, len(x), _BLOCK):
        block = slice(start, start + _BLOCK)
        x[block] += np.linalg.solve(A[block, block], b[block] - A[block] @ x)
    return x


def als_loss(
    ratings: Any,
    user_factors: npt.ArrayLike,
    item_factors: npt.ArrayLike,
    *,
    loss: Loss = "original",
    alpha: float = 1.0,
    l2: float = 0.01,
    alpha0: float = 0.1,
    nu: float = 1.0,
) -> float:
    """Take every pair for missing, then correct the stored ones."""
    U, V = floats(user_factors), floats(item_factors)
    rows, cols, r = entries(ratings, np.result_type(U, V))
    U, V, r = U.astype(np.float64), V.astype(np.float64), r.astype(np.float64)
    scores = np.einsum("ij,ij->i", U[rows], V[cols])
    all_pairs = np.sum((U.T @ U) * (V.T @ V))
    if loss == "original":
        stored = (1 + alpha * np.abs(r)) * ((r > 0) - scores) ** 2 - scores**2
        return float(all_pairs + np.sum(stored) + l2 * (np.sum(U**2) + np.sum(V**2)))
    of_users = l2 * (np.bincount(rows, minlength=len(U)) + alpha0 * len(V)) ** nu
    of_items = l2 * (np.bincount(cols, minlength=len(V)) + alpha0 * len(U)) ** nu
    ridge = of_users @ np.sum(U**2, axis=1) + of_items @ np.sum(V**2, axis=1)
    return float(np.sum((1 - scores) ** 2) + alpha0 * all_pairs + ridge)


def als(
    ratings: Any,
    n_components: int = 64,
    *,
    loss: Loss = "original",
    alpha: float = 1.0,
    l2: float = 0.01,
    alpha0: float = 0.1,
    nu: float = 1.0,
    solver: Solver = "auto",
    n_iter: int = 15,
    tol: float = 0.0,
    seed: int = 0,
    init: tuple[npt.ArrayLike | None, npt.ArrayLike] | None = None,
    dtype: npt.DTypeLike = np.float32,
    callback: Callable[[AlsResult], Any] | None = None,
) -> AlsResult:
    """Solve for users, then for items, `n_iter` times."""
    if init is None:
        normal = np.random.Generator(np.random.Philox(key=seed)).standard_normal
        init = (None, normal((ratings.shape[1], n_components)) * 0.1 / np.sqrt(n_components))
    V = np.asarray(init[1], dtype)
    U = np.zeros((ratings.shape[0], n_components), dtype) if init[0] is None else init[0]
    transposed = _transposed(ratings, V.dtype)
    objective: Any = {"loss": loss, "alpha": alpha, "l2": l2, "alpha0": alpha0, "nu": nu}
    losses: list[float] = []
    message = f"All {n_iter} sweeps done"
    for sweep in range(1, n_iter + 1):
        U = als_half_step(ratings, V, solver=solver, init=U, **objective)
        V = als_half_step(transposed, U, solver=solver, init=V, **objective)
        losses.append(als_loss(ratings, U, V, **objective))
        state = AlsResult(
            user_factors=U,
            item_factors=V,
            losses=np.array(losses),
            n_iter=sweep,
            message=message,
        )
        if callback is not None and _stops(callback, state):
            return replace(state, message="Stopped by the callback")
        if tol > 0 and sweep > 1 and losses[-2] - losses[-1] < tol * losses[-2]:
            return replace(state, message=f"The loss fell by less than tol = {tol} of it")
    return state


def _stops(callback: Callable[[AlsResult], Any], state: AlsResult) -> bool:
    try:
        return bool(callback(state))
    except StopIteration:
        return True


def entries(ratings: Any, dtype: np.dtype[Any]) -> tuple[Integers, Integers, Floats]:
    """Row, column and value of every entry: in order, duplicates summed, zeros dropped. No data: ones."""
    n_rows, n_cols = ratings.shape
    rows = np.repeat(np.arange(n_rows), np.diff(ratings.indptr))
    places, where = np.unique(rows * n_cols + np.asarray(ratings.indices, int), return_inverse=True)
    data = np.ones(len(where)) if ratings.data is None else ratings.data
    values = np.bincount(where, np.asarray(data, dtype), len(places)).astype(dtype)
    kept = values != 0
    return places[kept] // n_cols, places[kept] % n_cols, values[kept]


def _transposed(ratings: Any, dtype: np.dtype[Any]) -> Any:
    rows, cols, values = entries(ratings, dtype)
    order = np.argsort(cols, kind="stable")
    return SimpleNamespace(
        indptr=np.searchsorted(cols[order], np.arange(ratings.shape[1] + 1)),
        indices=rows[order],
        data=values[order],
        shape=ratings.shape[::-1],
    )
