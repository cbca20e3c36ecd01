"""Refusals and scales that come before a factorisation: LAPACK may hang on Inf, and squares overflow."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F32, F64, FloatArray

# Data whose largest entry is beyond 2^+-these are scaled before they are squared.
FAR = {F32: 40, F64: 400}


def refuse_non_finite(x: FloatArray, name: str) -> None:
    """Nothing, if all of `x` is finite.

    Raises
    ------
    ValueError
        That names the first value that is not, and where it is.
    """
    if not x.size or np.isfinite(_mlmath.min_max(x.reshape(-1))).all():
        return
    at = tuple(map(int, np.argwhere(~np.isfinite(x))[0]))
    raise ValueError(f"{name} must be finite, got {x[at]} at [{', '.join(map(str, at))}]")


def squares_are_safe(squares: npt.NDArray[Any], dtype: np.dtype[Any]) -> bool:
    """Whether sums of squares tell the truth: no overflow, and no underflow that matters."""
    largest = squares.max(initial=0.0)
    info = np.finfo(dtype)
    return bool(info.tiny / info.eps**2 < largest < info.max * info.eps)


def scale_exponent(x: FloatArray) -> int:
    """The e for which ``x * 2**-e`` has its largest entry in [1/2, 1); 0 of zeros."""
    if not x.size:
        return 0
    low, high = _mlmath.min_max(x.reshape(-1))
    return int(np.frexp(max(-low, high))[1])


def far_exponent(x: FloatArray) -> int:
    """:func:`scale_exponent` where it is far from 0, else 0: a copy is not worth its while."""
    exponent = scale_exponent(x)
    return exponent if abs(exponent) > FAR[x.dtype] else 0


def column_exponents(x: FloatArray) -> npt.NDArray[np.int32]:
    """:func:`scale_exponent` of each column; of a vector, one."""
    exponents: npt.NDArray[np.int32] = np.frexp(np.abs(x).max(axis=0, initial=0))[1]
    return exponents
