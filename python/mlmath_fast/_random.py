"""The random numbers of stochastic kernels; those of their twins are in ``reference/_philox.py``."""

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath


def normals(seed: int, stream: int, shape: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """Normal numbers that depend on `seed` and `stream` alone, row by row."""
    numbers = np.empty(shape)
    _mlmath.philox_normals(seed, stream, 0, numbers.reshape(-1))
    return numbers
