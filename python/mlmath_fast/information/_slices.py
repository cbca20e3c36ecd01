"""What functions along an axis return: a float, or one number a slice."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import F64, FloatArray, axis_of


def one_per_slice(shape: tuple[int, ...], axis: int | None) -> npt.NDArray[np.float64]:
    """Room for one number of each slice along `axis`."""
    if axis is None or len(shape) == 1:
        return np.empty((), F64)
    return np.empty(shape[:axis] + shape[axis + 1 :], F64)


def float_or_array(out: npt.NDArray[np.float64], dtype: np.dtype[Any] = F64) -> float | FloatArray:
    """`out` in the dtype of the data, infinite beyond its range; of a single slice, a float."""
    with np.errstate(over="ignore"):
        return out.astype(dtype, copy=False) if out.ndim else float(out)


def of_slices(
    kernel: Callable[..., None], data: list[FloatArray], axis: int | None, *parameters: Any
) -> float | FloatArray:
    """What ``kernel(*data, axis, *parameters, out)`` finds: a float, or one number a slice."""
    at = axis_of(axis, data[0].ndim)
    out = one_per_slice(data[0].shape, at)
    kernel(*data, at, *parameters, out)
    return float_or_array(out, data[0].dtype)
