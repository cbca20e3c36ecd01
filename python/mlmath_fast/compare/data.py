"""Real data for the comparison, offline, from installed packages. Read by path, never imported."""

from typing import Any

import numpy as np
import numpy.typing as npt


class DataMissing(Exception):  # noqa: N818 - a state, not a fault
    """A data set whose package is not installed; the text says how to install it."""


def flights_column(name: str) -> npt.NDArray[np.float64]:
    raise DataMissing(name)


_ = Any
