"""The sign rule of the whole topic: an eigenvector or a pair of singular vectors has a sign to choose.

Of each vector, the first entry that is as large in size as the largest, but for rounding, is made
positive. Symmetric problems have vectors full of ties, which rounding breaks at random: entries within
the root of eps of the largest count as ties, so that vectors which iterations found to half of all
digits have the signs of exact ones.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import FloatArray


def signs(vectors: FloatArray, *, axis: int = -2) -> npt.NDArray[np.floating[Any]]:
    """What to multiply `vectors` by, +1 or -1 each; +1 for vectors of zeros.

    `axis` is the one that runs along a vector: -2 where vectors are columns (U, V), -1 where they are
    rows (Vt, components). The result keeps it with length 1, so that it broadcasts: a singular pair is
    ``U * s, Vt * s.T`` with ``s = signs(U)``.
    """
    size = np.abs(vectors)
    ties = size >= size.max(axis=axis, keepdims=True, initial=0) * (1 - ties_within(vectors.dtype))
    if not size.size:
        return np.ones_like(size.sum(axis=axis, keepdims=True))
    leading = np.take_along_axis(vectors, np.argmax(ties, axis=axis, keepdims=True), axis)
    return np.where(leading < 0, -1, 1).astype(vectors.dtype)


def ties_within(dtype: npt.DTypeLike) -> float:
    """The relative difference up to which entries count as equal in size."""
    return float(np.sqrt(np.finfo(dtype).eps))
