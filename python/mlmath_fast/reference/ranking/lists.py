"""Reference twins of :mod:`mlmath_fast.ranking`."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.reference.ranking.top_n import BLOCK, Ids, recommend


def recommend_all(
    user_factors: npt.ArrayLike,
    item_factors: npt.ArrayLike,
    n: int = 10,
    *,
    exclude: Any = None,
) -> Iterator[tuple[int, Ids, npt.NDArray[Any]]]:
    """Block after block."""
    U, V = np.asarray(user_factors), np.asarray(item_factors)
    U = U.astype(np.result_type(U, V, np.float32), copy=False)
    for first in range(0, len(U), BLOCK):
        known = None
        if exclude is not None:
            bounds = exclude.indptr[first : first + BLOCK + 1]
            known = SimpleNamespace(
                indptr=bounds - bounds[0], indices=exclude.indices[bounds[0] : bounds[-1]]
            )
        yield first, *recommend(U[first : first + BLOCK], V, n, exclude=known)


def rank_items(
    user_factors: npt.ArrayLike, item_factors: npt.ArrayLike, items: npt.ArrayLike
) -> tuple[Ids, npt.NDArray[Any]]:
    """A stable sort of the chosen columns."""
    U, V, chosen = np.asarray(user_factors), np.asarray(item_factors), np.sort(items)
    scores = (U @ V[chosen].T).astype(np.result_type(U, V, np.float32), copy=False)
    order = np.argsort(-scores, axis=1, kind="stable")
    return chosen[order].astype(np.int64), np.take_along_axis(scores, order, axis=1)
