"""Scores of two columns of labels: what clusterings know of each other."""

from typing import Any

import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F64, float_array, one_of
from mlmath_fast._csr import csr_numbers
from mlmath_fast.information._codes import coded
from mlmath_fast.linalg._operands import is_sparse

__all__ = [
    "adjusted_mutual_info_score",
    "mutual_info_score",
    "normalized_mutual_info_score",
    "variation_of_information",
]

_AVERAGES = ("arithmetic", "max", "min", "geometric")


def mutual_info_score(
    labels_true: npt.ArrayLike | None,
    labels_pred: npt.ArrayLike | None,
    *,
    contingency: Any = None,
) -> float:
    r"""Mutual information of two columns of labels.

    .. math::

        I(U; V) = \sum_{u, v} \frac{n_{uv}}{n} \ln \frac{n \, n_{uv}}{n_u n_v}

    with :math:`n_{uv}` the number of samples that have label u in one column and v in the other.

    Parameters
    ----------
    labels_true, labels_pred : array_like of shape (n_samples,)
        Labels of any type: integers, texts, floats, objects. Only whether they are equal counts.
    contingency : array_like or sparse matrix of shape (n_classes_true, n_classes_pred), optional
        The table of :math:`n_{uv}`, finite and not negative. Labels are then not read, and may be None.

    Returns
    -------
    I : float
        In nats, not negative; 0.0 exactly where one column has one label only, or there are no samples.

    Raises
    ------
    ValueError
        If the columns are not one-dimensional or of unequal length, a label is missing (None, NaN), or
        the table holds negative numbers, NaN or infinities.
    TypeError
        For masked or sparse labels, objects without a hash, or a table of complex, string or object values.

    Notes
    -----
    The name, signature and values of scikit-learn, where no samples are an error and weights of a table
    are cut to integers. NaN for a table that sums to 0.

    O(n_samples + n_classes) for integers that lie close, a sort of the labels for others. No term of the
    sum is negative, so little information near independence has its digits. Plug-in estimate, biased
    upwards by about (n_u - 1)(n_v - 1) / 2n for n_u and n_v classes: see
    :func:`adjusted_mutual_info_score`.

    References
    ----------
    T. M. Cover and J. A. Thomas, "Elements of Information Theory", 2nd edition, Wiley (2006),
    equation 2.28.

    Examples
    --------
    >>> from mlmath_fast.information import mutual_info_score
    >>> mutual_info_score(["a", "a", "b", "b"], [7, 7, 3, 3])
    0.69314718055994...
    >>> mutual_info_score(None, None, contingency=[[1, 1], [1, 1]])
    0.0
    """
    if contingency is None:
        # scikit-learn takes None for labels where there is a table.
        return _mlmath.mutual_info_score(*_pair(labels_true, labels_pred))
    if is_sparse(contingency):
        return _mlmath.contingency_information(csr_numbers(contingency, "contingency", F64))
    table = float_array(contingency, "contingency", ndim=2)
    try:
        return _mlmath.mutual_information(table, None)
    except ValueError as error:
        # The core calls every table `table`.
        raise ValueError(f"contingency: {error}") from None


def normalized_mutual_info_score(
    labels_true: npt.ArrayLike,
    labels_pred: npt.ArrayLike,
    *,
    average_method: str = "arithmetic",
) -> float:
    r"""Mutual information of two columns of labels, over a mean of their entropies.

    .. math:: \frac{I(U; V)}{\operatorname{mean}(H(U), H(V))}

    Parameters
    ----------
    labels_true, labels_pred : array_like of shape (n_samples,)
        Labels of any type. Only whether they are equal counts.
    average_method : {"arithmetic", "max", "min", "geometric"}, default "arithmetic"
        The mean.

    Returns
    -------
    score : float
        From 0 to 1, a pure number. 1.0 exactly where the columns name the same classes.

    Raises
    ------
    ValueError
        If the columns are not one-dimensional or of unequal length, a label is missing, or
        `average_method` is not among those above.
    TypeError
        For masked or sparse labels, or objects that have no hash.

    Notes
    -----
    The name, signature and values of scikit-learn. Two columns of one label each, and columns without
    samples, have score 1; one column of one label beside another of several has 0.

    The cost is that of :func:`mutual_info_score`. The score grows with the number of classes, also of
    labels at random: :func:`adjusted_mutual_info_score` does not.

    References
    ----------
    N. X. Vinh, J. Epps, J. Bailey, "Information theoretic measures for clusterings comparison", Journal
    of Machine Learning Research 11 (2010), 2837-2854, table 2.

    Examples
    --------
    >>> from mlmath_fast.information import normalized_mutual_info_score
    >>> normalized_mutual_info_score([0, 0, 1, 1], [1, 1, 0, 0])
    1.0
    >>> normalized_mutual_info_score([0, 0, 1, 1], [0, 1, 2, 3])
    0.6666666666666...
    """
    average = one_of(average_method, "average_method", _AVERAGES)
    return _mlmath.normalized_mutual_info_score(*_pair(labels_true, labels_pred), average)


