"""The random numbers of stochastic kernels; those of their twins are in ``reference/_philox.py``."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import integer


def seed_of(seed: Any) -> int:
    """A seed, checked: an integer in [0, 2^64)."""
    return integer(seed, "seed", minimum=0, maximum=2**64 - 1)


def normals(seed: int, stream: int, shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """Normal numbers that depend on `seed` and `stream` alone, row by row."""
    numbers = np.empty(shape)
    _mlmath.philox_normals(seed, stream, 0, numbers.reshape(-1))
    return numbers
