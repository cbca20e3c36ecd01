"""The steps of explicit matrix factorization: half a sweep, the loss, predictions.

Every stored entry of `ratings` is a rating, as in :mod:`.explicit`.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, float_array, float_arrays, follow, index_array
from mlmath_fast._csr import csr_stored
from mlmath_fast.factorization._explicit_results import ExplicitRows
from mlmath_fast.factorization.explicit import split

__all__ = ["ExplicitRows", "als_explicit_half_step", "als_explicit_loss", "als_explicit_predict"]


def als_explicit_half_step(
    ratings: Any,
    fixed: npt.ArrayLike,
    *,
    fixed_biases: npt.ArrayLike | None = None,
    global_mean: float = 0.0,
    l2: float = 0.1,
    weighted_l2: bool = True,
) -> ExplicitRows:
    r"""Factors and biases of the rows of explicit ratings, given those of the columns.

    .. math:: (u_r, b_r) = \Big(\sum_i a_i a_i^T + \lambda n_r I\Big)^{-1}
              \sum_i (r_i - \mu - b_i) a_i, \qquad a_i = (v_i, 1)

    the exact minimiser of :func:`als_explicit_loss` in the rows; sums over the entries of the row, and
    :math:`n_r` their number (1 unless `weighted_l2`).

    Parameters
    ----------
    ratings : CSR matrix of shape (n_rows, n_columns)
        Ratings. Every stored entry is one, zeros too.
    fixed : array_like of shape (n_columns, n_components)
        Factors :math:`v` of the columns.
    fixed_biases : array_like of shape (n_columns,), optional
        Biases :math:`b_i` of the columns. Without them the rows get none: :math:`a_i = v_i`.
    global_mean : float, default 0.0
        :math:`\mu`.
    l2 : float, default 0.1
        Ridge :math:`\lambda`, not negative.
    weighted_l2 : bool, default True
        Whether the ridge is `l2` times the number of the row's ratings, or `l2` alone.

    Returns
    -------
    rows : ExplicitRows
        ``factors`` of shape (n_rows, n_components) and ``biases`` of shape (n_rows,), in the dtype of
        `fixed`. Rows without entries are zero.

    Raises
    ------
    ValueError
        If `ratings` contradicts itself, shapes do not fit, `l2` is negative, or a value is NaN or
        infinite.
    TypeError
        If `ratings` is no sparse matrix.
    numpy.linalg.LinAlgError
        If the system of a row is singular to working precision; the first such row is named.

    Notes
    -----
    A row of l entries costs O(l d min(l, d)): where l is below the number of unknowns the dual system is
    solved. float32 rows to whose digits the ridge does not add up are solved in double precision.

    References
    ----------
    Y. Zhou, D. Wilkinson, R. Schreiber, R. Pan, "Large-scale parallel collaborative filtering for the
    Netflix prize", AAIM 2008, eq. 9.

    Examples
    --------
    One rating of 3, one factor 2 and ridge 1: 3 * 2 / (2 * 2 + 1) = 1.2.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.factorization import als_explicit_half_step
    >>> ratings = SimpleNamespace(indptr=[0, 1], indices=[0], data=[3.0], shape=(1, 1))
    >>> als_explicit_half_step(ratings, [[2.0]], l2=1.0).factors
    array([[1.2]])
    """
    V, bias = float_array(fixed, "fixed", ndim=2), fixed_biases is not None
    columns = _with_biases(V, fixed_biases, "fixed_biases")
    rows = csr_stored(ratings, "ratings", V.dtype)
    solved = np.empty((rows.shape[0], columns.shape[1]), V.dtype)
    mean = _finite(global_mean)
    _mlmath.als_explicit_half_step(
        rows, "fixed", columns, mean, bias, l2, bool(weighted_l2), solved
    )
    return ExplicitRows(*split(solved, bias))


def als_explicit_loss(
    ratings: Any,
    user_factors: npt.ArrayLike,
    item_factors: npt.ArrayLike,
    *,
    user_biases: npt.ArrayLike | None = None,
    item_biases: npt.ArrayLike | None = None,
    global_mean: float = 0.0,
    l2: float = 0.1,
    weighted_l2: bool = True,
) -> float:
    r"""Loss of a factorization of explicit ratings.

    .. math:: \sum_{(u, i)\ \text{stored}} (r_{ui} - \mu - b_u - b_i - u_u \cdot v_i)^2
              + \lambda \sum_u n_u \big(\|u_u\|^2 + b_u^2\big)
              + \lambda \sum_i n_i \big(\|v_i\|^2 + b_i^2\big)

    with n the number of a row's or a column's ratings (1 unless `weighted_l2`). No half, and not
    normalised.

    Parameters
    ----------
    ratings : CSR matrix of shape (n_users, n_items)
        Ratings. Every stored entry is one, zeros too.
    user_factors : array_like of shape (n_users, n_components)
        Factors of the users.
    item_factors : array_like of shape (n_items, n_components)
        Factors of the items.
    user_biases : array_like of shape (n_users,), optional
        Biases of the users; given with `item_biases` or not at all.
    item_biases : array_like of shape (n_items,), optional
        Biases of the items.
    global_mean : float, default 0.0
        :math:`\mu`.
    l2 : float, default 0.1
        Ridge :math:`\lambda`, not negative.
    weighted_l2 : bool, default True
        Whether the ridge of a row is `l2` times the number of its ratings, or `l2` alone.

    Returns
    -------
    loss : float
        Summed in double precision.

    Raises
    ------
    ValueError
        If `ratings` contradicts itself, shapes do not fit, `l2` is negative, or a value is NaN or
        infinite.
    TypeError
        If `ratings` is no sparse matrix.

    Notes
    -----
    O((n_users + n_items + n_ratings) d): pairs without a rating do not count.

    References
    ----------
    Y. Zhou, D. Wilkinson, R. Schreiber, R. Pan, "Large-scale parallel collaborative filtering for the
    Netflix prize", AAIM 2008, eq. 2.

    Examples
    --------
    Error 3 - 2 * 1 and, for one rating, a ridge of 0.1 (4 + 1).

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.factorization import als_explicit_loss
    >>> ratings = SimpleNamespace(indptr=[0, 1], indices=[0], data=[3.0], shape=(1, 1))
    >>> als_explicit_loss(ratings, [[2.0]], [[1.0]])
    1.5
    """
    U, V = _factors(user_factors, item_factors)
    bias = _has_biases(user_biases, item_biases)
    users = _with_biases(U, user_biases, "user_biases")
    items = _with_biases(V, item_biases, "item_biases")
    stored = csr_stored(ratings, "ratings", U.dtype)
    mean = _finite(global_mean)
    return _mlmath.als_explicit_loss(stored, users, items, mean, bias, l2, bool(weighted_l2))


def als_explicit_predict(
    users: npt.ArrayLike,
    items: npt.ArrayLike,
    user_factors: npt.ArrayLike,
    item_factors: npt.ArrayLike,
    *,
    user_biases: npt.ArrayLike | None = None,
    item_biases: npt.ArrayLike | None = None,
    global_mean: float = 0.0,
) -> FloatArray:
    r"""Predicted ratings of pairs of a user and an item.

    .. math:: \hat r_k = \mu + b_{u_k} + b_{i_k} + u_{u_k} \cdot v_{i_k}

    Parameters
    ----------
    users : array_like of int, shape (n_pairs,)
        Users, as rows of `user_factors`.
    items : array_like of int, shape (n_pairs,)
        Items, as rows of `item_factors`.
    user_factors : array_like of shape (n_users, n_components)
        Factors of the users.
    item_factors : array_like of shape (n_items, n_components)
        Factors of the items.
    user_biases : array_like of shape (n_users,), optional
        Biases of the users; given with `item_biases` or not at all.
    item_biases : array_like of shape (n_items,), optional
        Biases of the items.
    global_mean : float, default 0.0
        :math:`\mu`.

    Returns
    -------
    predicted : ndarray of shape (n_pairs,)
        In the dtype of the factors, not clipped to any scale.

    Raises
    ------
    ValueError
        If a user or an item does not exist, or shapes do not fit.
    TypeError
        If `users` or `items` are no integers.

    Notes
    -----
    Summed in double precision and rounded once. NaN and infinities pass through.

    References
    ----------
    Y. Koren, R. Bell, C. Volinsky, "Matrix factorization techniques for recommender systems",
    Computer 42(8), 2009, eq. 4.

    Examples
    --------
    >>> from mlmath_fast.factorization import als_explicit_predict
    >>> als_explicit_predict([0, 0], [1, 0], [[2.0]], [[1.0], [3.0]], global_mean=0.5)
    array([6.5, 2.5])
    """
    U, V = _factors(user_factors, item_factors)
    bias = _has_biases(user_biases, item_biases)
    of_users = _with_biases(U, user_biases, "user_biases")
    of_items = _with_biases(V, item_biases, "item_biases")
    pairs = index_array(users, "users", len(U)), index_array(items, "items", len(V))
    predicted = np.empty(len(pairs[0]), U.dtype)
    _mlmath.explicit_predict(pairs, of_users, of_items, global_mean, bias, predicted)
    return predicted


def _factors(user_factors: npt.ArrayLike, item_factors: npt.ArrayLike) -> list[FloatArray]:
    U, V = float_arrays((user_factors, "user_factors", 2), (item_factors, "item_factors", 2))
    if U.shape[1] != V.shape[1]:
        raise ValueError(
            "user_factors and item_factors must have the same number of columns, "
            f"got {U.shape[1]} and {V.shape[1]}"
        )
    return [U, V]


def _has_biases(user_biases: npt.ArrayLike | None, item_biases: npt.ArrayLike | None) -> bool:
    if (user_biases is None) != (item_biases is None):
        raise ValueError("user_biases and item_biases must both be given, or neither")
    return user_biases is not None


def _with_biases(factors: FloatArray, biases: npt.ArrayLike | None, name: str) -> FloatArray:
    if biases is None:
        return factors
    column = follow(biases, name, factors.dtype, ndim=1)
    if len(column) != len(factors):
        raise ValueError(
            f"{name} must have one entry for each of {len(factors)}, got {len(column)}"
        )
    return np.column_stack([factors, column])


def _finite(global_mean: float) -> float:
    if not np.isfinite(global_mean):
        raise ValueError(f"global_mean must be finite, got {global_mean}")
    return float(global_mean)
