"""What a factorization of implicit feedback is good for: factors of new rows, and explanations."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, float_array, integer
from mlmath_fast._csr import csr_interactions
from mlmath_fast.factorization._results import Explanation
from mlmath_fast.factorization.implicit import Loss, als_half_step, objective_of

__all__ = ["Explanation", "explain", "fold_in"]


def fold_in(
    ratings: Any,
    fixed: npt.ArrayLike,
    *,
    loss: Loss = "original",
    alpha: float = 1.0,
    l2: float = 0.01,
    alpha0: float = 0.1,
    nu: float = 1.0,
) -> FloatArray:
    r"""Factors of new rows, without a refit.

    .. math:: u_r = \arg\min_u \ell_r(u; V)

    where :math:`\ell_r` is the part of :func:`~mlmath_fast.factorization.als_loss` that knows of row r.

    Parameters
    ----------
    ratings : CSR matrix of shape (n_new, n_columns)
        Ratings of the new rows; for new items, those of their users: the transpose. ``data`` may be
        None: all are 1.
    fixed : array_like of shape (n_columns, n_components)
        Factors V of the columns, which stay as they are.
    loss : {"original", "ials"}, default "original"
        Which loss the factors were fitted with, as all that follows.
    alpha : float, default 1.0
        Confidence per unit of rating. Not negative. Only of "original".
    l2 : float, default 0.01
        Ridge, not negative.
    alpha0 : float, default 0.1
        Of "ials": the weight of all pairs. Not negative.
    nu : float, default 1.0
        Of "ials": how the ridge grows with the weight of a row. Not negative.

    Returns
    -------
    factors : ndarray of shape (n_new, n_components)
        In the dtype of `fixed`. Rows without entries are zero.

    Raises
    ------
    ValueError
        If `ratings` contradicts itself, shapes do not fit, a parameter is negative or `loss` unknown,
        `alpha0` and `l2` of "ials" are both 0, or a value is NaN or infinite.
    TypeError
        If `ratings` is no sparse matrix.
    numpy.linalg.LinAlgError
        If the system of a row is singular to working precision; the first such row is named.

    Notes
    -----
    It is the exact half step of :func:`~mlmath_fast.factorization.als`: a row comes out as if it had been
    there, with the same bits whatever other rows come with it. One call costs O(n_columns d^2) for what
    the rows share: fold in many at once.

    References
    ----------
    Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008,
    eq. 4.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from mlmath_fast.factorization import fold_in
    >>> new = SimpleNamespace(indptr=[0, 1], indices=[0], data=[1.0], shape=(1, 2))
    >>> fold_in(new, [[1.0], [0.0]], l2=0.5)
    array([[0.8]])
    """
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
    r"""What each rating of a user contributes to the score of an item.

    .. math:: u \cdot v_j = \sum_i y_i \, v_i^T A^{-1} v_j

    where :math:`A u = \sum_i y_i v_i` is the user's system of
    :func:`~mlmath_fast.factorization.als_half_step`: the sum is over the user's ratings, of which y is
    weight times target.

    Parameters
    ----------
    ratings : CSR matrix of shape (n_users, n_items)
        Ratings or counts. ``data`` may be None: all are 1.
    item_factors : array_like of shape (n_items, n_components)
        Factors V of the items.
    user : int
        Whose score, in [0, n_users).
    item : int
        The score of which item j, in [0, n_items).
    loss : {"original", "ials"}, default "original"
        Which loss the factors were fitted with, as all that follows.
    alpha : float, default 1.0
        Confidence per unit of rating. Not negative. Only of "original".
    l2 : float, default 0.01
        Ridge, not negative.
    alpha0 : float, default 0.1
        Of "ials": the weight of all pairs. Not negative.
    nu : float, default 1.0
        Of "ials": how the ridge grows with the weight of a row. Not negative.

    Returns
    -------
    score : float
        That of the user's exact factors.
    ids : ndarray of int64, shape (n_ratings_of_the_user,)
        The user's items, the one that contributes most first; among equals the lowest.
    contributions : ndarray of shape (n_ratings_of_the_user,)
        What each contributes, in the dtype of `item_factors`; their sum is the score. 0 for items that the
        user does not like.

    Raises
    ------
    ValueError
        If `ratings` contradicts itself, shapes do not fit, `user` or `item` does not exist, a parameter is
        negative or `loss` unknown, `alpha0` and `l2` of "ials" are both 0, or a value is NaN or infinite.
    TypeError
        If `ratings` is no sparse matrix.
    numpy.linalg.LinAlgError
        If the user's system is singular to working precision.

    Notes
    -----
    Solved and summed in double precision.

    References
    ----------
    Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008,
    section 5 and eq. 7.

    Examples
    --------
    The score is 2 / (1 + 1 + 0.5) = 0.8, all of it due to item 0.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.factorization import explain
    >>> ratings = SimpleNamespace(indptr=[0, 1], indices=[0], data=[1.0], shape=(1, 2))
    >>> score, ids, contributions = explain(ratings, [[1.0], [0.0]], 0, 0, l2=0.5)
    >>> round(score, 12), ids, contributions
    (0.8, array([0]), array([0.8]))
    """
    V = float_array(item_factors, "item_factors", ndim=2)
    rows = csr_interactions(ratings, "ratings", V.dtype)
    objective = objective_of(loss, alpha, l2, alpha0, nu)
    u = integer(user, "user", minimum=0, maximum=rows.shape[0] - 1)
    i = integer(item, "item", minimum=0, maximum=rows.shape[1] - 1)
    n = int(rows.indptr[u + 1] - rows.indptr[u])
    ids, contributions = np.empty(n, np.int64), np.empty(n, V.dtype)
    score = _mlmath.als_explain(rows, "item_factors", V, objective, (u, i), ids, contributions)
    return Explanation(score, ids, contributions)
