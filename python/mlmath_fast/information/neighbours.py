"""What samples of continuous variables say of each other, by nearest neighbours."""

import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import one_of
from mlmath_fast.information._samples import jittered, labels, neighbours, past, samples, series

__all__ = ["conditional_mutual_info_knn", "mutual_info_knn", "transfer_entropy_knn"]

METHODS = ("ksg1", "ksg2", "ross", "mixed")


def mutual_info_knn(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    n_neighbors: int = 3,
    method: str = "ksg1",
    jitter: float = 0.0,
    seed: int = 0,
) -> float:
    r"""Mutual information of two variables of which there are samples, by nearest neighbours.

    .. math::

        \hat I = \frac 1 N \sum_i \psi(k) + \psi(N) - \psi(n_{x,i} + 1) - \psi(n_{y,i} + 1)
        \qquad \text{(ksg1)}

    where :math:`n_{x,i}` is the number of other points with :math:`|x_j - x_i| < r_i`, the distance of
    the k-th neighbour of :math:`(x, y)_i` in the maximum norm.

    Parameters
    ----------
    x : array_like of shape (n_samples,) or (n_samples, n_columns)
        Samples of X, finite.
    y : array_like of shape (n_samples,) or (n_samples, n_columns)
        Samples of Y, finite. With "ross" labels of shape (n_samples,) and any type.
    n_neighbors : int, default 3
        The k of the k-th neighbour, below n_samples. More means less variance and more bias.
    method : {"ksg1", "ksg2", "ross", "mixed"}, default "ksg1"
        "ksg1" and "ksg2" are the two estimates of Kraskov and others, "mixed" is that of Gao and others
        for variables that are partly discrete, "ross" is for labels `y`.
    jitter : float, default 0.0
        Standard deviation of normal noise that is added to each column, in units of the column's own;
        labels get none.
    seed : int, default 0
        Which noise: an integer in [0, 2^64).

    Returns
    -------
    I : float
        In nats. Neither clipped nor rescaled: near independence it is negative half of the time.

    Raises
    ------
    ValueError
        If numbers of samples differ, a value is NaN or infinite (the first index is named), a label is
        missing (None, NaN), or `n_neighbors`, `method`, `jitter` or `seed` is outside its domain.
    TypeError
        For masked or sparse data, and complex, string or object data that are no labels.

    Notes
    -----
    The other estimates, counting other points, of the last two at most as far as the radius:

    .. math::

        \text{mixed: } & \psi(k) + \ln N - \psi(n_x + 1) - \psi(n_y + 1) \\
        \text{ksg2: } & \psi(k) - \tfrac 1 k + \psi(N) - \psi(n_x) - \psi(n_y)
            \quad \text{within the sides of the rectangle of the k neighbours} \\
        \text{ross: } & \psi(k) + \psi(N) - \psi(N_y) - \psi(m)
            \quad \text{with the k-th neighbour of the same label}

    Ties are counted as they are, exactly, unless `jitter` breaks them. Where k or more other points
    coincide with one, its radius is 0: "mixed", "ksg1" and "ross" then count all points at distance 0,
    itself included, in every space, and k is their number. In "ksg2", and in "ross" of other radii, k is
    the number of points that the closed ball holds. So no estimate depends on the order of points. Of
    "ross", points whose label is theirs alone are left out (0.0 if all are), and k is at most the others
    of the label.

    "mixed" is what its authors compute, which differs from "ksg1" by :math:`\ln N - \psi(N)`; as printed,
    their algorithm counts the k-th neighbour too, and is too low by 1/k or so.

    It is not H(X) + H(Y) - H(X, Y) of :func:`differential_entropy`: one radius for all spaces makes the
    errors cancel. The norm compares x with y: bring them to like scales (logarithms, ranks), which
    changes no information but all estimates.

    A kd-tree of the joint space, sorted marginals where they have one dimension: O(n log n) for few
    columns. float32 data are compared in float32.

    References
    ----------
    A. Kraskov, H. Stögbauer, P. Grassberger, "Estimating mutual information", Physical Review E 69
    (2004) 066138, equations 8 and 9. B. C. Ross, "Mutual information between discrete and continuous
    data sets", PLoS ONE 9 (2014) e87357. W. Gao, S. Kannan, S. Oh, P. Viswanath, "Estimating mutual
    information for discrete-continuous mixtures", NeurIPS (2017), algorithm 1.

    Examples
    --------
    >>> import math
    >>> import numpy as np
    >>> from mlmath_fast.information import mutual_info_knn
    >>> rng = np.random.default_rng(0)
    >>> x, noise = rng.standard_normal((2, 10_000))
    >>> information = mutual_info_knn(x, 0.6 * x + 0.8 * noise)
    >>> abs(information + 0.5 * math.log(1 - 0.6**2)) < 0.02
    True
    >>> mutual_info_knn([0.0, 1.0, 2.0, 3.0], ["a", "a", "a", "a"], method="ross")
    0.0
    """
    one_of(method, "method", METHODS)
    k = neighbours(n_neighbors)
    if method == "ross":
        (data,) = jittered(samples((x, "x")), jitter, seed)
        return _mlmath.mutual_info_knn_labels(data, labels(y, "y"), k)
    data, other = jittered(samples((x, "x"), (y, "y")), jitter, seed)
    return _mlmath.mutual_info_knn(data, other, k, method)


