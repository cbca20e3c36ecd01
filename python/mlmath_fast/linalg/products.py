"""Products of matrices: the same bits for any number of threads."""

import math

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F64, FloatArray, check_ndim, float_matrices, follow


def matmul(a: npt.ArrayLike, b: npt.ArrayLike) -> FloatArray | float:
    r"""Multiply matrices, vectors, or stacks of matrices: :func:`numpy.matmul` for floats.

    .. math:: c_{ij} = \sum_k a_{ik} b_{kj}

    Parameters
    ----------
    a : array_like of shape (..., m, k) or (k,)
        The left factor. What lies by columns (``x.T``) is read as it lies, not copied.
    b : array_like of shape (..., k, n) or (k,)
        The right factor. Leading axes are broadcast against those of `a`.

    Returns
    -------
    c : ndarray of shape (..., m, n), or float
        float32 if both are, else float64, without the axis of a factor that is a vector; of two
        vectors a Python float. Its unit is the product of those of `a` and `b`.

    Raises
    ------
    ValueError
        If a factor has no axis, the inner sizes differ, or the leading axes cannot be broadcast.
    TypeError
        For masked, sparse, complex, string or object input.

    Notes
    -----
    2 m k n flops. The same bits come out for any number of threads and any memory layout, which BLAS
    does not promise: every element is a chain of fused multiply-adds (with SSE2: multiply, add), over
    equal parts of at most 512 of k. Products with a vector are summed in float64.

    NaN, Inf and overflow spread as NumPy's.

    References
    ----------
    K. Goto, R. A. van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008), section 4.

    Examples
    --------
    >>> from mlmath_fast.linalg import matmul
    >>> matmul([[1.0, 2.0], [3.0, 4.0]], [[0.0, 1.0], [1.0, 1.0]])
    array([[2., 3.],
           [4., 7.]])
    >>> matmul([[1.0, 2.0], [3.0, 4.0]], [1.0, -1.0])
    array([-1., -1.])
    >>> matmul([1.0, 2.0], [3.0, 4.0])
    11.0
    """
    (left, left_turned), (right, right_turned) = float_matrices((a, "a"), (b, "b"))
    if left.ndim == 0 or right.ndim == 0:
        raise ValueError("matmul: a and b must have at least one dimension, got a scalar")
    if left.ndim == right.ndim == 1:
        return _mlmath.dot(left, right)
    row, column = left.ndim == 1, right.ndim == 1
    left = left[None] if row else left
    right = right[:, None] if column else right
    stack = left.shape[:-2]
    if right.shape[:-2] != stack:
        stack = np.broadcast_shapes(stack, right.shape[:-2])
    m, n = left.shape[-1 if left_turned else -2], right.shape[-2 if right_turned else -1]
    out = np.empty((*stack, m, n), left.dtype)
    _mlmath.matmul(
        (_flat(left), left_turned, _places(left, stack)),
        (_flat(right), right_turned, _places(right, stack)),
        _flat(out),
    )
    return out[..., 0, :] if row else out[..., 0] if column else out


def _flat(x: FloatArray) -> FloatArray:
    """A stack with one leading axis."""
    return x[None] if x.ndim == 2 else x.reshape(math.prod(x.shape[:-2]), *x.shape[-2:])


def _places(x: FloatArray, stack: tuple[int, ...]) -> npt.NDArray[np.int64]:
    """Which matrix of `x` belongs in each place of the broadcast stack."""
    own = x.shape[:-2]
    numbers = np.arange(math.prod(own))
    if own == stack:
        return numbers
    return np.ascontiguousarray(np.broadcast_to(numbers.reshape(own), stack)).reshape(-1)


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
    (256, from 512 columns on) are in the dtype of `X`, longer ones in float64.

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
