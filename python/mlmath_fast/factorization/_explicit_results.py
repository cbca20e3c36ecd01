"""What the functions of explicit feedback return."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import FloatArray


class ExplicitRows(NamedTuple):
    """What :func:`~mlmath_fast.factorization.als_explicit_half_step` solved for."""

    #: Factors of the rows, shape (n_rows, n_components).
    factors: FloatArray
    #: Biases of the rows, shape (n_rows,); zero if there are none.
    biases: FloatArray


@dataclass(frozen=True, kw_only=True)
class AlsExplicitResult:
    """What :func:`~mlmath_fast.factorization.als_explicit` found, or, for a callback, has so far."""

    #: Factors of the users, shape (n_users, n_components).
    user_factors: FloatArray
    #: Factors of the items, shape (n_items, n_components).
    item_factors: FloatArray
    #: The mean of all ratings; 0 without biases.
    global_mean: float
    #: Biases of the users, shape (n_users,).
    user_biases: FloatArray
    #: Biases of the items, shape (n_items,).
    item_biases: FloatArray
    #: The loss after each sweep, float64, shape (n_iter,).
    losses: npt.NDArray[np.float64]
    #: Sweeps done.
    n_iter: int
    #: Why it ended.
    message: str
