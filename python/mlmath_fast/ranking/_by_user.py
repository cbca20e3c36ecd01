"""What the metrics take, and one number a user."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import integer, integer_array
from mlmath_fast._csr import csr_pattern


def by_user(
    metric: str, ids: npt.ArrayLike, relevant: Any, k: int | None, exclude: Any = None
) -> npt.NDArray[np.float64]:
    """The metric of the first `k` ids, or of all, of every user."""
    ranked = integer_array(ids, "ids", ndim=2)
    pattern = csr_pattern(relevant, "relevant")
    excluded = None if exclude is None else csr_pattern(exclude, "exclude")
    cut = ranked.shape[1] if k is None else integer(k, "k", minimum=1)
    out = np.empty(len(ranked), np.float64)
    _mlmath.metric_of_lists(metric, ranked, pattern, excluded, cut, out)
    return out
