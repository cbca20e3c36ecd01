"""Many small systems in one call: factors, solutions, inverses, eigenvectors, one system a SIMD lane."""

from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, float_array, float_arrays
from mlmath_fast._out import apart, checked, finished

__all__ = ["EighBatchedResult", "cholesky_batched", "eigh_batched", "inv_batched", "solve_batched"]


class EighBatchedResult(NamedTuple):
    """Eigenvalues, ascending, and eigenvectors, one a column: ``A @ V = V * w``, of each matrix."""

    w: FloatArray
    V: FloatArray


def cholesky_batched(A: npt.ArrayLike, *, out: npt.NDArray[Any] | None = None) -> FloatArray:
    r"""Factor many small symmetric positive definite matrices.

    .. math:: A_b = L_b L_b^T

    with lower triangular :math:`L_b` that has a positive diagonal.

    Parameters
    ----------
    A : array_like of shape (..., n, n)
        Matrices of order n, at most 64. Only the lower triangles are read, as in NumPy.
    out : ndarray of shape (..., n, n), optional
        Where the result goes, of its dtype; it may be `A` itself. An array used before is filled some
        two times as fast as a fresh one.

    Returns
    -------
    L : ndarray of shape (..., n, n)
        Zero above the diagonals; float32 if `A` is, else float64; its unit is the root of that of `A`.

    Raises
    ------
    numpy.linalg.LinAlgError
        If a matrix is not positive definite; the first such one is named. `out` is then half filled.
    ValueError
        If a lower triangle holds a NaN or an infinity, n exceeds 64, or shapes do not fit.
    TypeError
        For masked, sparse, complex, string or object input, or `out` of another dtype.

    Notes
    -----
    n^3 / 3 flops a matrix. As many matrices as a vector has lanes are factored together; the bits of a
    factor depend on its matrix alone, not on its place in the batch or the number of threads. The factor
    is the exact one of a matrix within n rounding errors of `A`, so positive definite matrices whose
    condition number exceeds that of the dtype may fail.

    References
    ----------
    G. H. Golub, C. F. Van Loan, "Matrix Computations", 4th ed. (2013), algorithm 4.2.1; N. J. Higham,
    "Accuracy and Stability of Numerical Algorithms", 2nd ed. (2002), theorem 10.3.

    Examples
    --------
    >>> from mlmath_fast.linalg import cholesky_batched
    >>> cholesky_batched([[[4.0, 2.0], [2.0, 10.0]], [[1.0, 0.0], [0.0, 25.0]]])
    array([[[2., 0.],
            [1., 3.]],
    <BLANKLINE>
           [[1., 0.],
            [0., 5.]]])
    """
    matrices = float_array(A, "A")
    L = checked(out, matrices.shape, matrices.dtype)
    _mlmath.cholesky_batched(_read_only(matrices, L), L)
    return cast(FloatArray, finished(out, L))


