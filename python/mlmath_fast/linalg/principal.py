"""Principal component analysis."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast._arrays import integer, one_of
from mlmath_fast._csr import Csr
from mlmath_fast._random import seed_of
from mlmath_fast.linalg._matrix import dense_or_csr
from mlmath_fast.linalg._pca_result import PCAResult
from mlmath_fast.linalg._pca_solvers import dense_spectrum, sparse_spectrum
from mlmath_fast.linalg._pca_units import in_units, rounding_of

__all__ = ["PCAResult", "pca"]

SOLVERS = ("auto", "gram", "randomized", "full")
# Up to this size of both axes LAPACK's SVD takes milliseconds, and squares no condition.
SMALL = 500
# From this size of the smaller axis on, a few components are cheaper by random projections.
LARGE, FEW = 5_000, 0.1


def pca(
    X: Any,
    n_components: int,
    *,
    solver: str = "auto",
    whiten: bool = False,
    seed: int = 0,
) -> PCAResult:
    r"""Find the directions in which data vary most.

    .. math:: X - 1 m^\top = U S V^\top, \qquad \text{variances } S^2 / (n - 1),
        \qquad \text{components } V^\top

    Parameters
    ----------
    X : array_like or CSR matrix of shape (n_samples, n_features)
        Samples, at least 2. float32 is computed in float32 with float64 sums; all else is float64.
    n_components : int
        How many components, from 1 to min(n_samples, n_features).
    solver : {"auto", "gram", "randomized", "full"}, default "auto"
        ``"gram"``: eigenvectors of the Gram matrix of the centred columns, or of the rows where those
        are fewer. ``"full"``: LAPACK's singular value decomposition. ``"randomized"``: subspace
        iteration from random vectors, the only one for sparse data, which stay sparse. ``"auto"``:
        randomized for sparse data, and for less than a tenth of more than 5,000 components; full up to
        500 x 500; else gram.
    whiten : bool, default False
        Divide each component by the standard deviation along it, so that scores
        ``(X - mean) @ components.T`` have variance 1.
    seed : int, default 0
        Of the random vectors, in [0, 2^64).

    Returns
    -------
    components : ndarray of shape (n_components, n_features)
        Orthonormal rows (before whitening) in order of descending variance. The first entry of each
        that is as large as its largest, but for rounding, is positive.
    explained_variance : ndarray of shape (n_components,)
        Variance along each, in squared units of `X`.
    explained_variance_ratio : ndarray of shape (n_components,)
        The same as shares of the total variance; 0 of data without variance.
    singular_values : ndarray of shape (n_components,)
        Of the centred data, in units of `X`.
    mean : ndarray of shape (n_features,)
        Mean of each column.
    noise_variance : float
        Mean variance along the min(n_samples, n_features) - n_components directions left out, 0 if there
        are none.

    Raises
    ------
    ValueError
        If there are fewer than 2 samples, `n_components` or `solver` is not possible, or a value is NaN
        or infinite (the first is named).
    TypeError
        For masked, complex, string or object input.

    Notes
    -----
    Columns are centred before they are squared, block by block in the cache: a mean of 10,000 standard
    deviations costs float32 no digits. The Gram matrix squares the condition: below the largest variance
    times eps, variances are rounding (never negative); ``"full"`` has twice those digits. When
    whitening, deviations count as no smaller than sqrt(eps) of the largest, or eps max(n, p) of it for
    ``"full"``, so that directions without variance are not blown up. Data whose squares leave the range
    are scaled by a power of two; only a variance that is itself out of range becomes inf or 0.

    O(n p min(n, p)) for gram and full, of which gram's is the cheaper by a factor of 10; O(n p k) for
    randomized, with 16 passes over the data. Few of many eigenvectors come from a filtered subspace
    iteration, others from ``numpy.linalg``, with NumPy's bits, and not to be interrupted within the call.
    Sparse columns are centred in the products: where means are far larger than deviations, centre dense.

    References
    ----------
    M. E. Tipping, C. M. Bishop, "Probabilistic principal component analysis" (1999), eq. 8. N. Halko,
    P.-G. Martinsson, J. A. Tropp, "Finding structure with randomness" (2011), algorithm 4.4. T. F. Chan,
    G. H. Golub, R. J. LeVeque, "Algorithms for computing the sample variance" (1983).

    Examples
    --------
    Points on the line y = 2 x: one direction, and nothing besides.

    >>> from mlmath_fast.linalg import pca
    >>> result = pca([[0.0, 0.0], [1.0, 2.0], [2.0, 4.0]], 1)
    >>> result.explained_variance.round(12).tolist(), result.mean.tolist()
    ([5.0], [1.0, 2.0])
    >>> (result.components * 5**0.5).round(12).tolist()
    [[1.0, 2.0]]
    """
    return pca_and_means(X, n_components, solver, whiten, seed)[0]


def pca_and_means(
    X: Any, n_components: int, solver: str, whiten: bool, seed: int
) -> tuple[PCAResult, npt.NDArray[np.float64], float]:
    """The result; means in float64 whatever the data, for scores of float32; the share of the largest
    deviation that counts as rounding."""
    data = dense_or_csr(X, "X")
    n, p = data.shape
    k = integer(n_components, "n_components", minimum=1)
    if n < 2:
        raise ValueError(f"X must have at least 2 rows, got n_samples = {n}")
    if k > min(n, p):
        raise ValueError(
            f"n_components must be at most min(n_samples, n_features) = {min(n, p)}, got {k}"
        )
    one_of(solver, "solver", SOLVERS)
    seed = seed_of(seed)
    if isinstance(data, Csr):
        if solver not in ("auto", "randomized"):
            raise ValueError(f"solver must be 'auto' or 'randomized' for sparse X, got {solver!r}")
        found, dtype = sparse_spectrum(data, k, seed), data.data.dtype
    else:
        solver = _solver(n, p, k) if solver == "auto" else solver
        found, dtype = dense_spectrum(data, k, solver, seed), data.dtype
    return in_units(found, n, p, dtype, whiten), found.means, rounding_of(found, dtype)


def _solver(n: int, p: int, k: int) -> str:
    if max(n, p) <= SMALL:
        return "full"
    return "randomized" if min(n, p) > LARGE and k < FEW * min(n, p) else "gram"
