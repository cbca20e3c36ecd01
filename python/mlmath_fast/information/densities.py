"""Entropies and divergences of densities of which there are samples, and Gaussian copulas."""

import math

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import integer, one_of
from mlmath_fast.information._samples import jittered, neighbours, samples, series

__all__ = ["copula_mutual_information", "differential_entropy", "kl_divergence_knn"]

METHODS = ("knn", "vasicek", "ebrahimi", "correa", "van_es")

# From so many samples on, the default window is less than half of them.
_SAMPLES_MIN = 5


def differential_entropy(
    x: npt.ArrayLike,
    *,
    method: str = "knn",
    n_neighbors: int = 3,
    window: int | None = None,
    jitter: float = 0.0,
    seed: int = 0,
) -> float:
    r"""Entropy of the density that samples come from.

    .. math::

        \hat H = \psi(N) - \psi(k) + \frac d N \sum_i \ln(2 r_i) \quad \text{(knn)}, \qquad
        \hat H = \frac 1 N \sum_i \ln \frac{N (x_{(i+m)} - x_{(i-m)})}{2 m} \quad \text{(vasicek)}

    where :math:`r_i` is the distance of the k-th neighbour in the maximum norm, and :math:`x_{(i)}` the
    i-th smallest value, that of the end beyond the ends.

    Parameters
    ----------
    x : array_like of shape (n_samples,) or (n_samples, n_columns)
        Samples, finite; of one dimension for all methods but "knn".
    method : {"knn", "vasicek", "ebrahimi", "correa", "van_es"}, default "knn"
        Nearest neighbours (Kozachenko and Leonenko), or spacings of the sorted values: Vasicek's, his
        with weights at the ends, local regressions, and van Es's with its correction of bias.
    n_neighbors : int, default 3
        The k of "knn", below n_samples.
    window : int, optional
        The m of the others, less than half of n_samples; by default floor(sqrt(n_samples) + 1/2), for
        which at least 5 samples are needed.
    jitter : float, default 0.0
        Standard deviation of normal noise that is added to each column, in units of the column's own.
    seed : int, default 0
        Which noise: an integer in [0, 2^64).

    Returns
    -------
    H : float
        In nats; may be negative. Minus infinity where a distance or a spacing is 0: the distribution
        of tied samples has no density ("correa" then gives NaN).

    Raises
    ------
    ValueError
        If a value is NaN or infinite (the first index is named), or `method`, `n_neighbors`, `window`,
        `jitter`, `seed` or the number of dimensions is outside its domain.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    Not rescaled: :math:`H(a x) = H(x) + d \ln |a|`. Ties are exact, unless `jitter` breaks them.

    Spacings have the definitions of ``scipy.stats.differential_entropy`` and its default window; its
    values, in all digits but the last.

    O(n log n); "correa" O(n window).

    References
    ----------
    L. F. Kozachenko, N. N. Leonenko, "Sample estimate of the entropy of a random vector", Problems of
    Information Transmission 23 (1987) 95-101. O. Vasicek (1976); B. van Es (1992); N. Ebrahimi,
    K. Pflughoeft, E. S. Soofi (1994); J. C. Correa (1995).

    Examples
    --------
    >>> import math
    >>> import numpy as np
    >>> from mlmath_fast.information import differential_entropy
    >>> x = np.random.default_rng(0).standard_normal(10_000)
    >>> abs(differential_entropy(x) - 0.5 * math.log(2 * math.pi * math.e)) < 0.05
    True
    >>> round(differential_entropy([1.0, 2.0, 4.0], method="vasicek", window=1), 12)
    1.002718264518
    """
    one_of(method, "method", METHODS)
    k = neighbours(n_neighbors)
    if method == "knn":
        if window is not None:
            raise ValueError(f"window is for estimates by spacings, got {window} with 'knn'")
        (data,) = jittered(samples((x, "x")), jitter, seed)
        return _mlmath.entropy_knn(data, k)
    (values,) = jittered(series((x, "x")), jitter, seed)
    if window is None:
        if len(values) < _SAMPLES_MIN:
            raise ValueError(
                f"x must have at least {_SAMPLES_MIN} samples for the default window, got {len(values)}"
            )
        window = math.floor(math.sqrt(len(values)) + 0.5)
    m = integer(window, "window", minimum=1)
    return _mlmath.entropy_spacings(np.sort(values), m, method)


