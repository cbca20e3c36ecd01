"""``out=``: the array that receives a result as large as the input.

It has the result's shape and dtype and may be the input itself. Whatever else overlaps the input is
computed from a copy, as NumPy does. Counts are added to what it holds.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import FloatArray


def checked(
    out: npt.NDArray[Any] | None, shape: tuple[int, ...], dtype: np.dtype[Any]
) -> FloatArray:
    """A plain array of this shape and dtype for the core to fill: `out`, if that is one."""
    if out is None:
        return np.empty(shape, dtype)
    check(out, dtype)
    if out.shape != shape:
        raise ValueError(f"out must have shape {shape}, got {out.shape}")
    plain = out.flags.c_contiguous and out.flags.aligned
    return out if plain else np.empty(shape, dtype)


def check(out: Any, dtype: np.dtype[Any]) -> None:
    """Refuses what is no writeable array of this dtype."""
    if not isinstance(out, np.ndarray) or isinstance(out, np.ma.MaskedArray):
        raise TypeError(f"out must be a numpy array, got {type(out).__name__}")
    if out.dtype != dtype or not out.dtype.isnative:
        raise TypeError(f"out must have dtype {dtype}, got {out.dtype.str}")
    if not out.flags.writeable:
        raise ValueError("out must be writeable, got a read-only array")


def apart(x: FloatArray, result: FloatArray) -> FloatArray | None:
    """`x`, if it shares no memory with `result`, else a copy; None if it is `result`."""
    if not np.may_share_memory(x, result):
        return x
    if x.ctypes.data == result.ctypes.data and x.size == result.size:
        return None
    return x.copy()


def accumulated(out: npt.NDArray[Any] | None, counts: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """`counts`; or `out`, an array of their shape and dtype, with the counts added to what it holds."""
    if out is None:
        return counts
    checked(out, counts.shape, counts.dtype)
    total: npt.NDArray[Any] = np.add(out, counts, out=out)
    return total


def finished(out: npt.NDArray[Any] | None, result: FloatArray) -> float | npt.NDArray[Any]:
    """What the caller gets: `out` where it was given, a float for a result without dimensions."""
    if out is None:
        return result if result.ndim else float(result)
    if out is not result:
        out[...] = result
    return out