def eigh_batched(
    A: npt.ArrayLike, *, out: tuple[npt.NDArray[Any], npt.NDArray[Any]] | None = None
) -> EighBatchedResult:
    r"""Compute all eigenvalues and eigenvectors of many small symmetric matrices.

    .. math:: A_b V_b = V_b \operatorname{diag}(w_b), \qquad V_b^T V_b = I

    Parameters
    ----------
    A : array_like of shape (..., n, n)
        Matrices of order n, at most 64. Only the lower triangles are read, as in NumPy.
    out : pair of ndarray of shapes (..., n) and (..., n, n), optional
        Where w and V go, of their dtype, each in memory of its own; V's may be `A` itself.

    Returns
    -------
    w : ndarray of shape (..., n)
        In ascending order, in the unit of `A`; float32 if `A` is, else float64.
    V : ndarray of shape (..., n, n)
        Column ``[..., :, i]`` belongs to eigenvalue i and has norm 1. Of its entries that are largest in
        size (within the root of the dtype's epsilon), the first is positive.

    Raises
    ------
    ValueError
        If a lower triangle holds a NaN or an infinity, n exceeds 64, or shapes do not fit.
    numpy.linalg.LinAlgError
        If the iteration does not converge, which no finite matrix was seen to do.
    TypeError
        For masked, sparse, complex, string or object input, or `out` of another dtype.

    Notes
    -----
    Householder reduction and implicit QL with Wilkinson's shift, some 12 n^3 flops a matrix. Errors of
    eigenvalues are a few n rounding errors of the largest one in size, so that tiny ones may have no
    correct digit. Vectors of equal eigenvalues span the right space; which basis of it comes out is for
    rounding to decide. Matrices are scaled by powers of two: none is too large or too small.

    As many matrices as a vector has lanes are worked on together; the bits of a result depend on its
    matrix alone, not on its place in the batch or the number of threads.

    References
    ----------
    G. H. Golub, C. F. Van Loan, "Matrix Computations", 4th ed. (2013), algorithms 8.3.1 and 8.3.3; H.
    Bowdler, R. S. Martin, C. Reinsch, J. H. Wilkinson, "The QR and QL algorithms for symmetric matrices",
    Numer. Math. 11 (1968).

    Examples
    --------
    The eigenvalues of [[2, 1], [1, 2]] are 1 and 3, its vectors the diagonals of a square.

    >>> from mlmath_fast.linalg import eigh_batched
    >>> w, V = eigh_batched([[[2.0, 1.0], [1.0, 2.0]], [[5.0, 0.0], [0.0, 4.0]]])
    >>> w.round(12).tolist()
    [[1.0, 3.0], [4.0, 5.0]]
    >>> (V[0] * 2**0.5).round(12).tolist()
    [[1.0, 1.0], [-1.0, 1.0]]
    """
    matrices = float_array(A, "A")
    for_w, for_V = (None, None) if out is None else _pair(out)
    w = checked(for_w, matrices.shape[:-1], matrices.dtype)
    V = checked(for_V, matrices.shape, matrices.dtype)
    _mlmath.eigh_batched(_read_only(_read_only(matrices, w), V), w, V)
    # A w without dimensions is that of no matrix, which the core has refused.
    return EighBatchedResult(
        cast(FloatArray, finished(for_w, w)), cast(FloatArray, finished(for_V, V))
    )


def inv_batched(A: npt.ArrayLike, *, out: npt.NDArray[Any] | None = None) -> FloatArray:
    r"""Invert many small matrices.

    .. math:: A_b X_b = X_b A_b = I

    Parameters
    ----------
    A : array_like of shape (..., n, n)
        Any invertible matrices of order n, at most 64; they need not be symmetric.
    out : ndarray of shape (..., n, n), optional
        Where the result goes, of its dtype; it may be `A` itself.

    Returns
    -------
    X : ndarray of shape (..., n, n)
        The inverses; float32 if `A` is, else float64; their unit is one over that of `A`.

    Raises
    ------
    numpy.linalg.LinAlgError
        If a matrix is singular: a pivot vanishes, or its reciprocal overflows. The first such matrix is
        named. `out` is then half filled.
    ValueError
        If a matrix holds a NaN or an infinity, n exceeds 64, or shapes do not fit.
    TypeError
        For masked, sparse, complex, string or object input, or `out` of another dtype.

    Notes
    -----
    Gauss-Jordan elimination with partial pivoting, 2 n^3 flops a matrix. As in NumPy, a matrix that is
    singular but for rounding errors is inverted without a warning: look at the condition number where
    that matters, and prefer :func:`solve_batched` where the inverse is a means.

    The bits of an inverse depend on its matrix alone, not on its place in the batch or the number of
    threads.

    References
    ----------
    N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed. (2002), algorithm 14.4 and
    section 14.4.

    Examples
    --------
    >>> from mlmath_fast.linalg import inv_batched
    >>> inv_batched([[[0.0, 2.0], [4.0, 0.0]], [[1.0, 1.0], [0.0, 1.0]]])
    array([[[ 0.  ,  0.25],
            [ 0.5 ,  0.  ]],
    <BLANKLINE>
           [[ 1.  , -1.  ],
            [ 0.  ,  1.  ]]])
    """
    matrices = float_array(A, "A")
    X = checked(out, matrices.shape, matrices.dtype)
    _mlmath.inv_batched(_read_only(matrices, X), X)
    return cast(FloatArray, finished(out, X))


