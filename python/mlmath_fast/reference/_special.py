"""Digamma and trigamma in NumPy, for twins."""

import numpy as np
import numpy.typing as npt

_F64 = npt.NDArray[np.float64]

# From here on the asymptotic series below have all digits of a double.
_FAR = 16


def digamma(x: npt.ArrayLike) -> _F64:
    """``d/dx log Gamma(x)`` for x > 0: Abramowitz and Stegun, equations 6.3.5 and 6.3.18."""
    x = np.asarray(x, np.float64)
    near = sum((1 / (x + k) for k in range(_FAR)), np.zeros_like(x))
    y = x + _FAR
    z = 1 / y**2
    series = z * (1 / 12 - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z / 132))))
    far: _F64 = np.log(y) - 0.5 / y - series - near
    return far


def trigamma(x: npt.ArrayLike) -> _F64:
    """``d/dx digamma(x)`` for x > 0: Abramowitz and Stegun, equations 6.4.6 and 6.4.12."""
    x = np.asarray(x, np.float64)
    near = sum((1 / (x + k) ** 2 for k in range(_FAR)), np.zeros_like(x))
    y = x + _FAR
    z = 1 / y**2
    series = z / y * (1 / 6 - z * (1 / 30 - z * (1 / 42 - z * (1 / 30 - z * 5 / 66))))
    far: _F64 = 1 / y + z / 2 + series + near
    return far
