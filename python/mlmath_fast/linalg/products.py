"""Products of matrices: the same bits for any number of threads."""

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F64, FloatArray, check_ndim, float_matrices, follow


def gram(
    X: npt.ArrayLike, *, center: bool = False, weights: npt.ArrayLike | None = None
) -> FloatArray:
    r"""Sum the outer products of the rows of a matrix: ``X.T @ X``, weighted and centred if asked.

    .. math:: G = \sum_i w_i (x_i - m)(x_i - m)^\top,
        \qquad m = \frac{\sum_i w_i x_i}{\sum_i w_i} \text{ or } 0

    The result is not normalised: with ``center=True``, ``gram(X) / (n_samples - 1)`` is the covariance
    that :func:`numpy.cov` returns.

    Parameters
    ----------
    X : array_like of shape (n_samples, n_features)
        The rows. A transposed or Fortran-ordered array is read as it lies, not copied.
    center : bool, default False
        Subtract the (weighted) mean of every column first.
    weights : array_like of shape (n_samples,), optional
        Non-negative weights of the rows, default 1. A whole number counts a row so many times.

    Returns
    -------
    G : ndarray of shape (n_features, n_features)
        Symmetric to the last bit; float32 if `X` is, else float64. Its unit is the square of that of
        `X`, times that of the weights.

    Raises
    ------
    ValueError
        If `X` is not two-dimensional, `weights` has not one element for each row, or a weight is
        negative, infinite or NaN.
    TypeError
        For masked, sparse, complex, string or object input.

    Notes
    -----
    n_samples n_features^2 flops, half of a general product. Rows are centred while a block of them is
    in the cache, before the products: the difference of two large numbers, which costs
    ``X.T @ X - n * np.outer(m, m)`` its digits where means are large, is never taken. Sums over 128 rows
    are in the dtype of `X`, longer ones in float64.

    No rows, or weights that are all zero, give zeros. NaN and Inf spread as NumPy's: to the row and the
    column of their feature.

    The same bits come out for any number of threads and any memory layout.

    References
    ----------
    T. F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms for Computing the Sample Variance" (1983),
    section 2 (the two-pass algorithm). G. H. Golub, C. F. Van Loan, "Matrix Computations", 4th ed.
    (2013), section 1.3 (blocking).

    Examples
    --------
    >>> from mlmath_fast.linalg import gram
    >>> X = [[1.0, 2.0], [3.0, 4.0], [5.0, 9.0]]
    >>> gram(X)
    array([[ 35.,  59.],
           [ 59., 101.]])

    The means are 3 and 5.

    >>> gram(X, center=True)
    array([[ 8., 14.],
           [14., 26.]])

    Of the last row alone:

    >>> gram(X, weights=[0.0, 0.0, 2.0])
    array([[ 50.,  90.],
           [ 90., 162.]])
    """
    ((data, transposed),) = float_matrices((X, "X"))
    check_ndim(data, "X", 2)
    n_features = data.shape[0] if transposed else data.shape[1]
    if weights is not None:
        weights = follow(weights, "weights", F64, ndim=1)
    mean = np.empty(n_features) if center else None
    out = np.empty((n_features, n_features), data.dtype)
    _mlmath.gram(data, transposed, weights, mean, out)
    return out
