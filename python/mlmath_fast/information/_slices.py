"""What functions along an axis return: a float, or one number a slice."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import F64, FloatArray


def one_per_slice(shape: tuple[int, ...], axis: int | None) -> npt.NDArray[np.float64]:
    """Room for one number of each slice along `axis`."""
    if axis is None or len(shape) == 1:
        return np.empty((), F64)
    return np.empty(shape[:axis] + shape[axis + 1 :], F64)


def float_or_array(out: npt.NDArray[np.float64], dtype: np.dtype[Any] = F64) -> float | FloatArray:
    """`out` in the dtype of the data, infinite beyond its range; of a single slice, a float."""
    with np.errstate(over="ignore"):
        return out.astype(dtype, copy=False) if out.ndim else float(out)
