"""Pairwise ranking: factors that put what a user has before what the user has not."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, float_dtype, integer
from mlmath_fast._csr import csr_interactions
from mlmath_fast._random import seed_of
from mlmath_fast.factorization._bpr_result import BprResult
from mlmath_fast.factorization._starts import random_start
from mlmath_fast.factorization._stops import stops

__all__ = ["BprResult", "bpr"]


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
    r"""Bayesian personalised ranking by stochastic gradient descent.

    .. math:: \min_{U, V} \sum_{(u, i, j)} -\ln \sigma\big(u_u \cdot (v_i - v_j)\big)
              + \frac{\lambda}{2} \big(\|u_u\|^2 + \|v_i\|^2 + \|v_j\|^2\big)

    over items i that user u has and items j that u has not. An epoch takes as many samples as there are
    ratings, one after the other.

    Parameters
    ----------
    ratings : CSR matrix of shape (n_users, n_items)
        What users have: every entry that is not zero, whatever its value; none may be negative. ``data``
        may be None: all are 1.
    n_components : int, default 64
        Number of factors d.
    learning_rate : float, default 0.05
        The length of a step, not negative.
    l2 : float, default 0.01
        Ridge :math:`\lambda` of each sample, not negative.
    n_iter : int, default 100
        Epochs, at least 1.
    seed : int, default 0
        Of the initial factors and of all samples, in [0, 2^64).
    dtype : {float32, float64}, default float32
        Of the factors.
    callback : callable, optional
        ``callback(state)`` after each epoch, on the calling thread: a :class:`BprResult` so far, whose
        arrays are read-only copies. Returning any true value or raising StopIteration stops; other
        exceptions pass through.

    Returns
    -------
    result : BprResult
        ``user_factors``, ``item_factors``, ``losses`` (the mean of :math:`-\ln \sigma` over the samples of
        each epoch, before their steps), ``n_iter`` (epochs done), ``message``. Users without ratings have
        zero factors.

    Raises
    ------
    ValueError
        If `ratings` contradicts itself, a parameter is out of its range, a value is negative, NaN or
        infinite, or the factors overflow because `learning_rate` is too large.
    TypeError
        If `ratings` is no sparse matrix, or `dtype` is neither float32 nor float64.

    Notes
    -----
    Sample t of epoch e (from 1) is made of the words of ``Philox(key=seed, counter=[t, e, 0, 0])``: the
    first, times the number of ratings, divided by 2^64 and rounded down, is the rating; the other three
    are tries for item j, and if the user has all of them the sample is left out. Each step sees what the
    one before has learnt, so all run on one thread, and results do not depend on the number of threads.
    The factors begin as ``Generator(Philox(key=seed)).standard_normal((n_users + n_items, d)) * 0.1 /
    sqrt(d)``, users first. O(n_ratings d) an epoch.

    References
    ----------
    S. Rendle, C. Freudenthaler, Z. Gantner, L. Schmidt-Thieme, "BPR: Bayesian personalized ranking from
    implicit feedback", UAI 2009, figure 4.

    Examples
    --------
    Two users have what the other has not.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.factorization import bpr
    >>> ratings = SimpleNamespace(indptr=[0, 1, 2], indices=[0, 1], data=[1.0, 1.0], shape=(2, 2))
    >>> result = bpr(ratings, 4, n_iter=500)
    >>> (result.user_factors @ result.item_factors.T).argmax(axis=1)
    array([0, 1])
    """
    dtype = float_dtype(dtype)
    liked = csr_interactions(ratings, "ratings", dtype)
    d, key = integer(n_components, "n_components", minimum=1), seed_of(seed)
    users, items = _initial(liked.indptr, liked.shape[1], d, key, dtype)
    losses: list[float] = []
    message = f"All {n_iter} epochs done"

    def result(message: str) -> BprResult:
        return BprResult(
            user_factors=users.copy(),
            item_factors=items.copy(),
            losses=np.array(losses),
            n_iter=len(losses),
            message=message,
        )

    for epoch in range(1, integer(n_iter, "n_iter", minimum=1) + 1):
        losses.append(_mlmath.bpr_epoch(liked, users, items, learning_rate, l2, key, epoch))
        if stops(callback, lambda: result("Running")):
            message = "Stopped by the callback"
            break
    return result(message)


def _initial(
    indptr: npt.NDArray[np.int64], n_items: int, d: int, key: int, dtype: np.dtype[Any]
) -> tuple[FloatArray, FloatArray]:
    n_users = len(indptr) - 1
    factors = random_start(key, (n_users + n_items, d), dtype)
    users, items = factors[:n_users].copy(), factors[n_users:].copy()
    users[indptr[1:] == indptr[:-1]] = 0
    return users, items
