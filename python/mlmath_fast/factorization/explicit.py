"""Matrix factorization for explicit feedback: alternating least squares with biases.

Rows of `ratings` are users, columns are items, in CSR format as in :mod:`.implicit`; but here every
stored entry is a rating. Zeros count, and a pair that is stored twice was rated twice.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, float_dtype, follow, integer
from mlmath_fast._csr import csr_stored, csr_transposed
from mlmath_fast._random import seed_of
from mlmath_fast.factorization._explicit_results import AlsExplicitResult
from mlmath_fast.factorization._starts import random_start
from mlmath_fast.factorization._stops import check_tol, fell_little, stops

__all__ = ["AlsExplicitResult", "als_explicit"]


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
    r"""Factorize explicit ratings by alternating least squares, biases and factors jointly.

    .. math:: \min \sum_{(u, i)\ \text{stored}} (r_{ui} - \mu - b_u - b_i - u_u \cdot v_i)^2
              + \lambda \sum_u n_u \big(\|u_u\|^2 + b_u^2\big)
              + \lambda \sum_i n_i \big(\|v_i\|^2 + b_i^2\big)

    with :math:`\mu` the mean of all ratings and n the number of a row's or a column's ratings (1 unless
    `weighted_l2`). A sweep solves for the factors and biases of all users, then of all items, exactly.

    Parameters
    ----------
    ratings : CSR matrix of shape (n_users, n_items)
        Ratings. Every stored entry is one, zeros too; a pair stored twice was rated twice.
    n_components : int, default 20
        Number of factors d.
    l2 : float, default 0.1
        Ridge :math:`\lambda`, not negative.
    bias : bool, default True
        Whether to have biases and a mean; without, all of them are zero.
    weighted_l2 : bool, default True
        Whether the ridge of a row is `l2` times the number of its ratings, or `l2` alone.
    n_iter : int, default 15
        Sweeps, at least 1.
    tol : float, default 0.0
        If positive: stop after a sweep that lowers the loss by less than this part of it. Below 1.
    seed : int, default 0
        Of the initial item factors, in [0, 2^64).
    init : array_like of shape (n_items, n_components), or AlsExplicitResult, optional
        Initial item factors, with zero biases, or a result to go on from. By default
        ``Generator(Philox(key=seed)).standard_normal(shape) * 0.1 / sqrt(d)``.
    dtype : {float32, float64}, default float32
        Of the factors and biases.
    callback : callable, optional
        ``callback(state)`` after each sweep, on the calling thread: an :class:`AlsExplicitResult` so
        far, whose arrays are read-only copies. Returning any true value or raising StopIteration stops;
        other exceptions pass through.

    Returns
    -------
    result : AlsExplicitResult
        ``user_factors``, ``item_factors``, ``global_mean``, ``user_biases``, ``item_biases``,
        ``losses`` (of :func:`als_explicit_loss` after each sweep), ``n_iter`` (sweeps done),
        ``message``. Users and items without ratings have zero factors and biases.

    Raises
    ------
    ValueError
        If `ratings` contradicts itself, `init` does not fit, a parameter is out of its range, or a value
        is NaN or infinite.
    TypeError
        If `ratings` is no sparse matrix, or `dtype` is neither float32 nor float64.
    numpy.linalg.LinAlgError
        If a system is singular to working precision; with ``l2=0`` it is where a row has fewer ratings
        than unknowns.

    Notes
    -----
    The loss does not increase from sweep to sweep, but for rounding. A sweep costs
    O((n_ratings + n_users + n_items) d^2) at most, less where rows are short. Ratings are predicted by
    :func:`als_explicit_predict`.

    On 100,004 ratings of MovieLens, five folds held out in turn, the root mean squared error is 0.878 with
    ``l2=0.15``, which other folds chose, and 0.885 with the default (``benches/explicit_rmse.py``).

    References
    ----------
    Y. Zhou, D. Wilkinson, R. Schreiber, R. Pan, "Large-scale parallel collaborative filtering for the
    Netflix prize", AAIM 2008, eq. 2 (the weighted ridge); Y. Koren, R. Bell, C. Volinsky, "Matrix
    factorization techniques for recommender systems", Computer 42(8), 2009, eq. 5 (biases).

    Examples
    --------
    Each user adds something to each item: biases alone explain the ratings.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.factorization import als_explicit
    >>> ratings = SimpleNamespace(
    ...     indptr=[0, 2, 4], indices=[0, 1, 0, 1], data=[1.0, 2.0, 3.0, 4.0], shape=(2, 2)
    ... )
    >>> result = als_explicit(ratings, 1, l2=1e-9, n_iter=30, dtype="float64", init=[[0.0], [0.0]])
    >>> result.global_mean, result.user_biases.round(6), result.item_biases.round(6)
    (2.5, array([-1.,  1.]), array([-0.5,  0.5]))
    """
    dtype = float_dtype(dtype)
    check_tol(tol)
    bias, weighted = bool(bias), bool(weighted_l2)
    by_user = csr_stored(ratings, "ratings", dtype)
    by_item = csr_transposed(by_user, "ratings")
    mean = _mlmath.explicit_mean(by_user) if bias else 0.0
    items = _initial(init, by_item.shape[0], n_components, bias, seed, dtype)
    users = np.empty((by_user.shape[0], items.shape[1]), dtype)
    losses: list[float] = []
    message = f"All {n_iter} sweeps done"
    name = "item_factors" if init is None else "init"
    for _ in range(integer(n_iter, "n_iter", minimum=1)):
        _mlmath.als_explicit_half_step(by_user, name, items, mean, bias, l2, weighted, users)
        _mlmath.als_explicit_half_step(
            by_item, "user_factors", users, mean, bias, l2, weighted, items
        )
        name = "item_factors"
        losses.append(_mlmath.als_explicit_loss(by_user, users, items, mean, bias, l2, weighted))
        if stops(callback, lambda: _result(users, items, mean, bias, losses, "Running")):
            message = "Stopped by the callback"
            break
        if fell_little(losses, tol):
            message = f"The last sweep lowered the loss by less than tol = {tol}"
            break
    return _result(users, items, mean, bias, losses, message)


def _initial(
    init: npt.ArrayLike | AlsExplicitResult | None,
    n_items: int,
    n_components: int,
    bias: bool,
    seed: int,
    dtype: np.dtype[Any],
) -> FloatArray:
    """Factors, then a bias, row by row: a fresh array, which the sweeps overwrite."""
    d = integer(n_components, "n_components", minimum=1)
    key = seed_of(seed)
    biases: FloatArray = np.zeros(n_items, dtype)
    if init is None:
        factors: npt.ArrayLike = random_start(key, (n_items, d), dtype)
    elif isinstance(init, AlsExplicitResult):
        factors, biases = init.item_factors, init.item_biases
    else:
        factors = init
    given = follow(factors, "init", dtype, ndim=2)
    if given.shape != (n_items, d) or len(biases) != n_items:
        raise ValueError(f"init must have shape {(n_items, d)}, got {given.shape}")
    return np.column_stack([given, biases.astype(dtype)]) if bias else given.copy()


def _result(
    users: FloatArray,
    items: FloatArray,
    mean: float,
    bias: bool,
    losses: list[float],
    message: str,
) -> AlsExplicitResult:
    """Copies, for the sweeps go on."""
    user_factors, user_biases = split(users, bias)
    item_factors, item_biases = split(items, bias)
    return AlsExplicitResult(
        user_factors=user_factors,
        item_factors=item_factors,
        global_mean=mean,
        user_biases=user_biases,
        item_biases=item_biases,
        losses=np.array(losses),
        n_iter=len(losses),
        message=message,
    )


def split(rows: FloatArray, bias: bool) -> tuple[FloatArray, FloatArray]:
    """Factors and biases (or zeros) as arrays of their own."""
    if bias:
        return rows[:, :-1].copy(), rows[:, -1].copy()
    return rows.copy(), np.zeros(len(rows), rows.dtype)
