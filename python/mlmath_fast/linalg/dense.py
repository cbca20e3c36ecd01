"""Factorisations of one dense matrix."""

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, check_ndim, float_matrices


def cholesky(A: npt.ArrayLike) -> FloatArray:
    r"""Factor a symmetric positive definite matrix into a lower triangle and its transpose.

    .. math:: A = L L^\top

    Parameters
    ----------
    A : array_like of shape (n, n)
        A symmetric positive definite matrix. Its lower triangle is read, what lies above is not.

    Returns
    -------
    L : ndarray of shape (n, n)
        Lower triangular, its diagonal positive; float32 if `A` is, else float64. Its unit is the root of
        that of `A`.

    Raises
    ------
    ValueError
        If `A` is not a square matrix, or its lower triangle holds NaN or Inf (the first is named).
    numpy.linalg.LinAlgError
        If `A` is not positive definite; the message names the first pivot that is not positive.
    TypeError
        For masked, sparse, complex, string or object input.

    Notes
    -----
    n^3 / 3 flops. Without pivoting the computed factor is that of a matrix within about n rounding
    errors of `A`, so a matrix that is singular to working precision may or may not be refused, as with
    :func:`numpy.linalg.cholesky`.

    The same bits come out for any number of threads and any memory layout.

    References
    ----------
    G. H. Golub, C. F. Van Loan, "Matrix Computations", 4th ed. (2013), algorithm 4.2.6 (blocked).
    N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed. (2002), theorem 10.3.

    Examples
    --------
    >>> from mlmath_fast.linalg import cholesky
    >>> cholesky([[4.0, 2.0], [2.0, 10.0]])
    array([[2., 0.],
           [1., 3.]])
    """
    ((matrix, transposed),) = float_matrices((A, "A"))
    check_ndim(matrix, "A", 2)
    out = np.empty(matrix.shape, matrix.dtype)
    _mlmath.cholesky(matrix, transposed, out)
    return out
