"""Implicit feedback: half a sweep of alternating least squares, exactly solved, and the loss.

Rows of `ratings` are users, columns are items. `ratings` is any sparse matrix in CSR format: an object
with ``indptr, indices, data, shape``, such as ``scipy.sparse.csr_array``; other SciPy formats are
converted. Duplicates are summed, stored zeros dropped, NaN and infinities refused. ``data`` may be None: all
are 1. Values that are all the same, given or found to be, are kept as one, and cost no memory.
"""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, float_array, float_arrays, one_of
from mlmath_fast._csr import csr_interactions
from mlmath_fast.factorization._starts import start_of

__all__ = ["als_half_step", "als_loss"]


Loss = Literal["original", "ials"]
Solver = Literal["auto", "cholesky", "cg", "block"]
SOLVERS = ("auto", "cholesky", "cg", "block")


def als_half_step(
    ratings: Any,
    fixed: npt.ArrayLike,
    *,
    loss: Loss = "original",
    alpha: float = 1.0,
    l2: float = 0.01,
    alpha0: float = 0.1,
    nu: float = 1.0,
    solver: Solver = "cholesky",
    init: npt.ArrayLike | None = None,
) -> FloatArray:
    r"""Factors of the rows of `ratings`, given those of its columns.

    .. math:: u_r = \Big(V^T V + \lambda I + \alpha \sum_i |r_i| v_i v_i^T\Big)^{-1}
              \sum_{i: r_i > 0} (1 + \alpha |r_i|) v_i

    for the loss "original", and for "ials", with n_r entries in the row and n columns,

    .. math:: u_r = \Big(\alpha_0 V^T V + \lambda (n_r + \alpha_0 n)^\nu I
              + \sum_i v_i v_i^T\Big)^{-1} \sum_i v_i

    the exact minimiser of :func:`als_loss` in the factors of the rows; sums over the entries of the row.

    Parameters
    ----------
    ratings : CSR matrix of shape (n_rows, n_columns)
        Ratings or counts; a negative one says with its size that the row does not like the column.
        ``data`` may be None: all are 1.
    fixed : array_like of shape (n_columns, n_components)
        Factors :math:`V` of the columns.
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
    solver : {"cholesky", "cg", "block", "auto"}, default "cholesky"
        Exact; a few steps of preconditioned conjugate gradients from `init` (see Notes); one pass from
        `init` over blocks of 64 factors (iALS++); or "auto", which is "cg", whose sweeps are the
        fastest.
    init : array_like of shape (n_rows, n_components), optional
        Where conjugate gradients and blocks begin; zeros by default.

    Returns
    -------
    factors : ndarray of shape (n_rows, n_components)
        In the dtype of `fixed`. Rows without entries are zero.

    Raises
    ------
    ValueError
        If `ratings` contradicts itself, shapes do not fit, a parameter is negative or `loss` unknown,
        `alpha0` and `l2` of "ials" are both 0, or a value is NaN or infinite.
    TypeError
        If `ratings` is no sparse matrix.
    numpy.linalg.LinAlgError
        If the system of a row is singular to working precision; the first such row is named. With
        ``l2=0`` it is where the columns of `fixed` (for "block", those of a block) are linearly dependent.

    Notes
    -----
    A row of l entries costs O(l d min(l, d)): where l < d the dual system is solved, in a basis in
    which what all rows share is the identity. The basis is found in double precision, for float32 too,
    and changed to in double precision unless the basis is well-conditioned; in double precision are rows
    solved whose confidence would leave single precision no digits.

    Conjugate gradients have the part of the system that all rows share for a preconditioner,
    :math:`M = (V^T V + \lambda I)^{-1}` (for "ials", with its weight and the row's own ridge). With the
    residual :math:`r = b - A u` the loss of the row is above its minimum by :math:`r^T M r` at most, of
    which a step of length a takes :math:`a\, r^T M r` away. Steps end, three at most, where what may be
    left, :math:`(1 - a)\, r^T M r`, is no more than 0.02 % of the loss that the row has with zero factors,
    or no more than a twentieth of what the steps have taken: sweeps to come then take more than another
    step would. Within rounding of these, a row may take one step more at another SIMD level.

    "block" goes over the blocks P of 64 consecutive factors (the last may be shorter), once:

    .. math:: u_P \leftarrow u_P + A_{PP}^{-1} (b - A u)_P

    the minimum in these factors, the others being as they are. With at most 64 factors that is the exact
    solution, whatever `init` is. It keeps a double for each rating.

    References
    ----------
    Y. Hu, Y. Koren, C. Volinsky, "Collaborative filtering for implicit feedback datasets", ICDM 2008,
    eq. 4.

    S. Rendle, W. Krichene, L. Zhang, Y. Koren, "Revisiting the performance of iALS on item recommendation
    benchmarks", RecSys 2022, eq. 2 and 6.

    S. Rendle, W. Krichene, L. Zhang, Y. Koren, "iALS++: Speeding up matrix factorization with subspace
    optimization", arXiv:2110.14044 (2021).

    Examples
    --------
    One user, two items, one factor: 2 / (1 + 0 + 1 + 0.5) = 0.8.

    >>> from types import SimpleNamespace
    >>> from mlmath_fast.factorization import als_half_step
    >>> ratings = SimpleNamespace(indptr=[0, 1], indices=[0], data=[1.0], shape=(1, 2))
    >>> als_half_step(ratings, [[1.0], [0.0]], l2=0.5)
    array([[0.8]])

    With "ials", 1 / (0.5 * 1 + 0.25 (1 + 0.5 * 2) + 1) = 0.5.

    >>> als_half_step(ratings, [[1.0], [0.0]], loss="ials", l2=0.25, alpha0=0.5)
    array([[0.5]])
    """
    objective = objective_of(loss, alpha, l2, alpha0, nu)
    V = float_array(fixed, "fixed", ndim=2)
    rows = csr_interactions(ratings, "ratings", V.dtype)
    shape = (rows.shape[0], V.shape[1])
    factors = np.zeros(shape, V.dtype) if init is None else start_of(init, "init", shape, V.dtype)
    one_of(solver, "solver", SOLVERS)
    room = np.empty(_mlmath.als_room(*V.shape), V.dtype)
    _mlmath.als_half_step(rows, "fixed", V, objective, solver, room, factors)
    return factors


