"""Functions that turn scores into probabilities and activations."""

from math import prod
from typing import Any

import numpy.typing as npt

from mlmath_fast import _mlmath, _out
from mlmath_fast._arrays import axis_of, float_array
from mlmath_fast.elementary._unary import unary

__all__ = ["sigmoid", "softmax", "tanh"]


def sigmoid(x: npt.ArrayLike, *, out: npt.NDArray[Any] | None = None) -> float | npt.NDArray[Any]:
    r"""The logistic function of every element.

    .. math:: y = \frac{1}{1 + e^{-x}}

    Parameters
    ----------
    x : array_like
        Log-odds, any shape; unit 1.
    out : ndarray, optional
        Receives the result: an array of the shape of `x` and the dtype of the result. It may be `x`
        itself; if it overlaps `x` in another way, a copy of `x` is taken.

    Returns
    -------
    y : ndarray of the shape of `x`, or float for a number
        Probabilities, in [0, 1]. `out`, where it was given. float32 if `x` is, else float64.

    Raises
    ------
    ValueError
        If `out` has another shape, or is read-only.
    TypeError
        If `out` is no array or has another dtype, and for masked, sparse, complex, string or object
        data.

    Notes
    -----
    At most 2 ulp from the exact value, at every SIMD level; nothing overflows, and small probabilities
    keep their digits down to the subnormal numbers. NaN stays NaN. The same bits for any number of
    threads, and of a value wherever it stands.

    References
    ----------
    D. R. Cox, "The Regression Analysis of Binary Sequences", Journal of the Royal Statistical Society
    B 20 (1958), 215-242.

    Examples
    --------
    >>> import numpy as np
    >>> from mlmath_fast.elementary import sigmoid
    >>> sigmoid([0.0, np.log(3.0), -np.inf])
    array([0.5 , 0.75, 0.  ])
    """
    return unary(_mlmath.sigmoid, x, out)


def tanh(x: npt.ArrayLike, *, out: npt.NDArray[Any] | None = None) -> float | npt.NDArray[Any]:
    r"""The hyperbolic tangent of every element.

    .. math:: y = \frac{e^x - e^{-x}}{e^x + e^{-x}}

    Parameters
    ----------
    x : array_like
        Any shape; unit 1.
    out : ndarray, optional
        Receives the result: an array of the shape of `x` and the dtype of the result. It may be `x`
        itself; if it overlaps `x` in another way, a copy of `x` is taken.

    Returns
    -------
    y : ndarray of the shape of `x`, or float for a number
        In [-1, 1]. `out`, where it was given. float32 if `x` is, else float64.

    Raises
    ------
    ValueError
        If `out` has another shape, or is read-only.
    TypeError
        If `out` is no array or has another dtype, and for masked, sparse, complex, string or object
        data.

    Notes
    -----
    At most 2 ulp from the exact value, at every SIMD level; odd to the last bit. NaN stays NaN, and -0
    stays -0. The same bits for any number of threads, and of a value wherever it stands.

    References
    ----------
    NIST Digital Library of Mathematical Functions, section 4.28.

    Examples
    --------
    >>> import numpy as np
    >>> from mlmath_fast.elementary import tanh
    >>> tanh([0.0, np.log(3.0), -np.inf])
    array([ 0. ,  0.8, -1. ])
    """
    return unary(_mlmath.tanh, x, out)


def softmax(
    x: npt.ArrayLike, axis: int | None = -1, *, out: npt.NDArray[Any] | None = None
) -> float | npt.NDArray[Any]:
    r"""Exponentials, normalised along an axis.

    .. math:: y_i = \frac{e^{x_i}}{\sum_j e^{x_j}}

    Parameters
    ----------
    x : array_like
        Scores, any shape; unit 1.
    axis : int or None, default -1
        The axis along which the result sums to 1; None for all elements together.
    out : ndarray, optional
        Receives the result: an array of the shape of `x` and the dtype of the result. It may be `x`
        itself; if it overlaps `x` in another way, a copy of `x` is taken.

    Returns
    -------
    y : ndarray of the shape of `x`, or float for a number
        Probabilities, in [0, 1]. `out`, where it was given. float32 if `x` is, else float64.

    Raises
    ------
    ValueError
        If `axis` is out of bounds, or `out` has another shape, or is read-only.
    TypeError
        If `out` is no array or has another dtype, and for masked, sparse, complex, string or object
        data.

    Notes
    -----
    The largest x is subtracted first, so nothing overflows. Differences, sums and the division keep
    what rounding takes from them: at most 2 ulp from the exact value (2.1 on CPUs without fused
    multiply-add), however long the slice and however small the probability.

    -inf gives 0. All of a slice is NaN, without a warning, if it holds NaN or inf, or -inf alone (as
    scipy has it). Along an axis of length 0 there is nothing to do. The same bits for any number of
    threads.

    References
    ----------
    P. Blanchard, D. J. Higham, N. J. Higham, "Accurately Computing the Log-Sum-Exp and Softmax
    Functions", IMA Journal of Numerical Analysis 41 (2021), 2311-2330, equation 1.4.

    Examples
    --------
    >>> import numpy as np
    >>> from mlmath_fast.elementary import softmax
    >>> softmax(np.log([[1.0, 3.0], [2.0, 2.0]]))
    array([[0.25, 0.75],
           [0.5 , 0.5 ]])
    >>> softmax([1000.0, 1000.0])
    array([0.5, 0.5])
    """
    data = float_array(x, "x")
    at = axis_of(axis, data.ndim)
    length, step = (data.size, 1) if at is None else (data.shape[at], prod(data.shape[at + 1 :]))
    result = _out.checked(out, data.shape, data.dtype)
    _mlmath.softmax(_out.apart(data, result), length, step, result)
    return _out.finished(out, result)
