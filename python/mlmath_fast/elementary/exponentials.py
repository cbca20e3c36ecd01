"""Exponentials of whole arrays."""

from typing import Any

import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast.elementary._unary import unary

__all__ = ["exp", "expm1"]


def exp(x: npt.ArrayLike, *, out: npt.NDArray[Any] | None = None) -> float | npt.NDArray[Any]:
    r"""The exponential of every element.

    .. math:: y = e^x

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
        `out`, where it was given. float32 if `x` is, else float64.

    Raises
    ------
    ValueError
        If `out` has another shape, or is read-only.
    TypeError
        If `out` is no array or has another dtype, and for masked, sparse, complex, string or object
        data.

    Notes
    -----
    At most 1 ulp from the exact value, at every SIMD level, results below the normal numbers included;
    in tests of some million points 0.76. Overflow gives inf and underflow 0, without a warning; NaN
    stays NaN. The same bits for any number of threads, and of a value wherever it stands.

    References
    ----------
    W. J. Cody, W. Waite, "Software Manual for the Elementary Functions" (1980), chapter 6 (the
    reduction).

    Examples
    --------
    >>> import numpy as np
    >>> from mlmath_fast.elementary import exp
    >>> exp([0.0, np.log(2.0), -np.inf])
    array([1., 2., 0.])

    In place, without a temporary:

    >>> x = np.zeros(3)
    >>> exp(x, out=x) is x
    True
    """
    return unary(_mlmath.exp, x, out)


def expm1(x: npt.ArrayLike, *, out: npt.NDArray[Any] | None = None) -> float | npt.NDArray[Any]:
    r"""``exp(x) - 1`` of every element, with all digits where x is small.

    .. math:: y = e^x - 1

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
        `out`, where it was given. float32 if `x` is, else float64.

    Raises
    ------
    ValueError
        If `out` has another shape, or is read-only.
    TypeError
        If `out` is no array or has another dtype, and for masked, sparse, complex, string or object
        data.

    Notes
    -----
    At most 1 ulp from the exact value, at every SIMD level. Overflow gives inf, without a warning; NaN
    stays NaN, and -0 stays -0. The same bits for any number of threads, and of a value wherever it
    stands.

    References
    ----------
    W. Kahan, "Implementation of Algorithms", Lecture Notes, University of California, Berkeley (1973):
    why the difference needs a function of its own.

    Examples
    --------
    >>> from mlmath_fast.elementary import expm1
    >>> expm1([0.0, 1e-20])
    array([0.e+00, 1.e-20])
    """
    return unary(_mlmath.expm1, x, out)