def solve_batched(
    A: npt.ArrayLike, b: npt.ArrayLike, *, out: npt.NDArray[Any] | None = None
) -> FloatArray:
    r"""Solve many small symmetric positive definite systems of equations.

    .. math:: A_b x_b = b_b

    Parameters
    ----------
    A : array_like of shape (..., n, n)
        Matrices of order n, at most 64. Only the lower triangles are read.
    b : array_like of shape (..., n) or (..., n, k)
        Right-hand sides: one a system where `b` has one axis fewer than `A`, else k of them. Batches
        broadcast; a matrix that is repeated is factored every time.
    out : ndarray of the shape of the result, optional
        Where the result goes, of its dtype; it may be `b` itself.

    Returns
    -------
    x : ndarray of shape (..., n) or (..., n, k)
        float32 if `A` and `b` both are, else float64; its unit is that of `b` over that of `A`.

    Raises
    ------
    numpy.linalg.LinAlgError
        If a matrix is not positive definite; the first such one is named. `out` is then half filled.
    ValueError
        If a lower triangle or a right-hand side holds a NaN or an infinity, n exceeds 64, or shapes do
        not fit.
    TypeError
        For masked, sparse, complex, string or object input, or `out` of another dtype.

    Notes
    -----
    Cholesky factorisation and two substitutions, n^3 / 3 + 2 n^2 k flops a system. Unlike
    :func:`numpy.linalg.solve` this is for symmetric positive definite matrices alone, such as ridge
    regression and Gaussian processes have. The bits of a solution depend on its system alone, not on its
    place in the batch or the number of threads.

    References
    ----------
    G. H. Golub, C. F. Van Loan, "Matrix Computations", 4th ed. (2013), section 4.2.5.

    Examples
    --------
    Two systems, one right-hand side each: 4 x + 2 y = 8 and 2 x + 10 y = 22; then x = 3 and 25 y = 50.

    >>> from mlmath_fast.linalg import solve_batched
    >>> solve_batched([[[4.0, 2.0], [2.0, 10.0]], [[1.0, 0.0], [0.0, 25.0]]], [[8.0, 22.0], [3.0, 50.0]])
    array([[1., 2.],
           [3., 2.]])
    """
    matrices, sides = float_arrays((A, "A", None), (b, "b", None))
    axes = 1 if sides.ndim == matrices.ndim - 1 else 2
    if matrices.ndim < 2 or sides.ndim < axes:
        raise ValueError(
            "A must have shape (..., n, n) and b (..., n) or (..., n, k), "
            f"got {matrices.shape} and {sides.shape}"
        )
    batch = np.broadcast_shapes(matrices.shape[:-2], sides.shape[:-axes])
    x = checked(out, batch + sides.shape[-axes:], matrices.dtype)
    _mlmath.solve_batched(_read_only(matrices, x), _read_only(sides, x), axes, x)
    return cast(FloatArray, finished(out, x))


def _pair(out: Any) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """The arrays for w and for V."""
    if not isinstance(out, tuple) or len(out) != 2:
        raise TypeError("out must be a pair (w, V) of arrays")
    w, V = out
    if isinstance(w, np.ndarray) and isinstance(V, np.ndarray) and np.may_share_memory(w, V):
        raise ValueError("out must be a pair (w, V) of arrays that share no memory")
    return w, V


def _read_only(x: FloatArray, result: FloatArray) -> FloatArray:
    """`x`, or a copy where it shares memory with the result, be it all: the core never works in place."""
    own = apart(x, result)
    return x.copy() if own is None else own
