"""The largest singular values and their vectors, of dense and sparse matrices."""

import warnings
from typing import Any

import numpy as np

from mlmath_fast._arrays import FloatArray, integer, one_of
from mlmath_fast._exceptions import ConvergenceWarning
from mlmath_fast._random import normals, seed_of
from mlmath_fast.linalg._operands import Products, scaled_matrix, times
from mlmath_fast.linalg._results import RandomizedSVDResult, SVDResult
from mlmath_fast.linalg._signs import signs
from mlmath_fast.linalg._subspace import orthonormal, outside, residual_norm, svd_of_tall

__all__ = ["randomized_svd", "truncated_svd"]


# Rounds of truncated_svd before it gives up: singular values that differ by a thousandth take some
# fifty.
_MAX_ROUNDS = 500

# Blocks of its basis, and those kept when it is full.
_BLOCKS, _KEPT = 5, 2


def randomized_svd(
    A: Any,
    n_components: int,
    *,
    n_oversamples: int = 10,
    n_iter: int = 4,
    method: str = "subspace",
    seed: int = 0,
) -> RandomizedSVDResult:
    r"""The largest singular values and their vectors, from products with random vectors.

    .. math:: A \approx U \operatorname{diag}(s) V^T, \qquad
              U \operatorname{diag}(s) V^T = Q \,[Q^T A]_k, \qquad
              Q = \operatorname{orth}\big((A A^T)^q A \Omega\big)

    with :math:`\Omega` of k + p columns of normal numbers, :math:`[\cdot]_k` the best approximation of
    rank k, and q steps of subspace iteration.

    Parameters
    ----------
    A : array_like or CSR matrix of shape (m, n)
        Finite. A sparse matrix is never made dense.
    n_components : int
        The number k of singular values, from 1 to min(m, n).
    n_oversamples : int, default 10
        The number p of columns more.
    n_iter : int, default 4
        The number q of steps: 0 will do where singular values fall fast.
    method : {"subspace", "block_krylov"}, default "subspace"
        With "block_krylov", Q spans what all q steps found, not the last alone: far more accurate for
        the same products with `A`, at the price of (q + 1)(k + p) columns in the last of them.
    seed : int, default 0
        Of the random columns, in [0, 2^64).

    Returns
    -------
    U : ndarray of shape (m, n_components)
        Orthonormal columns. The first of the largest entries of each, within the root of eps, is
        positive.
    s : ndarray of shape (n_components,)
        Descending.
    Vt : ndarray of shape (n_components, n)
        Orthonormal rows.
    error : float
        An estimate, from below and with the same seed, of the 2-norm of A - U diag(s) Vt: no rank k
        approximation has less than the (k + 1)th singular value.

    Raises
    ------
    ValueError
        If `A` holds NaN or infinities, or an argument leaves its domain.
    TypeError
        For masked, complex, string or object input, or integers that are none.

    Notes
    -----
    2q + 2 products of `A` with k + p columns, and a few with 8 for the estimate. Bases come from
    Cholesky's factorisation, twice, with Householder's reflections to fall back on. All is computed in
    the dtype of `A`, scaled by a power of two where squares would leave its range. All products have the
    same bits for any number of threads; the decomposition of a matrix of order k + p is NumPy's.

    References
    ----------
    N. Halko, P. G. Martinsson, J. A. Tropp, "Finding structure with randomness", SIAM Review 53 (2011),
    algorithms 4.4 and 5.1, and section 4.4 for the estimate; C. Musco, C. Musco, "Randomized block
    Krylov methods", NIPS 2015, algorithm 2.

    Examples
    --------
    >>> import numpy as np
    >>> from mlmath_fast.linalg import randomized_svd
    >>> A = np.outer([3.0, 0.0, 4.0], [0.6, 0.8])
    >>> U, s, Vt, error = randomized_svd(A, 1)
    >>> s.round(12), Vt.round(12), bool(error < 1e-14)
    (array([5.]), array([[0.6, 0.8]]), True)
    """
    matrix, exponent = scaled_matrix(A, "A")
    least = min(matrix.shape)
    k = integer(n_components, "n_components", minimum=1, maximum=least)
    width = min(least, k + integer(n_oversamples, "n_oversamples", minimum=0))
    steps = integer(n_iter, "n_iter", minimum=0)
    krylov = one_of(method, "method", ("subspace", "block_krylov")) == "block_krylov"
    key = seed_of(seed)
    products = Products(matrix)
    adjoint = products.transposed()
    Q = orthonormal(products @ normals(key, 0, (matrix.shape[1], width)).astype(products.dtype))
    blocks = [Q]
    for _ in range(steps):
        Q = orthonormal(products @ orthonormal(adjoint @ Q, rough=True), rough=not krylov)
        blocks.append(Q)
    basis = orthonormal(np.hstack(blocks)[:, :least] if krylov else Q)
    right, s, rotation = svd_of_tall(adjoint @ basis)
    U, s, Vt = times(basis, rotation[:k].T), s[:k], np.ascontiguousarray(right[:, :k].T)
    error = residual_norm(products, U, s, Vt, key)
    return RandomizedSVDResult(*_finished(U, s, Vt, exponent), float(np.ldexp(error, exponent)))


