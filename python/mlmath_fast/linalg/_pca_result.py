"""What principal component analysis returns."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt


class PCAResult(NamedTuple):
    """Principal components, and how much of the variance each explains."""

    components: npt.NDArray[np.floating[Any]]
    explained_variance: npt.NDArray[np.floating[Any]]
    explained_variance_ratio: npt.NDArray[np.floating[Any]]
    singular_values: npt.NDArray[np.floating[Any]]
    mean: npt.NDArray[np.floating[Any]]
    noise_variance: float
