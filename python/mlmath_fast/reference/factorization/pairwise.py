"""Reference twin of pairwise ranking in :mod:`mlmath_fast.factorization`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.factorization._bpr_result import BprResult
from mlmath_fast.reference._philox import words
from mlmath_fast.reference.factorization.implicit import entries


def bpr(
    ratings: Any,
    n_components: int = 64,
    *,
    learning_rate: float = 0.05,
    l2: float = 0.01,
    n_iter: int = 100,
    seed: int = 0,
    dtype: npt.DTypeLike = np.float32,
    callback: Callable[[BprResult], Any] | None = None,
) -> BprResult:
    """Draw a sample, take a step, and so on."""
    n_users, n_items = ratings.shape
    users, liked, _ = entries(ratings, np.dtype(np.float64))
    normal = np.random.Generator(np.random.Philox(key=seed)).standard_normal
    factors = normal((n_users + n_items, n_components)) * 0.1 / np.sqrt(n_components)
    U, V = factors[:n_users].astype(dtype), factors[n_users:].astype(dtype)
    U[np.bincount(users, minlength=n_users) == 0] = 0
    has = {(int(u), int(i)) for u, i in zip(users, liked, strict=True)}
    shrink = U.dtype.type(1 - learning_rate * l2)
    losses: list[float] = []
    for epoch in range(1, n_iter + 1):
        margins = []
        for entry, *tries in words(seed, epoch, 0, 4 * len(users)).reshape(-1, 4).tolist():
            at = entry * len(users) >> 64
            u, i = int(users[at]), int(liked[at])
            others = [word * n_items >> 64 for word in tries]
            j = next((j for j in others if (u, j) not in has), None)
            if j is None:
                continue
            x, a, b = U[u].copy(), V[i].copy(), V[j].copy()
            margins.append(float(x @ (a - b)))
            step = U.dtype.type(learning_rate / (1 + np.exp(margins[-1])))
            U[u] = shrink * x + step * (a - b)
            V[i] = shrink * a + step * x
            V[j] = shrink * b - step * x
        losses.append(float(np.mean(np.logaddexp(0, -np.array(margins)))) if margins else 0.0)
        state = BprResult(
            user_factors=U.copy(),
            item_factors=V.copy(),
            losses=np.array(losses),
            n_iter=epoch,
            message=f"All {n_iter} epochs done",
        )
        if callback is not None and _stops(callback, state):
            return replace(state, message="Stopped by the callback")
    return state


def _stops(callback: Callable[[BprResult], Any], state: BprResult) -> bool:
    try:
        return bool(callback(state))
    except StopIteration:
        return True
