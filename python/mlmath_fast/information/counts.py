"""Entropy and mutual information from counts, with bias-corrected estimators."""

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, axis_of, integer, integer_array, one_of
from mlmath_fast.information._slices import float_or_array, one_per_slice

__all__ = ["entropy_from_counts", "mutual_information_from_counts"]

_ESTIMATORS = (
    "plugin",
    "miller_madow",
    "grassberger_1988",
    "grassberger_2003",
    "chao_shen",
    "chao_wang_jost",
    "shrinkage",
    "dirichlet",
    "nsb",
)

# Of NSB: beyond it, a count more is no other number.
_TOTAL_MAX = 2**53


def entropy_from_counts(
    counts: npt.ArrayLike,
    *,
    estimator: str = "plugin",
    pseudocount: float = 1.0,
    n_classes: int | None = None,
    base: float | None = None,
    axis: int | None = None,
) -> float | FloatArray:
    r"""Entropy of the distribution that counts were drawn from, by one of nine estimators.

    .. math::

        \hat H_\text{plugin} = -\sum_i \frac{n_i}{N} \ln \frac{n_i}{N}, \qquad
        N = \sum_i n_i, \qquad
        \mathrm{E}\, \hat H_\text{plugin} \approx H - \frac{K - 1}{2 N}

    which the other estimators correct.

    Parameters
    ----------
    counts : array_like of int
        How often each class was seen, not negative.
    estimator : str, default 'plugin'
        With ψ the digamma function, and :math:`f_1, f_2` how many classes were seen once and twice:

        - 'plugin': of the relative frequencies;
        - 'miller_madow': plugin and (classes seen - 1) / 2N;
        - 'grassberger_1988': :math:`\sum \frac{n}{N} [\ln N - \psi(n) - (-1)^n / (n + 1)]`;
        - 'grassberger_2003': :math:`\sum \frac{n}{N} [\ln N - G(n)]` with
          :math:`G(n) = \psi(n) + \frac{(-1)^n}{2} [\psi(\frac{n + 1}{2}) - \psi(\frac{n}{2})]`;
        - 'chao_shen': of the covered part of the distribution, :math:`p = (1 - f_1 / N)\, n / N`, each class
          divided by the probability :math:`1 - (1 - p)^N` of being seen;
        - 'chao_wang_jost': :math:`\sum \frac{n}{N} [\psi(N) - \psi(n)]` and an estimate from
          :math:`f_1, f_2` of what was not seen;
        - 'shrinkage': of frequencies shrunk towards 1/K, by a weight that minimises the mean squared
          error (James and Stein);
        - 'dirichlet': of n + `pseudocount`: 1 is Laplace's rule, 1/2 Jeffreys', 1/K that of Schürmann and
          Grassberger, :math:`\sqrt N / K` minimax;
        - 'nsb': the posterior mean under the prior of Nemenman, Shafee and Bialek, which is a mixture of
          all pseudocounts that makes the entropy itself nearly uniform.
    pseudocount : float, default 1.0
        Of 'dirichlet': finite and not negative. Others do not look at it.
    n_classes : int, optional
        The number K of classes, of 'shrinkage', 'dirichlet' and 'nsb': at least as many as there are counts
        along `axis`, zeros included, which is the default. Others do not look at it.
    base : float, optional
        Base of the logarithm, finite, positive and not 1; by default e (nats). 2 gives bits. Below 1
        the sign turns.
    axis : int, optional
        The axis along which the classes lie. By default all elements are the counts of one distribution.

    Returns
    -------
    H : float, or ndarray of float64 of the shape of `counts` without `axis`
        In nats, or in the unit of `base`. Not clipped: 'grassberger_1988', 'grassberger_2003' and others can
        leave the range from 0 to log K.

    Raises
    ------
    ValueError
        If a count is negative (the first index is named), `estimator` is none of these, `pseudocount` is
        negative or not finite, `n_classes` is less than the number of counts, or `base` is not positive or
        is 1, or `axis` is out of bounds; of 'nsb', also if a total is above 2^53.
    TypeError
        For counts that are not integers.

    Notes
    -----
    Without counts the entropy is NaN, without a warning, whatever the prior.

    O(n), for the tally of how many classes have each count, and a sum over the counts that occur. 'nsb'
    integrates over the logarithm of the pseudocount, substituted so that the trapezoidal rule converges
    exponentially: some 300 terms for each count that occurs, and all digits of totals up to 2^26 or so, fewer
    of larger ones. 'chao_wang_jost' is summed as a convergent series: the printed form cancels, and is NaN
    where :math:`f_1 = 1` and :math:`f_2 = 0`. 'chao_shen' takes one from :math:`f_1` where all classes
    were seen once.

    References
    ----------
    G. Miller, "Note on the Bias of Information Estimates" (1955). P. Grassberger, Physics Letters A 128
    (1988), 369-373, and arXiv:physics/0307138 (2003). A. Chao and T.-J. Shen, Environmental and Ecological
    Statistics 10 (2003), 429-443. A. Chao, Y. T. Wang and L. Jost, Methods in Ecology and Evolution 4
    (2013), 1091-1100. J. Hausser and K. Strimmer, Journal of Machine Learning Research 10 (2009),
    1469-1484. I. Nemenman, F. Shafee and W. Bialek, Advances in Neural Information Processing Systems 14
    (2002), 471-478.

    Examples
    --------
    >>> from mlmath_fast.information import entropy_from_counts
    >>> round(entropy_from_counts([4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1]), 6)
    1.968382
    >>> round(entropy_from_counts([4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1], estimator="nsb"), 6)
    2.187774
    >>> entropy_from_counts([[1, 1], [2, 0]], estimator="dirichlet", base=2, axis=1).round(3)
    array([1.   , 0.811])
    """
    one_of(estimator, "estimator", _ESTIMATORS)
    plain = integer_array(counts, "counts", ndim=None)
    at = axis_of(axis, plain.ndim)
    _check_total(plain, "counts", at, estimator)
    n_counts = plain.size if at is None else plain.shape[at]
    classes = n_counts if n_classes is None else integer(n_classes, "n_classes", minimum=n_counts)
    out = one_per_slice(plain.shape, at)
    _mlmath.entropy_from_counts(plain, at, estimator, pseudocount, classes, base, out)
    return float_or_array(out)


