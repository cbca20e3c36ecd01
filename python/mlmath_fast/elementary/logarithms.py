"""Logarithms of whole arrays."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath, _out
from mlmath_fast._arrays import float_arrays
from mlmath_fast.elementary._unary import unary

__all__ = ["log", "log1p", "logaddexp"]


def log(x: npt.ArrayLike, *, out: npt.NDArray[Any] | None = None) -> float | npt.NDArray[Any]:
    r"""The natural logarithm of every element.

    .. math:: y = \ln x

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
        In nats. `out`, where it was given. float32 if `x` is, else float64.

    Raises
    ------
    ValueError
        If `out` has another shape, or is read-only.
    TypeError
        If `out` is no array or has another dtype, and for masked, sparse, complex, string or object
        data.

    Notes
    -----
    At most 1 ulp from the exact value, at every SIMD level, of subnormal numbers too. The logarithm of
    0 and of -0 is -inf, of a negative number NaN, without a warning; NaN stays NaN. The same bits for
    any number of threads, and of a value wherever it stands.

    References
    ----------
    Sun Microsystems, "Freely Distributable LIBM" (1993), e_log.c (the series).

    Examples
    --------
    >>> from mlmath_fast.elementary import log
    >>> log([1.0, 0.0, -1.0])
    array([  0., -inf,  nan])
    """
    return unary(_mlmath.log, x, out)


def log1p(x: npt.ArrayLike, *, out: npt.NDArray[Any] | None = None) -> float | npt.NDArray[Any]:
    r"""``log(1 + x)`` of every element, with all digits where x is small.

    .. math:: y = \ln(1 + x)

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
        In nats. `out`, where it was given. float32 if `x` is, else float64.

    Raises
    ------
    ValueError
        If `out` has another shape, or is read-only.
    TypeError
        If `out` is no array or has another dtype, and for masked, sparse, complex, string or object
        data.

    Notes
    -----
    At most 1 ulp from the exact value, at every SIMD level. -1 gives -inf and less NaN, without a
    warning; NaN stays NaN, and -0 stays -0. The same bits for any number of threads, and of a value
    wherever it stands.

    References
    ----------
    Sun Microsystems, "Freely Distributable LIBM" (1993), s_log1p.c (the correction).

    Examples
    --------
    >>> from mlmath_fast.elementary import log1p
    >>> log1p([0.0, 1e-20])
    array([0.e+00, 1.e-20])
    """
    return unary(_mlmath.log1p, x, out)


def logaddexp(
    a: npt.ArrayLike, b: npt.ArrayLike, *, out: npt.NDArray[Any] | None = None
) -> float | npt.NDArray[Any]:
    r"""The logarithm of a sum of numbers given by their logarithms.

    .. math:: y = \ln(e^a + e^b) = \max(a, b) + \ln(1 + e^{-|a - b|})

    Parameters
    ----------
    a, b : array_like
        Logarithms, in nats. Of different shapes, they are broadcast against each other.
    out : ndarray, optional
        Receives the result: an array of its shape and dtype. It may be `a` or `b` itself; of what
        overlaps it in another way, a copy is taken.

    Returns
    -------
    y : ndarray of the common shape, or float for two numbers
        In nats. `out`, where it was given. float32 if both are, else float64.

    Raises
    ------
    ValueError
        If the shapes cannot be broadcast, or `out` has another shape, or is read-only.
    TypeError
        If `out` is no array or has another dtype, and for masked, sparse, complex, string or object
        data.

    Notes
    -----
    At most 2 ulp from the exact value, of the largest of the result and the two terms of the formula:
    they cancel near ``y = 0``. -inf, the logarithm of 0, changes
    nothing; NaN gives NaN. The same bits for any number of threads.

    References
    ----------
    P. Blanchard, D. J. Higham, N. J. Higham, "Accurately Computing the Log-Sum-Exp and Softmax
    Functions", IMA Journal of Numerical Analysis 41 (2021), 2311-2330, equation 1.3.

    Examples
    --------
    The probabilities e^-1000 and e^-1000 are too small for a float, their sum 2 e^-1000 is not:

    >>> from mlmath_fast.elementary import logaddexp
    >>> logaddexp(-1000.0, -1000.0)
    -999.3068528194...
    """
    data, other = float_arrays((a, "a", None), (b, "b", None))
    if data.shape != other.shape:
        shape = np.broadcast_shapes(data.shape, other.shape)
        data, other = (np.array(np.broadcast_to(x, shape), order="C") for x in (data, other))
    result = _out.checked(out, data.shape, data.dtype)
    first, second = _out.apart(data, result), _out.apart(other, result)
    if second is None:
        # The sum is symmetric: what lies in `result` comes first.
        first, second = None, data.copy() if first is None else first
    _mlmath.logaddexp(first, second, result)
    return _out.finished(out, result)
