"""Information between more than two columns of labels: conditional, transferred, total."""

import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast.information._codes import coded, coded_columns
from mlmath_fast.information._samples import past

__all__ = ["conditional_mutual_info_score", "total_correlation", "transfer_entropy"]


def conditional_mutual_info_score(x: npt.ArrayLike, y: npt.ArrayLike, z: npt.ArrayLike) -> float:
    r"""Mutual information of two columns of labels, given a third.

    .. math:: I(X; Y \mid Z) = \sum_{x, y, z} \frac{n_{xyz}}{n} \ln \frac{n_z n_{xyz}}{n_{xz} n_{yz}}

    Parameters
    ----------
    x, y, z : array_like of shape (n_samples,)
        Labels of any type. Only whether they are equal counts.

    Returns
    -------
    I : float
        In nats, not negative; 0.0 of no samples.

    Raises
    ------
    ValueError
        If the columns are not one-dimensional or of unequal length, or a label is missing.
    TypeError
        For masked or sparse labels, or objects that have no hash.

    Notes
    -----
    O(n_samples) beside the numbering of the labels, for any number of classes; no term of the sum is
    negative. Several conditions are one: number their combinations first.

    References
    ----------
    T. M. Cover and J. A. Thomas, "Elements of Information Theory", 2nd edition, Wiley (2006),
    equation 2.61.

    Examples
    --------
    >>> from mlmath_fast.information import conditional_mutual_info_score
    >>> x, y, z = [0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]
    >>> conditional_mutual_info_score(x, y, z)
    0.69314718055994...
    """
    return _mlmath.conditional_mutual_info_score(coded(x, "x"), coded(y, "y"), coded(z, "z"))


def transfer_entropy(
    source: npt.ArrayLike,
    target: npt.ArrayLike,
    *,
    lag: int = 1,
    history: int = 1,
    source_history: int = 1,
) -> float:
    r"""Transfer entropy from one series of labels to another (Schreiber).

    .. math:: I\big(Y_t; X_{t-u}, \dots, X_{t-u-l+1} \mid Y_{t-1}, \dots, Y_{t-k}\big)

    with source X, target Y, lag u, history k and source history l.

    Parameters
    ----------
    source, target : array_like of shape (n_samples,)
        Labels of any type, in the order of time.
    lag : int, default 1
        Steps u from the last source label to the target label, at least 1.
    history : int, default 1
        Labels k of the target's own past, at least 1.
    source_history : int, default 1
        Labels l of the source's past, at least 1.

    Returns
    -------
    T : float
        In nats, not negative.

    Raises
    ------
    ValueError
        If the series are not one-dimensional or of unequal length, no target label has all its past, a
        label is missing, or a parameter is less than 1.
    TypeError
        For masked or sparse labels, objects that have no hash, or a parameter that is no integer.

    Notes
    -----
    The plug-in estimate over all t that have all their past: of n_samples there are
    ``n_samples - max(k, u + l - 1)``. It is that of :func:`conditional_mutual_info_score`, and biased
    upwards where pasts are as many as samples. O(n_samples (k + l)) for any number of labels.

    References
    ----------
    T. Schreiber, "Measuring information transfer", Physical Review Letters 85 (2000), 461-464,
    equation 4; M. Wibral et al., "Measuring information-transfer delays", PLoS ONE 8 (2013), e55809,
    equation 9 (the lag).

    Examples
    --------
    >>> from mlmath_fast.information import transfer_entropy
    >>> source, target = [0, 1, 1, 0] * 20 + [0], [0, 0, 1, 1] * 20 + [0]
    >>> transfer_entropy(source, target), transfer_entropy(source, target, history=2)
    (0.69314718055994..., 0.0)
    """
    steps = past(lag, history, source_history)
    return _mlmath.transfer_entropy(coded(source, "source"), coded(target, "target"), steps)


def total_correlation(X: npt.ArrayLike) -> float:
    r"""Total correlation of columns of codes (Watanabe): what they know of each other.

    .. math:: \sum_j H(X_j) - H(X_1, \dots, X_p) = \sum_j I(X_1, \dots, X_{j-1}; X_j)

    Parameters
    ----------
    X : array_like of shape (n_samples, n_features)
        Codes, or labels of any type. Only whether those of a column are equal counts.

    Returns
    -------
    C : float
        In nats, not negative; 0.0 of fewer than two columns, or no samples.

    Raises
    ------
    ValueError
        If `X` is not two-dimensional, or a label is missing.
    TypeError
        For masked or sparse data, or objects that have no hash.

    Notes
    -----
    The plug-in estimate, biased upwards where combinations are as many as samples. O(n_samples
    n_features) beside the numbering of the labels, for any number of combinations. No term is negative.

    References
    ----------
    S. Watanabe, "Information theoretical analysis of multivariate correlation", IBM Journal of Research
    and Development 4 (1960), 66-82.

    Examples
    --------
    >>> from mlmath_fast.information import total_correlation
    >>> total_correlation([[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]])
    0.69314718055994...
    """
    return _mlmath.total_correlation(coded_columns(X, "X"))
