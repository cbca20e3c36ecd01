"""What all functions of one array have in common: the gate in, `out`, and one call."""

from collections.abc import Callable
from typing import Any

import numpy.typing as npt

from mlmath_fast import _out
from mlmath_fast._arrays import FloatArray, float_array


def unary(
    kernel: Callable[[FloatArray | None, FloatArray], None],
    x: npt.ArrayLike,
    out: npt.NDArray[Any] | None,
) -> float | npt.NDArray[Any]:
    """``kernel(x)``, into `out` where it is given."""
    data = float_array(x, "x")
    result = _out.checked(out, data.shape, data.dtype)
    kernel(_out.apart(data, result), result)
    return _out.finished(out, result)
