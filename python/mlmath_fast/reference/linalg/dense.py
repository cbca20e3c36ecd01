"""Reference twins of :mod:`mlmath_fast.linalg.dense`."""

from typing import Any

import numpy as np
import numpy.typing as npt


def cholesky(A: npt.ArrayLike) -> npt.NDArray[np.floating[Any]]:
    """NumPy's own, LAPACK's ``potrf``."""
    A = np.asarray(A)
    return np.linalg.cholesky(A.astype(np.float32 if A.dtype == np.float32 else np.float64))
