"""Matrix factorization for implicit feedback: alternating least squares, exactly solved.

Rows of `ratings` are users, columns are items. `ratings` is any sparse matrix in CSR format: an object
with ``indptr, indices, data, shape``, such as ``scipy.sparse.csr_array``; other SciPy formats are
converted. Duplicates are summed, stored zeros dropped, NaN and infinities refused.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F32, F64, FloatArray, float_array, float_arrays, follow, integer
from mlmath_fast._csr import csr_numbers, csr_transposed
from mlmath_fast._random import seed_of
from mlmath_fast.factorization._results import AlsResult

__all__ = ["AlsResult", "als", "als_half_step", "als_loss"]


def als_half_step(
    ratings: Any, fixed: npt.ArrayLike, *, alpha: float = 1.0, l2: float = 0.01
) -> FloatArray:
    r"""Factors of the rows of `ratings`, given those of its columns.

    .. math:: u_r = \Big(V^T V + \lambda I + \alpha \sum_i |r_i| v_i v_i^T\Big)^{-1}
              \sum_{i: r_i > 0} (1 + \alpha |r_i|) v_i

    the exact minimiser of :func:`als_loss` in the factors of the rows; sums over the entries of the row.

    Parameters
    ----------
    ratings : CSR matrix of shape (n_rows, n_columns)
        Ratings or counts; a negative one says with its size that the row does not like the column.
    fixed : array_like of shape (n_columns, n_components)
        Factors :math:`V` of the columns.
    alpha : float, default 1.0
        Confidence per unit of rating: an entry weighs 1 + alpha |r|, all else weighs 1. Not negative.
    l2 : float, default 0.01
        Ridge :math:`\lambda`, not negative.

    Returns
    -------
    factors : ndarray of shape (n_rows, n_components)
        In the dtype of `fixed`. Rows without entries are zero.

    Raises
    ------
    ValueError
        If `ratings` contradicts itself, shapes do not fit, `alpha` or `l2` is negative, or a value is
        NaN or infinite.
    TypeError
        If `ratings` is no sparse matrix.
    numpy.linalg.LinAlgError
        If the system of a row is singular to working precision; the first such row is named. With
        ``l2=0`` it is where the columns of `fixed` are linearly dependent.

    Notes
    -----
    A row of l entries costs O(l d min(l, d)): where l < d the dual system is solved, in a basis in
    which what all rows share is the identity. The change of basis is made in double precision, for
    float32 too, as are rows whose confidence would leave single precision no digits.

    References
    ----------
    Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008,
    eq. 4.

    Examples
    --------
    One user, two items, one factor: 2 / (1 + 0 + 1 + 0.5) = 0.8.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.factorization import als_half_step
    >>> ratings = SimpleNamespace(indptr=[0, 1], indices=[0], data=[1.0], shape=(1, 2))
    >>> als_half_step(ratings, [[1.0], [0.0]], l2=0.5)
    array([[0.8]])
    """
    V = float_array(fixed, "fixed", ndim=2)
    rows = csr_numbers(ratings, "ratings", V.dtype)
    factors = np.empty((rows.shape[0], V.shape[1]), V.dtype)
    _mlmath.als_half_step(rows, "fixed", V, alpha, l2, factors)
    return factors


def als_loss(
    ratings: Any,
    user_factors: npt.ArrayLike,
    item_factors: npt.ArrayLike,
    *,
    alpha: float,
    l2: float,
) -> float:
    r"""Loss of a factorization of implicit feedback, over all pairs.

    .. math:: \sum_{u, i} c_{ui} (p_{ui} - u_u \cdot v_i)^2
              + \lambda \big(\|U\|_F^2 + \|V\|_F^2\big)

    with confidence :math:`c = 1 + \alpha |r|` and preference :math:`p = [r > 0]`; where nothing is
    stored, :math:`c = 1` and :math:`p = 0`. No half, and not normalised.

    Parameters
    ----------
    ratings : CSR matrix of shape (n_users, n_items)
        Ratings or counts.
    user_factors : array_like of shape (n_users, n_components)
        Factors of the users.
    item_factors : array_like of shape (n_items, n_components)
        Factors of the items.
    alpha : float
        Confidence per unit of rating, not negative.
    l2 : float
        Ridge :math:`\lambda`, not negative.

    Returns
    -------
    loss : float
        Summed in double precision.

    Raises
    ------
    ValueError
        If `ratings` contradicts itself, shapes do not fit, `alpha` or `l2` is negative, or a value is
        NaN or infinite.
    TypeError
        If `ratings` is no sparse matrix.

    Notes
    -----
    The pairs without a rating are not visited: O((n_users + n_items) d^2 + n_ratings d). The sum over
    all pairs of :math:`(u \cdot v)^2` is the scalar product of the Gram matrices of U and V.

    References
    ----------
    Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008,
    eq. 3.

    Examples
    --------
    Confidence 2, error 1 - 0.5, and 0.5 * (1 + 0.25) for the ridge: 2 * 0.25 + 0.625.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.factorization import als_loss
    >>> ratings = SimpleNamespace(indptr=[0, 1], indices=[0], data=[1.0], shape=(1, 1))
    >>> als_loss(ratings, [[1.0]], [[0.5]], alpha=1.0, l2=0.5)
    1.125
    """
    U, V = float_arrays((user_factors, "user_factors", 2), (item_factors, "item_factors", 2))
    if U.shape[1] != V.shape[1]:
        raise ValueError(
            "user_factors and item_factors must have the same number of columns, "
            f"got {U.shape[1]} and {V.shape[1]}"
        )
    return _mlmath.als_loss(csr_numbers(ratings, "ratings", U.dtype), U, V, alpha, l2)


def als(
    ratings: Any,
    n_components: int = 64,
    *,
    alpha: float = 1.0,
    l2: float = 0.01,
    n_iter: int = 15,
    seed: int = 0,
    init: npt.ArrayLike | None = None,
    dtype: npt.DTypeLike = np.float32,
    callback: Callable[[AlsResult], Any] | None = None,
) -> AlsResult:
    r"""Factorize implicit feedback by alternating least squares.

    .. math:: \min_{U, V} \sum_{u, i} c_{ui} (p_{ui} - u_u \cdot v_i)^2
              + \lambda \big(\|U\|_F^2 + \|V\|_F^2\big)

    with confidence :math:`c = 1 + \alpha |r|` and preference :math:`p = [r > 0]`. A sweep solves for
    all users, then for all items, each exactly.

    Parameters
    ----------
    ratings : CSR matrix of shape (n_users, n_items)
        Ratings or counts; a negative one says with its size that the user does not like the item.
    n_components : int, default 64
        Number of factors d.
    alpha : float, default 1.0
        Confidence per unit of rating, not negative.
    l2 : float, default 0.01
        Ridge :math:`\lambda`, not negative.
    n_iter : int, default 15
        Sweeps, at least 1.
    seed : int, default 0
        Of the initial item factors, in [0, 2^64).
    init : array_like of shape (n_items, n_components), optional
        Initial item factors. By default ``Generator(Philox(key=seed)).standard_normal(shape) * 0.1 /
        sqrt(d)``.
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
        ``n_iter`` (sweeps done), ``message``. Users and items without ratings have zero factors.

    Raises
    ------
    ValueError
        If `ratings` contradicts itself, `init` does not fit, a parameter is out of its range, or a value
        is NaN or infinite.
    TypeError
        If `ratings` is no sparse matrix, or `dtype` is neither float32 nor float64.
    numpy.linalg.LinAlgError
        If a system is singular to working precision (see :func:`als_half_step`); with ``l2=0`` and more
        factors than users or items with ratings it always is.

    Notes
    -----
    The loss does not increase from sweep to sweep, but for rounding. A sweep costs
    O((n_ratings + n_users + n_items) d^2) at most, less where rows are short.

    References
    ----------
    Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008.

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
    dtype = np.dtype(dtype)
    if dtype not in (F32, F64):
        raise TypeError(f"dtype must be float32 or float64, got {dtype}")
    by_user = csr_numbers(ratings, "ratings", dtype)
    by_item = csr_transposed(by_user, "ratings")
    V = _initial(init, by_item.shape[0], n_components, seed, dtype)
    U = np.empty((by_user.shape[0], V.shape[1]), dtype)
    losses: list[float] = []
    message = f"All {n_iter} sweeps done"
    name = "item_factors" if init is None else "init"
    for _ in range(integer(n_iter, "n_iter", minimum=1)):
        _mlmath.als_half_step(by_user, name, V, alpha, l2, U)
        _mlmath.als_half_step(by_item, "user_factors", U, alpha, l2, V)
        name = "item_factors"
        losses.append(_mlmath.als_loss(by_user, U, V, alpha, l2))
        if callback is not None and _stops(
            callback, _result(U.copy(), V.copy(), losses, "Running")
        ):
            message = "Stopped by the callback"
            break
    return _result(U, V, losses, message)


def _initial(
    init: npt.ArrayLike | None, n_items: int, n_components: int, seed: int, dtype: np.dtype[Any]
) -> FloatArray:
    """A fresh array, which the sweeps overwrite."""
    d = integer(n_components, "n_components", minimum=1)
    key = seed_of(seed)
    if init is not None:
        given = follow(init, "init", dtype, ndim=2)
        if given.shape != (n_items, d):
            raise ValueError(f"init must have shape {(n_items, d)}, got {given.shape}")
        return given.copy()
    normal = np.random.Generator(np.random.Philox(key=key)).standard_normal((n_items, d))
    initial: FloatArray = (normal * 0.1 / np.sqrt(d)).astype(dtype)
    return initial


def _result(U: FloatArray, V: FloatArray, losses: list[float], message: str) -> AlsResult:
    return AlsResult(
        user_factors=U,
        item_factors=V,
        losses=np.array(losses),
        n_iter=len(losses),
        message=message,
    )


def _stops(callback: Callable[[AlsResult], Any], state: AlsResult) -> bool:
    for array in (state.user_factors, state.item_factors, state.losses):
        array.flags.writeable = False
    try:
        return bool(callback(state))
    except StopIteration:
        return True