def als_loss(
    ratings: Any,
    user_factors: npt.ArrayLike,
    item_factors: npt.ArrayLike,
    *,
    loss: Loss = "original",
    alpha: float = 1.0,
    l2: float = 0.01,
    alpha0: float = 0.1,
    nu: float = 1.0,
) -> float:
    r"""Loss of a factorization of implicit feedback, over all pairs.

    .. math:: \sum_{u, i} c_{ui} (p_{ui} - u_u \cdot v_i)^2
              + \lambda \big(\|U\|_F^2 + \|V\|_F^2\big)

    with confidence :math:`c = 1 + \alpha |r|` and preference :math:`p = [r > 0]`; where nothing is
    stored, :math:`c = 1` and :math:`p = 0`. No half, and not normalised. The loss "ials" is

    .. math:: \sum_{\text{stored } u, i} (u_u \cdot v_i - 1)^2
              + \alpha_0 \sum_{u, i} (u_u \cdot v_i)^2
              + \lambda \Big(\sum_u (n_u + \alpha_0 n_{items})^\nu |u_u|^2
              + \sum_i (n_i + \alpha_0 n_{users})^\nu |v_i|^2\Big)

    with n entries in the row or column; the second sum is over all pairs, stored ones too.

    Parameters
    ----------
    ratings : CSR matrix of shape (n_users, n_items)
        Ratings or counts. ``data`` may be None: all are 1.
    user_factors : array_like of shape (n_users, n_components)
        Factors of the users.
    item_factors : array_like of shape (n_items, n_components)
        Factors of the items.
    loss : {"original", "ials"}, default "original"
        Which loss.
    alpha : float, default 1.0
        Confidence per unit of rating: an entry weighs 1 + alpha |r|, all else weighs 1. Not negative.
        Only of "original"; "ials" does not look at values.
    l2 : float, default 0.01
        Ridge :math:`\lambda`, not negative.
    alpha0 : float, default 0.1
        Of "ials": the weight :math:`\alpha_0` of all pairs, where entries weigh 1 more. Not negative.
    nu : float, default 1.0
        Of "ials": the ridge grows with this power :math:`\nu` of the weight of a row. Not negative.

    Returns
    -------
    loss : float
        Summed in double precision.

    Raises
    ------
    ValueError
        If `ratings` contradicts itself, shapes do not fit, a parameter is negative or `loss` unknown,
        `alpha0` and `l2` of "ials" are both 0, or a value is NaN or infinite.
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

    S. Rendle, W. Krichene, L. Zhang, Y. Koren, "Revisiting the performance of iALS on item recommendation
    benchmarks", RecSys 2022, eq. 2 and 6.

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
    objective = objective_of(loss, alpha, l2, alpha0, nu)
    return _mlmath.als_loss(csr_interactions(ratings, "ratings", U.dtype), U, V, objective)


def objective_of(
    loss: str, alpha: float, l2: float, alpha0: float, nu: float
) -> tuple[str, float, float, float, float]:
    """The loss and its numbers, as the core has them."""
    return one_of(loss, "loss", ("original", "ials")), alpha, l2, alpha0, nu
