"""The sign rule: the first of the largest entries (within the root of eps) is positive."""

from typing import Any

import numpy as np
import numpy.typing as npt


def signs(vectors: npt.NDArray[Any], *, axis: int = -2) -> npt.NDArray[Any]:
    """+1 or -1 for each vector along `axis`, which stays with length 1."""
    size = np.abs(vectors)
    largest = size.max(axis=axis, keepdims=True, initial=0)
    tied = size >= largest * (1 - np.sqrt(np.finfo(vectors.dtype).eps))
    first = tied & (np.cumsum(tied, axis=axis) == 1)
    leading = np.sum(np.where(first, vectors, 0), axis=axis, keepdims=True)
    return np.where(leading < 0, -1, 1).astype(vectors.dtype)
