"""Reference twins of :mod:`mlmath_fast.information`: pairs of features."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.reference._philox import words

F64 = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

# Differences below are rounding: of equal tables with other names.
ROUNDING = 1e-12


def mi_matrix(codes: npt.ArrayLike, *, n_bins: int | None = None, normalized: bool = False) -> F64:
    """``H(X_i) + H(X_j) - H(X_i, X_j)``."""
    X = columns(codes)
    n = X.max(initial=0) + 1 if n_bins is None else n_bins
    h = np.array([entropy(x) for x in X])
    matrix = np.diag(h)
    for i, j in zip(*np.triu_indices(len(X), 1), strict=True):
        matrix[i, j] = matrix[j, i] = max(h[i] + h[j] - entropy(n * X[i] + X[j]), 0)
    if normalized:
        mean = (h[:, None] + h) / 2
        matrix = np.divide(matrix, mean, out=np.ones_like(matrix), where=mean != 0)
    return matrix


def cmi_given(codes: npt.ArrayLike, given: npt.ArrayLike) -> F64:
    """``H(X_i, Z) + H(X_j, Z) - H(X_i, X_j, Z) - H(Z)``."""
    X, z = columns(codes), np.asarray(given, np.int64)
    h_z = entropy(z)
    h = np.array([entropy(joint(x, z)) for x in X])
    matrix = np.diag(h - h_z)
    for i, j in zip(*np.triu_indices(len(X), 1), strict=True):
        h_ijz = entropy(joint(joint(X[i], X[j]), z))
        matrix[i, j] = matrix[j, i] = max(h[i] + h[j] - h_ijz - h_z, 0)
    return matrix


def mi_significance(
    codes: npt.ArrayLike, y: npt.ArrayLike, *, n_permutations: int = 999, seed: int = 0
) -> tuple[F64, F64]:
    """The information, and how often that of a label in random order reaches it."""
    X, label = columns(codes), np.asarray(y, np.int64)
    mi = np.array([information(x, label) for x in X])
    reached = np.ones(len(X))
    for stream in range(n_permutations):
        order = permutation(seed, stream, len(label))
        reached += [information(x, label[order]) for x in X] >= mi - ROUNDING
    return mi, reached / (1 + n_permutations)


def columns(codes: npt.ArrayLike) -> Codes:
    """One row a feature."""
    return np.ascontiguousarray(np.asarray(codes, np.int64).T)


def joint(x: Codes, y: Codes) -> Codes:
    """One code for two."""
    both: Codes = x * (y.max(initial=0) + 1) + y
    return both


def entropy(x: Codes) -> float:
    """Of the codes of the samples."""
    if not len(x):
        return np.nan
    counts = np.bincount(x)
    prob = counts[counts > 0] / len(x)
    return float(-(prob * np.log(prob)).sum()) + 0.0


def information(x: Codes, y: Codes) -> float:
    """Of codes about codes."""
    return max(entropy(x) + entropy(y) - entropy(joint(x, y)), 0.0)


def permutation(seed: int, stream: int, n: int) -> Any:
    """The order of random words, the lowest bits of which are the number of the sample."""
    low = np.uint64((1 << max(n - 1, 0).bit_length()) - 1)
    keys = words(seed, stream, 0, n) & ~low | np.arange(n, dtype=np.uint64)
    return (np.sort(keys) & low).astype(np.int64)
