"""Means of columns, and products with centred columns, without a centred copy of the matrix."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F64, FloatArray

Doubles = npt.NDArray[np.float64]

# Elements of a block: one that is in cache when it is read for the second time.
BLOCK = 1 << 17


def column_means(X: FloatArray, share: Doubles) -> Doubles:
    """The mean of each column with weights `share`, which add up to 1, accumulated in float64.

    What is summed are deviations from the first row: a mean far larger than they are costs no digits.
    """
    total = np.zeros(X.shape[1])
    with np.errstate(invalid="ignore", over="ignore"):
        for rows in _blocks(X):
            total += share[rows] @ (X[rows].astype(F64) - X[0])
        return np.asarray(X[0] + total, F64)


def centred_product(X: FloatArray, means: Doubles, B: npt.NDArray[Any]) -> Doubles:
    """(X - means)^T B, summed in float64 across blocks of rows."""
    total = np.zeros((X.shape[1], B.shape[1]))
    right = B.astype(X.dtype, copy=False)
    for rows in _blocks(X):
        total += centred(X[rows], means).T @ right[rows]
    return total


def centred_rows_times(X: FloatArray, means: Doubles, B: npt.NDArray[Any]) -> Doubles:
    """(X - means) B, in float64."""
    out = np.empty((len(X), B.shape[1]))
    right = B.astype(X.dtype, copy=False)
    for rows in _blocks(X):
        out[rows] = centred(X[rows], means) @ right
    return out


def _blocks(X: FloatArray) -> list[slice]:
    height = max(BLOCK // max(X.shape[1], 1), 1)
    return [slice(start, start + height) for start in range(0, len(X), height)]


def centred_gram(X: FloatArray, weights: Doubles | None = None) -> tuple[FloatArray, Doubles]:
    """The Gram matrix of the centred columns, rows weighted, and their (weighted) means."""
    means = np.empty(X.shape[1])
    out = np.empty((X.shape[1], X.shape[1]), X.dtype)
    _mlmath.gram(X, False, weights, means, out)
    return out, means


def centred(X: FloatArray, means: Doubles) -> FloatArray:
    """A centred copy: float32 subtracts the means in two parts, or they would cost it digits."""
    high = means.astype(X.dtype)
    out: FloatArray = X - high
    if X.dtype != means.dtype:
        out -= (means - high).astype(X.dtype)
    return out
