"""What the solvers of linear least squares return."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt


class LstsqResult(NamedTuple):
    """What ``numpy.linalg.lstsq`` returns, with names."""

    x: npt.NDArray[np.floating[Any]]
    residuals: npt.NDArray[np.floating[Any]]
    rank: int
    singular_values: npt.NDArray[np.floating[Any]]


class RidgeResult(NamedTuple):
    """A linear model: predictions are ``X @ coef + intercept``."""

    coef: npt.NDArray[np.floating[Any]]
    intercept: float | npt.NDArray[np.floating[Any]]