def mutual_information_from_counts(
    table: npt.ArrayLike,
    *,
    estimator: str = "plugin",
    pseudocount: float = 1.0,
    base: float | None = None,
) -> float:
    r"""Mutual information of two discrete variables from their joint counts, by one of nine estimators.

    .. math:: \hat I(X; Y) = \hat H(X) + \hat H(Y) - \hat H(X, Y)

    Parameters
    ----------
    table : array_like of int, of shape (n_x, n_y)
        How often x and y were seen together, not negative; row x, column y.
    estimator : str, default 'plugin'
        That of each entropy, one of the nine of :func:`entropy_from_counts`. The last three take the
        numbers of rows, columns and cells for those of classes, so that there is no `n_classes`: pad the
        table with zeros for classes that were not seen.
    pseudocount : float, default 1.0
        Of 'dirichlet': for each row, each column and each cell; finite and not negative.
    base : float, optional
        Base of the logarithm, finite, positive and not 1; by default e (nats). 2 gives bits. Below 1
        the sign turns.

    Returns
    -------
    I : float
        In nats, or in the unit of `base`. Not clipped: a corrected estimate can be negative.

    Raises
    ------
    ValueError
        If `table` is not two-dimensional, a count is negative (the first index is named), `estimator` is
        unknown, `pseudocount` is negative or not finite, or `base` is not positive or is 1; of 'nsb', also
        if the total is above 2^53.
    TypeError
        For counts that are not integers.

    Notes
    -----
    A table without counts has mutual information NaN, without a warning.

    The bias of the plug-in estimate is about :math:`(K_{xy} - K_x - K_y + 1) / 2N`, upwards, with K the
    numbers of classes; 'miller_madow' takes this away, for the classes that were seen. Near independence
    'plugin' here is a difference of entropies; :func:`mutual_information` keeps more digits.

    References
    ----------
    M. S. Roulston, "Estimating the Errors on Measured Entropy and Mutual Information", Physica D 125
    (1999), 285-294.

    Examples
    --------
    >>> from mlmath_fast.information import mutual_information_from_counts
    >>> mutual_information_from_counts([[5, 0], [0, 5]], base=2)
    1.0
    >>> round(mutual_information_from_counts([[5, 0], [0, 5]], estimator="miller_madow"), 6)
    0.743147
    """
    one_of(estimator, "estimator", _ESTIMATORS)
    plain = integer_array(table, "table", ndim=2)
    _check_total(plain, "table", None, estimator)
    return _mlmath.mutual_information_from_counts(plain, estimator, pseudocount, base)


def _check_total(
    counts: npt.NDArray[np.int64], name: str, axis: int | None, estimator: str
) -> None:
    if estimator == "nsb":
        total = counts.sum(axis, dtype=np.float64).max(initial=0)
        if total > _TOTAL_MAX:
            raise ValueError(f"{name} must sum to at most 2^53 for 'nsb', got {total:.17g}")
