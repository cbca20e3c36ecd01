"""Samples as the estimators take them: one row a sample, finite."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import FloatArray, float_arrays, integer
from mlmath_fast._random import normals, seed_of
from mlmath_fast.information._codes import coded
from mlmath_fast.linalg._finite import refuse_non_finite


def samples(*arguments: tuple[npt.ArrayLike, str]) -> list[FloatArray]:
    """Data of shape (n,) or (n, d), in their common dtype, all as (n, d)."""
    arrays = float_arrays(*((x, name, None) for x, name in arguments))
    return [_rows(array, name) for array, (_, name) in zip(arrays, arguments, strict=True)]


def series(*arguments: tuple[npt.ArrayLike, str]) -> list[FloatArray]:
    """Finite data of shape (n,), in their common dtype."""
    arrays = float_arrays(*((x, name, 1) for x, name in arguments))
    for array, (_, name) in zip(arrays, arguments, strict=True):
        refuse_non_finite(array, name)
    return arrays


def jittered(arrays: list[FloatArray], jitter: float, seed: int) -> list[FloatArray]:
    """Samples with normal noise: `jitter` times the standard deviation of each column.

    A column of one value has no deviation, and gets none.

    Raises
    ------
    ValueError
        If `jitter` is negative or not finite, or so large that samples overflow.
    """
    size, key = float(jitter), seed_of(seed)
    if not 0 <= size < math.inf:
        raise ValueError(f"jitter must be finite and not negative, got {jitter}")
    if size == 0:
        return arrays
    with np.errstate(over="ignore", invalid="ignore"):
        noisy = [
            (x + size * _deviations(x) * normals(key, stream, x.shape)).astype(x.dtype)
            for stream, x in enumerate(arrays)
        ]
    if not all(np.isfinite(x).all() for x in noisy):
        raise ValueError(f"jitter must leave the samples finite, got {jitter}")
    return noisy


def _deviations(x: FloatArray) -> Any:
    """Of each column, scaled by a power of two: squares of large numbers would overflow."""
    if not len(x):
        return 0.0
    exponent = np.frexp(np.abs(x).max(0))[1]
    return np.ldexp(np.ldexp(x.astype(np.float64), -exponent).std(0), exponent)


def labels(y: npt.ArrayLike, name: str) -> npt.NDArray[np.int64]:
    """The distinct values of `y`, numbered from 0 with none left out."""
    codes, _ = coded(y, name)
    return np.unique(codes, return_inverse=True)[1].astype(np.int64, copy=False)


def neighbours(n_neighbors: int) -> int:
    """A number of neighbours, checked."""
    return integer(n_neighbors, "n_neighbors", minimum=1)


def past(lag: int, history: int, source_history: int) -> tuple[int, int, int]:
    """What a transfer entropy looks back on, checked."""
    return (
        integer(lag, "lag", minimum=1),
        integer(history, "history", minimum=1),
        integer(source_history, "source_history", minimum=1),
    )


def _rows(x: FloatArray, name: str) -> FloatArray:
    if x.ndim not in (1, 2):
        raise ValueError(f"{name}: Expected 1D or 2D array, got {x.ndim}D array instead.")
    refuse_non_finite(x, name)
    return x.reshape(len(x), 1) if x.ndim == 1 else x