def truncated_svd(A: Any, n_components: int, *, seed: int = 0) -> SVDResult:
    r"""The largest singular values and their vectors, to working accuracy.

    .. math:: A v_i = s_i u_i, \qquad A^T u_i = s_i v_i, \qquad s_1 \ge \dots \ge s_k \ge 0

    Parameters
    ----------
    A : array_like or CSR matrix of shape (m, n)
        Finite. A sparse matrix is never made dense.
    n_components : int
        The number k of singular values, from 1 to min(m, n).
    seed : int, default 0
        Of the random vectors to start with, in [0, 2^64).

    Returns
    -------
    U : ndarray of shape (m, n_components)
        Orthonormal columns. The first of the largest entries of each, within the root of eps, is
        positive.
    s : ndarray of shape (n_components,)
        Descending.
    Vt : ndarray of shape (n_components, n)
        Orthonormal rows.

    Raises
    ------
    ValueError
        If `A` holds NaN or infinities, or an argument leaves its domain.
    TypeError
        For masked, complex, string or object input, or integers that are none.

    Warns
    -----
    ConvergenceWarning
        If after 500 rounds a residual :math:`|A^T u_i - s_i v_i|` is above eps^(3/4) s_1.

    Notes
    -----
    A block Krylov method: a basis V grows by the residuals of the leading vectors, A V is decomposed,
    and what leads is kept when the basis is full. `A` itself is decomposed on V, not its square, so that
    small singular values are as exact as large ones: to eps s_1. Computed in the dtype of `A`, scaled by
    a power of two where squares would leave its range. Where a singular value is multiple, its vectors
    are any orthonormal basis of their space.

    References
    ----------
    J. Baglama, L. Reichel, "Augmented implicitly restarted Lanczos bidiagonalization methods", SIAM J.
    Sci. Comput. 27 (2005), 19-42; G. H. Golub, F. T. Luk, M. L. Overton, "A block Lanczos method for
    computing the singular values and corresponding singular vectors of a matrix", ACM TOMS 7 (1981).

    Examples
    --------
    >>> from mlmath_fast.linalg import truncated_svd
    >>> U, s, Vt = truncated_svd([[3.0, 0.0], [0.0, -5.0], [0.0, 0.0]], 2)
    >>> s.round(12), U.round(12) + 0.0, Vt.round(12) + 0.0
    (array([5., 3.]), array([[0., 1.],
           [1., 0.],
           [0., 0.]]), array([[ 0., -1.],
           [ 1.,  0.]]))
    """
    matrix, exponent = scaled_matrix(A, "A")
    k = integer(n_components, "n_components", minimum=1, maximum=min(matrix.shape))
    key = seed_of(seed)
    products = Products(matrix)
    if products.shape[0] < products.shape[1]:
        V, s, U = _leading(products.transposed(), k, key)
    else:
        U, s, V = _leading(products, k, key)
    return SVDResult(*_finished(U, s, np.ascontiguousarray(V.T), exponent))


def _leading(A: Products, k: int, seed: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """U, s and V of a matrix with no fewer rows than columns."""
    n, adjoint = A.shape[1], A.transposed()
    block = min(n, max(8, k + 2))
    tol = np.finfo(A.dtype).eps ** 0.75
    V = orthonormal(normals(seed, 0, (n, block)).astype(A.dtype))
    AV = A @ V
    for _ in range(_MAX_ROUNDS):
        left, s, rotation = svd_of_tall(AV)
        right = times(V, rotation.T)
        residual = adjoint @ left[:, :block] - right[:, :block] * s[:block]
        off = float(np.linalg.norm(residual[:, :k], axis=0).max())
        if off <= tol * s[0] or V.shape[1] == n:
            break
        if V.shape[1] + block > _BLOCKS * block:
            kept = _KEPT * block
            V, AV = right[:, :kept], left[:, :kept] * s[:kept]
        new = outside(V, residual[:, : n - V.shape[1]], seed)
        V, AV = np.hstack([V, new]), np.hstack([AV, A @ new])
    else:
        warnings.warn(
            f"truncated_svd: a residual of {off / s[0]:.1e} of the largest singular value is left "
            f"after {_MAX_ROUNDS} rounds",
            ConvergenceWarning,
            stacklevel=3,
        )
    return left[:, :k], s[:k], right[:, :k]


def _finished(
    U: FloatArray, s: FloatArray, Vt: FloatArray, exponent: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """In the scale and with the signs that were promised."""
    sign = signs(U)
    return U * sign, np.ldexp(s, exponent), Vt * sign.T
