"""Reference twins: factors of new rows, and explanations."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.factorization._results import Explanation
from mlmath_fast.reference.factorization.implicit import (
    Floats,
    Loss,
    als_half_step,
    entries,
    row_system,
)
from mlmath_fast.reference.linalg._operands import floats


def fold_in(
    ratings: Any,
    fixed: npt.ArrayLike,
    *,
    loss: Loss = "original",
    alpha: float = 1.0,
    l2: float = 0.01,
    alpha0: float = 0.1,
    nu: float = 1.0,
) -> Floats:
    """The exact half step."""
    return als_half_step(ratings, fixed, loss=loss, alpha=alpha, l2=l2, alpha0=alpha0, nu=nu)


def explain(
    ratings: Any,
    item_factors: npt.ArrayLike,
    user: int,
    item: int,
    *,
    loss: Loss = "original",
    alpha: float = 1.0,
    l2: float = 0.01,
    alpha0: float = 0.1,
    nu: float = 1.0,
) -> Explanation:
    """Solve for the item instead of the ratings: every rating's part is then a product."""
    V = floats(item_factors)
    rows, cols, values = entries(ratings, V.dtype)
    ids, r, W = cols[rows == user], values[rows == user], V.astype(np.float64)
    Y = W[ids]
    r = r.astype(np.float64)
    _, A, y = row_system(Y, r, W.T @ W, len(W), loss, alpha, l2, alpha0, nu)
    contributions = y * (Y @ np.linalg.solve(A, W[item]))
    order = np.lexsort((ids, -contributions))
    return Explanation(
        float(np.sum(contributions)), ids[order], contributions[order].astype(V.dtype)
    )
