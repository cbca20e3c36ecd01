"""What functions of :mod:`mlmath_fast.factorization` return."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import FloatArray


@dataclass(frozen=True, kw_only=True)
class AlsResult:
    """What :func:`~mlmath_fast.factorization.als` found, or, for a callback, has so far."""

    #: Factors of the users, shape (n_users, n_components).
    user_factors: FloatArray
    #: Factors of the items, shape (n_items, n_components).
    item_factors: FloatArray
    #: The loss after each sweep, float64, shape (n_iter,).
    losses: npt.NDArray[np.float64]
    #: Sweeps done.
    n_iter: int
    #: Why it ended.
    message: str


@dataclass(frozen=True, kw_only=True)
class NmfResult:
    """What :func:`~mlmath_fast.factorization.nmf` found."""

    #: Weights of the components in each row, shape (n_samples, n_components).
    W: FloatArray
    #: The components, shape (n_components, n_features).
    H: FloatArray
    #: The objective after each iteration, float64, shape (n_iter,).
    losses: npt.NDArray[np.float64]
    #: Iterations done.
    n_iter: int
    #: Whether the stopping rule was met.
    converged: bool


class Explanation(NamedTuple):
    """What :func:`~mlmath_fast.factorization.explain` found."""

    #: The score of the item for the user.
    score: float
    #: The user's items, int64, the one that contributes most first.
    ids: npt.NDArray[np.int64]
    #: What each contributes to the score.
    contributions: FloatArray
