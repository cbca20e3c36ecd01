"""Distances of all pairs, and what counts of them need."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.reference._philox import normals

Array = npt.NDArray[Any]


def rows(x: npt.ArrayLike) -> Array:
    """One sample a row."""
    array = np.asarray(x)
    return array[:, None] if array.ndim == 1 else array


def dtype_of(*data: npt.ArrayLike) -> type[np.floating[Any]]:
    """float32 if all are, else float64."""
    single = all(np.asarray(x).dtype == np.float32 for x in data)
    return np.float32 if single else np.float64


def near_one(*data: Array) -> tuple[list[Array], int]:
    """Data divided by a power of two, for which no distance overflows, and its exponent."""
    arrays = [x.astype(dtype_of(*data)) for x in data]
    exponent = max(int(np.frexp(np.abs(x).max(initial=0))[1]) for x in arrays)
    return [np.ldexp(x, -exponent) for x in arrays], exponent


def jittered(jitter: float, seed: int, *data: npt.ArrayLike) -> list[Array]:
    """Data in their common dtype, with normal noise of `jitter` standard deviations of each column."""
    arrays = [np.asarray(x).astype(dtype_of(*data)) for x in data]
    if jitter == 0:
        return arrays
    noise = [normals(seed, stream, 0, x.size).reshape(x.shape) for stream, x in enumerate(arrays)]
    return [
        (x + jitter * x.std(0, dtype=np.float64) * of_x).astype(x.dtype)
        for x, of_x in zip(arrays, noise, strict=True)
    ]


def distances(x: npt.ArrayLike) -> Array:
    """Distances of all pairs of rows in the maximum norm."""
    samples = rows(x).astype(dtype_of(x))
    distance = np.zeros((len(samples), len(samples)), samples.dtype)
    for column in samples.T:
        np.maximum(distance, np.abs(column[:, None] - column), out=distance)
    return distance


def kth(distance: Array, k: int) -> Array:
    """The distance of the k-th other point, as a column."""
    return np.partition(distance, k, 1)[:, k : k + 1]


def ball(distance: Array, radius: Array) -> Array:
    """How many points, itself included, are nearer than the radius; or coincide, where it is 0."""
    count: Array = ((distance < radius) | (distance == 0) & (radius == 0)).sum(1)
    return count


def digamma(n: int) -> Array:
    """psi(0), ..., psi(n)."""
    harmonic = np.concatenate([[-np.inf, 0.0], np.cumsum(1 / np.arange(1, n))])
    return harmonic - np.euler_gamma
