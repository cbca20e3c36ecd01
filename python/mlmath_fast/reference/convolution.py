"""Reference twins of :mod:`mlmath_fast.convolution`."""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt


def convolve(
    x: npt.ArrayLike,
    h: npt.ArrayLike,
    mode: Literal["full", "same", "valid"] = "full",
    *,
    method: Literal["auto", "direct", "fft"] = "auto",  # noqa: ARG001 - the result is the same
) -> npt.NDArray[np.floating[Any]]:
    """NumPy's own, always as a direct sum."""
    x, h = np.asarray(x), np.asarray(h)
    dtype = np.float32 if x.dtype == h.dtype == np.float32 else np.float64
    return np.convolve(x.astype(dtype, copy=False), h.astype(dtype, copy=False), mode)
