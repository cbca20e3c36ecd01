"""The ways to principal components: singular values and right singular vectors of the centred data."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import F64, FloatArray
from mlmath_fast._csr import Csr
from mlmath_fast._random import normals
from mlmath_fast.linalg._centred import centred, centred_gram, column_means
from mlmath_fast.linalg._finite import (
    far_exponent,
    refuse_non_finite,
    scale_exponent,
    squares_are_safe,
)
from mlmath_fast.linalg._leading import leading_eigh
from mlmath_fast.linalg._subspace import orthonormal
from mlmath_fast.linalg.products import gram
from mlmath_fast.linalg.sparse import spmm

Doubles = npt.NDArray[np.float64]
Product = Callable[[npt.NDArray[Any]], npt.NDArray[Any]]

# Random vectors beyond k, and power steps: what scikit-learn takes for up to a tenth of all components.
OVERSAMPLES, POWER_STEPS = 10, 7


class Spectrum(NamedTuple):
    """The leading part of a singular value decomposition of the centred data, before signs.

    Singular values are in units of 2^exponent, and `total`, the sum of all their squares, in units of
    4^exponent. `rounding` is the share of the largest singular value below which one is all rounding.
    """

    singular_values: Doubles
    components: npt.NDArray[Any]
    means: Doubles
    total: float
    exponent: int = 0
    rounding: float | None = None


def dense_spectrum(X: FloatArray, k: int, solver: str, seed: int) -> Spectrum:
    """By "gram", "randomized" or "full".

    Raises
    ------
    ValueError
        If X is not finite.
    """
    if solver == "gram":
        found = _by_gram(X, k)
        if found is not None:
            return found
    refuse_non_finite(X, "X")
    exponent = scale_exponent(X) if solver == "gram" else far_exponent(X)
    if exponent:
        X = np.ldexp(X, -exponent)
    match solver:
        case "gram":
            found = _by_gram(X, k, scaled=True)
            assert found is not None
        case "full":
            found = _by_svd(X, k)
        case _:
            means = column_means(X, np.full(len(X), 1 / len(X)))
            rest = centred(X, means)
            found = _randomized(rest.__matmul__, rest.T.__matmul__, rest.shape, rest.dtype, k, seed)
            found = found._replace(means=means, total=_sum_of_squares(rest))
    return found._replace(means=np.ldexp(found.means, exponent), exponent=exponent)


def sparse_spectrum(A: Csr, k: int, seed: int) -> Spectrum:
    """Randomized: the means are subtracted from products, and the data stay sparse."""
    n, p = A.shape
    dtype, exponent = A.data.dtype, far_exponent(A.data)
    if exponent:
        A = A._replace(data=np.ldexp(A.data, -exponent))
    means = spmm(A, np.ones(n, F64), transpose=True) / n
    low = means.astype(dtype)

    def times(B: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.asarray(spmm(A, B) - low @ B)

    def transposed_times(B: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.asarray(spmm(A, B, transpose=True) - np.multiply.outer(low, B.sum(axis=0)))

    found = _randomized(times, transposed_times, (n, p), dtype, k, seed)
    total = _sum_of_squares(A.data) - n * float(means @ means)
    total = max(total, float(np.sum(found.singular_values**2)))
    return found._replace(means=np.ldexp(means, exponent), total=total, exponent=exponent)


def _by_gram(X: FloatArray, k: int, *, scaled: bool = False) -> Spectrum | None:
    """By the Gram matrix of the columns, or of the rows where those are fewer; None if squares overflow."""
    wide = X.shape[0] < X.shape[1]
    if wide:
        means = column_means(X, np.full(len(X), 1 / len(X)))
        with np.errstate(invalid="ignore", over="ignore"):
            rest = centred(X, means)
        G = gram(rest.T)
    else:
        G, means = centred_gram(X)
    squares = np.diagonal(G)
    if not (scaled or squares_are_safe(squares, G.dtype)):
        return None
    values, vectors = leading_eigh(G, k)
    if wide:
        # Of a singular value that is all rounding, the vector is too: the factorisation completes the
        # basis.
        vectors = np.linalg.qr((rest.T @ vectors.astype(X.dtype)).astype(F64))[0]
    roots = np.sqrt(np.maximum(values, 0.0))
    return Spectrum(roots, vectors.T, means, float(squares.sum(dtype=F64)))


def _by_svd(X: FloatArray, k: int) -> Spectrum:
    means = column_means(X, np.full(len(X), 1 / len(X)))
    _, s, Vt = np.linalg.svd(centred(X, means), full_matrices=False)
    s = s.astype(F64)
    rounding = float(np.finfo(X.dtype).eps) * max(X.shape)
    return Spectrum(s[:k], Vt[:k], means, float(s @ s), rounding=rounding)


def _randomized(
    times: Product,
    transposed_times: Product,
    shape: tuple[int, ...],
    dtype: np.dtype[Any],
    k: int,
    seed: int,
) -> Spectrum:
    """Subspace iteration from random vectors, orthonormalised at each half step."""

    def basis(product: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return orthonormal(product.astype(F64)).astype(dtype)

    V = normals(seed, 0, (shape[1], min(k + OVERSAMPLES, *shape))).astype(dtype)
    for _ in range(POWER_STEPS):
        V = basis(transposed_times(basis(times(V))))
    R = np.linalg.qr(times(V).astype(F64), mode="r")
    _, s, Wt = np.linalg.svd(R)
    return Spectrum(s[:k], Wt[:k] @ V.T, np.empty(0), 0.0)


def _sum_of_squares(x: npt.NDArray[Any]) -> float:
    return float(np.einsum("i,i", x.ravel(), x.ravel(), dtype=F64))
