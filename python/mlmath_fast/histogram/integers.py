"""Counts of small integers."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F64, any_codes, follow, integer, integer_array
from mlmath_fast._out import accumulated, check

__all__ = ["bincount"]

_CODES = (np.dtype(np.uint8), np.dtype(np.uint16))


def bincount(
    x: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    minlength: int = 0,
    *,
    out: npt.NDArray[Any] | None = None,
) -> npt.NDArray[Any]:
    r"""Count how often each integer occurs.

    .. math:: c_k = \sum_j w_j [x_j = k]

    The result is that of :func:`numpy.bincount`, bit for bit.

    Parameters
    ----------
    x : array_like of int, shape (n,)
        Integers, not negative, or booleans. uint8 and uint16 are counted as they are, all else as int64.
    weights : array_like of shape (n,), optional
        Weight of each integer.
    minlength : int, default 0
        The result has at least this length.
    out : ndarray of shape (n_codes,), optional
        int64, with `weights` float64: the counts are added to what it holds, and it is returned in their
        place. No integer may be as large as its length.

    Returns
    -------
    counts : ndarray of shape (max(max(x) + 1, minlength),)
        int64; float64 sums with `weights`, unless `x` is empty and there is no `out`.

    Raises
    ------
    ValueError
        If an integer is negative (the first index is named), shapes differ, `x` has not one dimension,
        or `out` is too short or read-only.
    TypeError
        If `x` holds neither integers nor booleans, and for `out` of another dtype.

    Notes
    -----
    One pass of O(n) over bytes, two over wider integers, with all threads; weighted sums are added
    from left to right by one. Memory follows the largest integer.

    References
    ----------
    C. R. Harris et al., "Array programming with NumPy", Nature 585 (2020), 357-362.

    Examples
    --------
    >>> import numpy as np
    >>> from mlmath_fast.histogram import bincount
    >>> bincount([0, 1, 1, 3], minlength=5).tolist()
    [1, 2, 0, 1, 0]
    >>> bincount([0, 1, 1], weights=[0.5, 1.0, 2.0]).tolist()
    [0.5, 3.0]
    >>> total = np.zeros(3, np.int64)
    >>> for piece in ([0, 2], [2, 2]):
    ...     total = bincount(piece, out=total)
    >>> total.tolist()
    [1, 0, 3]
    """
    least, codes = integer(minlength, "minlength", minimum=0), _codes(x)
    if out is not None:
        check(out, np.dtype(np.int64) if weights is None else F64)
        least = max(least, out.size)
    if weights is None and codes.dtype == np.uint8:
        counts = np.empty(256, np.int64)
        length = _mlmath.count_bytes(codes, counts)
        _refuse_beyond(out, length - 1)
        return accumulated(out, _padded(counts[:length], least))
    largest = _mlmath.largest_code(codes)
    _refuse_beyond(out, largest)
    if out is None and not codes.size:
        weights = None
    return accumulated(out, _counts(codes, weights, max(largest + 1, least)))


def _refuse_beyond(out: npt.NDArray[Any] | None, largest: int) -> None:
    if out is not None and largest >= out.size:
        raise ValueError(f"x must be below the length of out, {out.size}, got {largest}")


def _counts(
    codes: npt.NDArray[Any], weights: npt.ArrayLike | None, length: int
) -> npt.NDArray[Any]:
    """So many counts, or sums of weights."""
    if weights is None:
        counts = np.empty(length, np.int64)
        _mlmath.count_codes(codes, counts)
        return counts
    sums = np.empty(length, F64)
    weight = follow(weights, "weights", F64, ndim=1)
    _mlmath.sum_codes(integer_array(codes, "x", ndim=1), weight, sums)
    return sums


def _codes(x: npt.ArrayLike) -> npt.NDArray[Any]:
    codes = any_codes(x, "x", ndim=1)
    if codes.dtype in _CODES:
        return np.require(codes, codes.dtype, ["C", "A", "E"])
    return integer_array(codes, "x", ndim=1)


def _padded(counts: npt.NDArray[Any], length: int) -> npt.NDArray[Any]:
    """A copy of its own, with zeros up to this length."""
    padded = np.zeros(max(len(counts), length), counts.dtype)
    padded[: len(counts)] = counts
    return padded