def kl_divergence_knn(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    n_neighbors: int = 3,
    jitter: float = 0.0,
    seed: int = 0,
) -> float:
    r"""Relative entropy of two densities of which there are samples, by nearest neighbours.

    .. math::

        \hat D(p_X \| p_Y) = \frac d N \sum_i \ln \frac{s_i}{r_i} + \ln \frac{M}{N - 1}

    where :math:`r_i` is the distance of :math:`x_i` from its k-th neighbour among the N - 1 other x, and
    :math:`s_i` that among the M samples y, in the maximum norm.

    Parameters
    ----------
    x : array_like of shape (n_samples,) or (n_samples, n_columns)
        Samples of the first density, finite.
    y : array_like of shape (n_others,) or (n_others, n_columns)
        Samples of the second one.
    n_neighbors : int, default 3
        The k of the k-th neighbour, below n_samples and at most n_others.
    jitter : float, default 0.0
        Standard deviation of normal noise that is added to each column of both, in units of its own.
    seed : int, default 0
        Which noise: an integer in [0, 2^64).

    Returns
    -------
    D : float
        In nats. Neither clipped nor rescaled.

    Raises
    ------
    ValueError
        If numbers of columns differ, a value is NaN or infinite (the first index is named), or
        `n_neighbors`, `jitter` or `seed` is outside its domain.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    Infinite where a distance is 0, in one sample or the other, NaN where both are or each somewhere:
    tied samples have no density, which `jitter` would hide. O(n log n) for few columns.

    References
    ----------
    Q. Wang, S. R. Kulkarni, S. Verdú, "Divergence estimation for multidimensional densities via
    k-nearest-neighbor distances", IEEE Transactions on Information Theory 55 (2009) 2392-2405,
    equation 5.

    Examples
    --------
    >>> import numpy as np
    >>> from mlmath_fast.information import kl_divergence_knn
    >>> x, y = np.random.default_rng(0).standard_normal((2, 20_000))
    >>> abs(kl_divergence_knn(x + 1, y) - 0.5) < 0.05
    True
    """
    data, other = jittered(samples((x, "x"), (y, "y")), jitter, seed)
    return _mlmath.kl_divergence_knn(data, other, neighbours(n_neighbors))


def copula_mutual_information(x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    r"""Mutual information of two variables whose copula is taken to be Gaussian.

    .. math::

        I = \frac 1 2 \ln \frac{\det R_x \det R_y}{\det R_{xy}}

    where R are correlations of normal scores: of each column the normal quantiles of its ranks, divided
    by n + 1.

    Parameters
    ----------
    x, y : array_like of shape (n_samples,) or (n_samples, n_columns)
        Samples of X and Y, finite; at least 2.

    Returns
    -------
    I : float
        In nats. Infinite where the scores of one variable determine those of the other.

    Raises
    ------
    ValueError
        If numbers of samples differ, or a value is NaN or infinite (the first index is named).
    TypeError
        For masked, sparse, complex, string or object data.
    numpy.linalg.LinAlgError
        Where the columns of `x` (or of `y`) have linearly dependent scores, as constant ones have.

    Notes
    -----
    No increasing function of a column changes it. Of other copulas with the same correlations it is a
    lower bound, up to the error of the estimate; it is not corrected for the bias of few samples. Tied
    values share the mean of their ranks.

    Sums in double precision, in one order. O(n log n) a column.

    References
    ----------
    R. A. A. Ince and others, "A statistical framework for neuroimaging data analysis based on mutual
    information estimated via a Gaussian copula", Human Brain Mapping 38 (2017) 1541-1573, equation 6.

    Examples
    --------
    >>> from mlmath_fast.information import copula_mutual_information
    >>> copula_mutual_information([1, 2, 3, 4], [10, 1000, 20, 1001]) > 0
    True
    >>> copula_mutual_information([1, 2, 3], [1, 10, 100])
    inf
    """
    data, other = samples((x, "x"), (y, "y"))
    return _mlmath.copula_mutual_information(data, other)
