"""Convolution of signals: NumPy's shapes, by direct sums or by FFT."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, float_arrays, one_of

__all__ = ["convolve"]

_FFT = {"auto": None, "direct": False, "fft": True}


def convolve(
    x: npt.ArrayLike,
    h: npt.ArrayLike,
    mode: Literal["full", "same", "valid"] = "full",
    *,
    method: Literal["auto", "direct", "fft"] = "auto",
) -> FloatArray:
    r"""Convolve two one-dimensional signals.

    .. math:: y_t = \sum_j h_j \, x_{t-j}

    with :math:`x` zero outside. This is :func:`numpy.convolve` for floats, in all three modes, faster,
    and by FFT where that is faster still.

    Parameters
    ----------
    x : array_like of shape (n,)
        The signal.
    h : array_like of shape (k,)
        The filter. The two may change places: convolution is commutative.
    mode : {"full", "same", "valid"}, default "full"
        Which outputs: all ``n + k - 1``; the ``max(n, k)`` in the middle (of an even number of border
        values to leave out, as many on the left as on the right, of an odd number one more on the
        right); or the ``max(n, k) - min(n, k) + 1`` that need no value outside the longer signal.
    method : {"auto", "direct", "fft"}, default "auto"
        The sum as it stands, overlap-save by real FFT, or whichever of the two is predicted to be
        faster from the sizes and the dtype alone (FFT from some 100 taps on).

    Returns
    -------
    y : ndarray
        float32 if both signals are, else float64; its unit is that of `x` times that of `h`.

    Raises
    ------
    ValueError
        If a signal is empty or not one-dimensional, or `mode` or `method` is unknown.
    TypeError
        For masked, sparse, complex, string or object signals.

    Notes
    -----
    O(n k) directly, O(n log k) by FFT. Direct sums run over at most 128 taps in the dtype of the
    signals, these partial sums are added in float64; the error of an output is relative to
    :math:`\sum_j |h_j x_{t-j}|`, and small integers come out exact. The FFT is in double
    precision for both dtypes; its error is relative to :math:`\|x\|_2 \|h\|_2` (of a block of
    `x`), so an output much smaller than its neighbours has fewer correct digits, and signals near
    the overflow threshold may overflow where the sum does not: ask for ``"direct"`` where that
    matters.

    NaN and Inf reach the same outputs by every method, those NumPy gives them to: the FFT sees zeros
    in their place and their products are added afterwards, which costs k operations for every Inf.

    The same bits come out for any number of threads. The FFT is RustFFT's and chooses its own
    instructions (at most AVX2), whatever ``MLMATH_SIMD`` says.

    References
    ----------
    A. V. Oppenheim, R. W. Schafer, "Discrete-Time Signal Processing", 3rd ed. (2010), eq. (2.49) and
    section 8.7.3 (overlap-save).

    Examples
    --------
    The product of polynomials: (1 + 2 z)(3 + z) = 3 + 7 z + 2 z^2.

    >>> from mlmath_fast.convolution import convolve
    >>> convolve([1.0, 2.0], [3.0, 1.0])
    array([3., 7., 2.])

    A moving average of three values, where three are there.

    >>> convolve([3.0, 0.0, 6.0, 9.0], [1 / 3, 1 / 3, 1 / 3], "valid")
    array([3., 5.])
    """
    signal, taps = float_arrays((x, "x", 1), (h, "h", 1))
    one_of(mode, "mode", ("full", "same", "valid"))
    fft = _FFT[one_of(method, "method", tuple(_FFT))]
    out = np.empty(_length(signal.size, taps.size, mode), signal.dtype)
    _mlmath.convolve(signal, taps, fft, out)
    return out


def _length(n: int, k: int, mode: str) -> int:
    if mode == "same":
        return max(n, k)
    # Nothing with nothing is refused by the core, not by NumPy's allocator.
    return max(n + k - 1, 0) if mode == "full" else abs(n - k) + 1
