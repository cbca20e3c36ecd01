"""What :func:`mlmath_fast.factorization.bpr` returns."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import FloatArray


@dataclass(frozen=True, kw_only=True)
class BprResult:
    """What :func:`~mlmath_fast.factorization.bpr` found, or, for a callback, has so far."""

    #: Factors of the users, shape (n_users, n_components).
    user_factors: FloatArray
    #: Factors of the items, shape (n_items, n_components).
    item_factors: FloatArray
    #: The mean loss of the samples of each epoch, before their steps, float64, shape (n_iter,).
    losses: npt.NDArray[np.float64]
    #: Epochs done.
    n_iter: int
    #: Why it ended.
    message: str
