"""``out=``: results go into an array the caller has, whose memory need not be touched for the first time."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import FloatArray


def target(
    out: npt.NDArray[Any] | None, shape: tuple[int, ...], dtype: np.dtype[Any], *inputs: FloatArray
) -> FloatArray:
    """An array for the core to fill: `out` itself where it is plain and shares no memory with `inputs`.

    Raises
    ------
    TypeError
        If `out` is no array, or of another dtype.
    ValueError
        If its shape is another, or it is read-only.
    """
    if out is None:
        return np.empty(shape, dtype)
    if type(out) is not np.ndarray or out.dtype != dtype:
        what = f"dtype {out.dtype}" if isinstance(out, np.ndarray) else type(out).__name__
        raise TypeError(f"out must be an ndarray of dtype {dtype}, got {what}")
    if out.shape != shape:
        raise ValueError(f"out must have shape {shape}, got {out.shape}")
    flags = out.flags
    if not flags.writeable:
        raise ValueError("out must be writeable, got a read-only array")
    plain = flags.c_contiguous and flags.aligned and out.dtype.isnative
    if plain and not any(np.may_share_memory(out, x) for x in inputs):
        return out
    return np.empty(shape, dtype)


def delivered(result: FloatArray, out: npt.NDArray[Any] | None) -> FloatArray:
    """`result`, or `out` with the result in it."""
    if out is None or out is result:
        return result
    out[...] = result
    return out