def conditional_mutual_info_knn(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    z: npt.ArrayLike,
    *,
    n_neighbors: int = 3,
    jitter: float = 0.0,
    seed: int = 0,
) -> float:
    r"""Mutual information of two variables given a third, by nearest neighbours.

    .. math::

        \hat I(X; Y \mid Z) = \frac 1 N \sum_i \psi(k) - \psi(n_{xz,i} + 1) - \psi(n_{yz,i} + 1)
        + \psi(n_{z,i} + 1)

    where :math:`n_{xz,i}` is the number of other points with a distance below :math:`r_i` in the space
    of x and z, and :math:`r_i` the distance of the k-th neighbour in that of x, y and z.

    Parameters
    ----------
    x, y, z : array_like of shape (n_samples,) or (n_samples, n_columns)
        Samples of X, Y and Z, finite.
    n_neighbors : int, default 3
        The k of the k-th neighbour, below n_samples.
    jitter : float, default 0.0
        Standard deviation of normal noise that is added to each column, in units of the column's own.
    seed : int, default 0
        Which noise: an integer in [0, 2^64).

    Returns
    -------
    I : float
        In nats. Neither clipped nor rescaled.

    Raises
    ------
    ValueError
        If numbers of samples differ, a value is NaN or infinite (the first index is named), or
        `n_neighbors`, `jitter` or `seed` is outside its domain.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    The maximum norm, ties as in :func:`mutual_info_knn` with "ksg1", to which this
    is equal where z is constant. Information that x has of y beyond z is found where there are points
    enough to look along z: the bias grows with the columns of z.

    A kd-tree of each space, O(n log n) for few columns.

    References
    ----------
    S. Frenzel, B. Pompe, "Partial mutual information for coupling analysis of multivariate time series",
    Physical Review Letters 99 (2007) 204101, equation 4.

    Examples
    --------
    >>> import numpy as np
    >>> from mlmath_fast.information import conditional_mutual_info_knn, mutual_info_knn
    >>> rng = np.random.default_rng(0)
    >>> z, a, b = rng.standard_normal((3, 2_000))
    >>> mutual_info_knn(z + a, z + b) > 0.1 > abs(conditional_mutual_info_knn(z + a, z + b, z))
    True
    """
    k = neighbours(n_neighbors)
    data, other, condition = jittered(samples((x, "x"), (y, "y"), (z, "z")), jitter, seed)
    return _mlmath.conditional_mutual_info_knn(data, other, condition, k)


def transfer_entropy_knn(
    source: npt.ArrayLike,
    target: npt.ArrayLike,
    *,
    lag: int = 1,
    history: int = 1,
    source_history: int = 1,
    n_neighbors: int = 3,
    jitter: float = 0.0,
    seed: int = 0,
) -> float:
    r"""Transfer entropy between two time series of continuous values, by nearest neighbours.

    .. math::

        T = I(Y_t;\; X_{t-l}, \dots, X_{t-l-m+1} \mid Y_{t-1}, \dots, Y_{t-h})

    Parameters
    ----------
    source, target : array_like of shape (n_times,)
        The series X and Y, finite, at the same times.
    lag : int, default 1
        The l: steps from the newest value of the source to that of the target.
    history : int, default 1
        The h: values of the target's own past.
    source_history : int, default 1
        The m: values of the source's past.
    n_neighbors : int, default 3
        As in :func:`conditional_mutual_info_knn`.
    jitter : float, default 0.0
        Standard deviation of normal noise that is added to each series, in units of its own.
    seed : int, default 0
        Which noise: an integer in [0, 2^64).

    Returns
    -------
    T : float
        In nats. Neither clipped nor rescaled.

    Raises
    ------
    ValueError
        If lengths differ or are no longer than the past, a value is NaN or infinite (the first index is
        named), or a parameter is outside its domain.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    Ties count exactly, unless `jitter` breaks them: each value gets its noise once, before the past is
    looked up.

    :func:`conditional_mutual_info_knn` of the n_times - max(h, l + m - 1) times that have a whole past,
    read where they lie. Both series on like scales, as there.

    References
    ----------
    T. Schreiber, "Measuring information transfer", Physical Review Letters 85 (2000) 461, equation 4;
    the estimate of S. Frenzel, B. Pompe (2007).

    Examples
    --------
    >>> import math
    >>> import numpy as np
    >>> from mlmath_fast.information import transfer_entropy_knn
    >>> x, noise = np.random.default_rng(0).standard_normal((2, 4_000))
    >>> y = np.roll(x, 1) + noise
    >>> abs(transfer_entropy_knn(x, y) - 0.5 * math.log(2)) < 0.05
    True
    >>> abs(transfer_entropy_knn(y, x)) < 0.05
    True
    """
    steps = past(lag, history, source_history)
    data, other = jittered(series((source, "source"), (target, "target")), jitter, seed)
    return _mlmath.transfer_entropy_knn(data, other, steps, neighbours(n_neighbors))
