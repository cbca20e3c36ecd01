"""Where the factors begin."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import FloatArray, follow


def random_start(key: int, shape: tuple[int, int], dtype: np.dtype[Any]) -> FloatArray:
    """Normal factors of d columns whose rows are some 0.1 long."""
    normal = np.random.Generator(np.random.Philox(key=key)).standard_normal(shape)
    factors: FloatArray = (normal * 0.1 / np.sqrt(shape[1])).astype(dtype)
    return factors


def start_of(
    init: npt.ArrayLike, name: str, shape: tuple[int, int], dtype: np.dtype[Any]
) -> FloatArray:
    """A copy, to be overwritten.

    Raises
    ------
    ValueError
        If it has another shape.
    """
    given = follow(init, name, dtype, ndim=2)
    if given.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {given.shape}")
    return given.copy()