def adjusted_mutual_info_score(
    labels_true: npt.ArrayLike,
    labels_pred: npt.ArrayLike,
    *,
    average_method: str = "arithmetic",
) -> float:
    r"""Mutual information of two columns of labels, adjusted for chance.

    .. math:: \frac{I(U; V) - E}{\operatorname{mean}(H(U), H(V)) - E}, \qquad
              E = \sum_{u, v} \sum_k \frac{k}{n} \ln \frac{n k}{n_u n_v}
                  \frac{\binom{n_v}{k} \binom{n - n_v}{n_u - k}}{\binom{n}{n_u}}

    where E is the mean of I over all permutations of one column.

    Parameters
    ----------
    labels_true, labels_pred : array_like of shape (n_samples,)
        Labels of any type. Only whether they are equal counts.
    average_method : {"arithmetic", "max", "min", "geometric"}, default "arithmetic"
        The mean.

    Returns
    -------
    score : float
        At most 1, a pure number; 0 on average for labels at random, so that it may be negative. 1.0
        exactly where the columns name the same classes.

    Raises
    ------
    ValueError
        If the columns are not one-dimensional or of unequal length, a label is missing, or
        `average_method` is not among those above.
    TypeError
        For masked or sparse labels, or objects that have no hash.

    Notes
    -----
    The name, signature and values of scikit-learn. Two columns of one label each, and columns without
    samples, have score 1; one column of one label beside another of several has 0. Where the mean of the
    entropies is E itself to 13 digits (each sample its own class, ``average_method="min"``) the score is
    1, where scikit-learn's is what rounding makes it.

    E is exact, its terms not negative. It takes a sum for each pair of different class sizes, of which
    there are at most 2n, over some twelve standard deviations of k.

    References
    ----------
    N. X. Vinh, J. Epps, J. Bailey, "Information theoretic measures for clusterings comparison", Journal
    of Machine Learning Research 11 (2010), 2837-2854, equations 24 and 17.

    Examples
    --------
    >>> from mlmath_fast.information import adjusted_mutual_info_score
    >>> adjusted_mutual_info_score([0, 0, 1, 1], [1, 1, 0, 0])
    1.0
    >>> round(adjusted_mutual_info_score([0, 0, 1, 1, 2, 2], [0, 0, 1, 2, 2, 2]), 9)
    0.502360703
    """
    average = one_of(average_method, "average_method", _AVERAGES)
    return _mlmath.adjusted_mutual_info_score(*_pair(labels_true, labels_pred), average)


def variation_of_information(x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    r"""Variation of information: the distance of two columns of labels.

    .. math:: H(X \mid Y) + H(Y \mid X)
              = \sum_{x, y} \frac{n_{xy}}{n} \Big(\ln \frac{n_x}{n_{xy}} + \ln \frac{n_y}{n_{xy}}\Big)

    Parameters
    ----------
    x, y : array_like of shape (n_samples,)
        Labels of any type. Only whether they are equal counts.

    Returns
    -------
    distance : float
        In nats, from 0 to log(n_samples); 0.0 exactly where the columns name the same classes, or there
        are no samples.

    Raises
    ------
    ValueError
        If the columns are not one-dimensional or of unequal length, or a label is missing.
    TypeError
        For masked or sparse labels, or objects that have no hash.

    Notes
    -----
    A metric of partitions: symmetric, with the triangle inequality. The cost is that of
    :func:`mutual_info_score`; no term of the sum is negative, so that small distances have their digits.

    References
    ----------
    M. Meila, "Comparing clusterings: an information based distance", Journal of Multivariate Analysis 98
    (2007), 873-895, equation 15.

    Examples
    --------
    >>> from mlmath_fast.information import variation_of_information
    >>> variation_of_information([0, 0, 1, 1], [0, 1, 0, 1])
    1.3862943611198...
    """
    return _mlmath.variation_of_information(coded(x, "x"), coded(y, "y"))


def _pair(labels_true: Any, labels_pred: Any) -> tuple[Any, Any]:
    return coded(labels_true, "labels_true"), coded(labels_pred, "labels_pred")
