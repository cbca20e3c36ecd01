"""Whole decompositions of one dense matrix: NumPy's, behind our checks and with our signs."""

import numpy as np
import numpy.typing as npt

from mlmath_fast.linalg._operands import finite_dense
from mlmath_fast.linalg._results import EighResult, SVDResult
from mlmath_fast.linalg._signs import signs

__all__ = ["eigh", "svd"]


def eigh(A: npt.ArrayLike) -> EighResult:
    r"""Eigenvalues and eigenvectors of a symmetric matrix.

    .. math:: A = V \operatorname{diag}(w) V^T, \qquad V^T V = I

    Parameters
    ----------
    A : array_like of shape (n, n)
        Finite and symmetric; as NumPy does, only the lower triangle is used.

    Returns
    -------
    w : ndarray of shape (n,)
        Ascending.
    V : ndarray of shape (n, n)
        Orthonormal columns. The first of the largest entries of each, within the root of eps, is
        positive.

    Raises
    ------
    ValueError
        If `A` is not square or holds NaN or infinities.
    TypeError
        For masked, sparse, complex, string or object input.
    numpy.linalg.LinAlgError
        If LAPACK does not converge.

    Notes
    -----
    O(n^3), by ``numpy.linalg.eigh``: its bits, its threads, and no Ctrl-C before it ends. Signs are
    unique where eigenvalues are simple. Many small matrices are faster in one call of
    ``eigh_batched``; some eigenvalues of a large one in :func:`~mlmath_fast.linalg.lanczos_eigsh`.

    References
    ----------
    G. H. Golub, C. F. Van Loan, *Matrix Computations*, 4th ed. (2013), theorem 8.1.1 and section 8.3.

    Examples
    --------
    >>> from mlmath_fast.linalg import eigh
    >>> w, V = eigh([[0.0, 2.0], [2.0, 3.0]])
    >>> w.round(12), (V * V * 5).round(12)
    (array([-1.,  4.]), array([[4., 1.],
           [1., 4.]]))
    """
    matrix = finite_dense(A, "A")
    if matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"A must be square, got shape {matrix.shape}")
    w, V = np.linalg.eigh(matrix)
    return EighResult(w, V * signs(V))


def svd(A: npt.ArrayLike) -> SVDResult:
    r"""The thin singular value decomposition.

    .. math:: A = U \operatorname{diag}(s) V^T, \qquad U^T U = V^T V = I

    Parameters
    ----------
    A : array_like of shape (m, n)
        Finite.

    Returns
    -------
    U : ndarray of shape (m, min(m, n))
        Orthonormal columns. The first of the largest entries of each, within the root of eps, is
        positive.
    s : ndarray of shape (min(m, n),)
        Descending.
    Vt : ndarray of shape (min(m, n), n)
        Orthonormal rows.

    Raises
    ------
    ValueError
        If `A` holds NaN or infinities.
    TypeError
        For masked, sparse, complex, string or object input.
    numpy.linalg.LinAlgError
        If LAPACK does not converge.

    Notes
    -----
    O(m n min(m, n)), by ``numpy.linalg.svd``: its bits, its threads, and no Ctrl-C before it ends.
    Signs are unique where singular values are simple and not zero. Some singular values of a large
    matrix are faster from :func:`~mlmath_fast.linalg.truncated_svd` or
    :func:`~mlmath_fast.linalg.randomized_svd`.

    References
    ----------
    G. H. Golub, C. F. Van Loan, *Matrix Computations*, 4th ed. (2013), theorem 2.4.1 and section 8.6.

    Examples
    --------
    >>> from mlmath_fast.linalg import svd
    >>> U, s, Vt = svd([[0.0, -2.0], [0.0, 0.0], [3.0, 0.0]])
    >>> s.round(12), U.round(12) + 0.0, Vt.round(12) + 0.0
    (array([3., 2.]), array([[0., 1.],
           [0., 0.],
           [1., 0.]]), array([[ 1.,  0.],
           [ 0., -1.]]))
    """
    U, s, Vt = np.linalg.svd(finite_dense(A, "A"), full_matrices=False)
    sign = signs(U)
    return SVDResult(U * sign, s, Vt * sign.T)
