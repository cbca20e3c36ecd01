"""Matrix factorization for implicit feedback by alternating least squares."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, float_dtype, integer, one_of
from mlmath_fast._csr import csr_interactions, csr_transposed
from mlmath_fast._random import seed_of
from mlmath_fast.factorization._results import AlsResult
from mlmath_fast.factorization._starts import random_start, start_of
from mlmath_fast.factorization._stops import check_tol, fell_little, stops
from mlmath_fast.factorization.implicit import SOLVERS, Loss, Solver, objective_of

__all__ = ["AlsResult", "als"]


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
    r"""Factorize implicit feedback by alternating least squares.

    .. math:: \min_{U, V} \sum_{u, i} c_{ui} (p_{ui} - u_u \cdot v_i)^2
              + \lambda \big(\|U\|_F^2 + \|V\|_F^2\big)

    with confidence :math:`c = 1 + \alpha |r|` and preference :math:`p = [r > 0]`, or the loss "ials" of
    :func:`als_loss`. A sweep solves for all users, then for all items.

    Parameters
    ----------
    ratings : CSR matrix of shape (n_users, n_items)
        Ratings or counts; a negative one says with its size that the user does not like the item.
        ``data`` may be None: all are 1.
    n_components : int, default 64
        Number of factors d.
    loss : {"original", "ials"}, default "original"
        Which loss; see :func:`als_loss`.
    alpha : float, default 1.0
        Confidence per unit of rating: an entry weighs 1 + alpha |r|, all else weighs 1. Not negative.
        Only of "original"; "ials" does not look at values.
    l2 : float, default 0.01
        Ridge :math:`\lambda`, not negative.
    alpha0 : float, default 0.1
        Of "ials": the weight :math:`\alpha_0` of all pairs, where entries weigh 1 more. Not negative.
    nu : float, default 1.0
        Of "ials": the ridge grows with this power :math:`\nu` of the weight of a row. Not negative.
    solver : {"auto", "cholesky", "cg", "block"}, default "auto"
        How a half step is done: see :func:`als_half_step`.
    n_iter : int, default 15
        Sweeps at most, at least 1.
    tol : float, default 0.0
        Stop when a sweep has lowered the loss by less than this part of it; 0 never stops.
    seed : int, default 0
        Of the initial item factors, in [0, 2^64).
    init : tuple of array_like, optional
        User and item factors to begin with, as a result has them: ``(n_users, n_components)`` and
        ``(n_items, n_components)``. Exact sweeps do not need the first; None means zeros. By default
        item factors are ``Generator(Philox(key=seed)).standard_normal(shape) * 0.1 / sqrt(d)``.
    dtype : {float32, float64}, default float32
        Of the factors.
    callback : callable, optional
        ``callback(state)`` after each sweep, on the calling thread: an :class:`AlsResult` so far, whose
        arrays are read-only copies. Returning any true value or raising StopIteration stops; other
        exceptions pass through.

    Returns
    -------
    result : AlsResult
        ``user_factors``, ``item_factors``, ``losses`` (of :func:`als_loss` after each sweep),
        ``n_iter`` (sweeps done), ``message`` (why it ended). Users and items without ratings have zero
        factors.

    Raises
    ------
    ValueError
        If `ratings` contradicts itself, `init` does not fit, a parameter is out of its range, or a value
        is NaN or infinite.
    TypeError
        If `ratings` is no sparse matrix, or `dtype` is neither float32 nor float64.
    numpy.linalg.LinAlgError
        If a system is singular to working precision (see :func:`als_half_step`); with ``l2=0`` and more
        factors (with "block": of a block) than users or items with ratings it always is.

    Notes
    -----
    The loss does not increase from sweep to sweep, but for rounding: scores of stored pairs enter it in the
    precision of the factors. A sweep costs O((n_ratings + n_users + n_items) d^2) at most, less where rows
    are short.

    The ratings are kept by item, too: an index each, and a value in the dtype of the factors. Values that
    are all the same are one: ``data=None``, an array of ones of any dtype, or
    ``np.broadcast_to(2.0, n_ratings)``, which takes the memory of one. Results have the same bits as with
    an array of them.

    References
    ----------
    Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008.

    S. Rendle, W. Krichene, L. Zhang, Y. Koren, "Revisiting the performance of iALS on item recommendation
    benchmarks", RecSys 2022.

    Examples
    --------
    Two groups of users with tastes of their own are told apart by two factors.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.factorization import als
    >>> ratings = SimpleNamespace(
    ...     indptr=[0, 2, 4, 5, 6], indices=[0, 1, 0, 1, 2, 2], data=[1.0] * 6, shape=(4, 3)
    ... )
    >>> result = als(ratings, 2, l2=1e-6, n_iter=30, dtype="float64")
    >>> (abs(result.user_factors @ result.item_factors.T)).round(3)
    array([[1., 1., 0.],
           [1., 1., 0.],
           [0., 0., 1.],
           [0., 0., 1.]])
    """
    dtype = float_dtype(dtype)
    by_user = csr_interactions(ratings, "ratings", dtype)
    by_item = csr_transposed(by_user, "ratings")
    U, V = _initial(init, by_user.shape, n_components, seed, dtype)
    objective = objective_of(loss, alpha, l2, alpha0, nu)
    check_tol(tol)
    one_of(solver, "solver", SOLVERS)
    losses: list[float] = []
    message = f"All {n_iter} sweeps done"
    name = "item_factors" if init is None else "init[1]"
    room = np.empty(_mlmath.als_room(max(by_user.shape), U.shape[1]), dtype)
    gram = np.empty(0)
    for _ in range(integer(n_iter, "n_iter", minimum=1)):
        value, gram = _mlmath.als_sweep(
            (by_user, by_item), name, (U, V), objective, solver, room, gram
        )
        name = "item_factors"
        losses.append(value)
        if stops(callback, lambda: _result(U.copy(), V.copy(), losses, "Running")):
            message = "Stopped by the callback"
            break
        if fell_little(losses, tol):
            message = f"The loss fell by less than tol = {tol} of it"
            break
    return _result(U, V, losses, message)


def _initial(
    init: Any, shape: tuple[int, int], n_components: int, seed: int, dtype: np.dtype[Any]
) -> tuple[FloatArray, FloatArray]:
    """Fresh arrays, which the sweeps overwrite."""
    d = integer(n_components, "n_components", minimum=1)
    key = seed_of(seed)
    if init is None:
        return np.zeros((shape[0], d), dtype), random_start(key, (shape[1], d), dtype)
    if not isinstance(init, (tuple, list)) or len(init) != 2:
        raise TypeError(f"init must be a tuple of user and item factors, got {type(init).__name__}")
    users = np.zeros((shape[0], d), dtype) if init[0] is None else init[0]
    return (
        start_of(users, "init[0]", (shape[0], d), dtype),
        start_of(init[1], "init[1]", (shape[1], d), dtype),
    )


def _result(U: FloatArray, V: FloatArray, losses: list[float], message: str) -> AlsResult:
    return AlsResult(
        user_factors=U,
        item_factors=V,
        losses=np.array(losses),
        n_iter=len(losses),
        message=message,
    )
