"""Mutual information of all pairs of features, of integer codes."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import integer
from mlmath_fast._codes import CODES_MAX, code_column, code_matrix, planes_room
from mlmath_fast._random import seed_of

__all__ = ["Significance", "cmi_given", "mi_matrix", "mi_significance"]

F64 = npt.NDArray[np.float64]


class Significance(NamedTuple):
    """Information of each feature about a label, and how rare as much is by chance."""

    mi: F64
    p_values: F64


def mi_matrix(codes: npt.ArrayLike, *, n_bins: int | None = None, normalized: bool = False) -> F64:
    r"""Mutual information of all pairs of features.

    .. math::

        I_{ij} = \sum_{x, y} \frac{n_{xy}}{N} \ln \frac{N n_{xy}}{n_x n_y}, \qquad
        I_{ii} = H(X_i) = -\sum_x \frac{n_x}{N} \ln \frac{n_x}{N}

    Parameters
    ----------
    codes : array_like of shape (n_samples, n_features)
        Integers from 0 to 65,535 (or booleans): bins, categories, classes. uint8 is read where it lies.
    n_bins : int, optional
        Codes must be below it, at most 65,536; by default the largest code plus 1. It changes no result.
    normalized : bool, default False
        Divide by the mean of both entropies, as
        ``sklearn.metrics.normalized_mutual_info_score(average_method="arithmetic")``.

    Returns
    -------
    matrix : ndarray of shape (n_features, n_features)
        In nats, or, `normalized`, from 0 to 1. Symmetric and not negative; float64.

    Raises
    ------
    ValueError
        If a code is negative, above 65,535 or not below `n_bins`, or `codes` is not two-dimensional.
    TypeError
        For codes that are no integers.

    Notes
    -----
    0 log 0 = 0. Without samples all is NaN. `normalized`, two features that never vary have 1.

    The plug-in estimate: little data biases it upwards by about (b_i - 1)(b_j - 1) / 2N of b_i and b_j
    bins that occur.

    Counts are integers, and n log n is summed in fixed point: the same bits for any number of threads,
    any order of samples, any names of the codes. Up to 16 bins, and where features are many, tables are
    counted as bits, for 512 features at a time; else by increments. The error is near 1e-15 ln N.

    References
    ----------
    T. M. Cover and J. A. Thomas, "Elements of Information Theory", 2nd edition, Wiley (2006),
    equation 2.28.

    Examples
    --------
    >>> from mlmath_fast.information import mi_matrix
    >>> codes = [[0, 0, 0], [0, 0, 1], [1, 1, 0], [1, 1, 1]]
    >>> mi_matrix(codes, normalized=True)
    array([[1., 1., 0.],
           [1., 1., 0.],
           [0., 0., 1.]])
    """
    data = code_matrix(codes, "codes")
    if n_bins is not None:
        n_bins = integer(n_bins, "n_bins", minimum=1, maximum=CODES_MAX + 1)
    out = np.empty((data.shape[1], data.shape[1]))
    _mlmath.mi_matrix(data, n_bins, bool(normalized), planes_room(data, all_pairs=True), out)
    return out


def cmi_given(codes: npt.ArrayLike, given: npt.ArrayLike) -> F64:
    r"""Conditional mutual information of all pairs of features, given a variable.

    .. math::

        I(X_i; X_j | Z) = \sum_{x, y, z} \frac{n_{xyz}}{N} \ln \frac{n_z n_{xyz}}{n_{xz} n_{yz}}, \qquad
        I(X_i; X_i | Z) = H(X_i | Z)

    Parameters
    ----------
    codes : array_like of shape (n_samples, n_features)
        Integers from 0 to 65,535 (or booleans). uint8 is read where it lies.
    given : array_like of shape (n_samples,)
        Integers from 0 to 65,535 (or booleans): the condition.

    Returns
    -------
    matrix : ndarray of shape (n_features, n_features)
        In nats. Symmetric and not negative; the diagonal is the entropy that the condition leaves.

    Raises
    ------
    ValueError
        If a code is out of range, or the lengths differ.
    TypeError
        For codes that are no integers.

    Notes
    -----
    0 log 0 = 0. Without samples all is NaN. A condition that never varies gives :func:`mi_matrix`.
    The plug-in estimate; counted and summed as there.

    References
    ----------
    T. M. Cover and J. A. Thomas, "Elements of Information Theory", 2nd edition, Wiley (2006),
    equation 2.60.

    Examples
    --------
    Two fair coins are independent until their sum is known:

    >>> from mlmath_fast.information import cmi_given
    >>> (cmi_given([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 2]) / np.log(2)).round(3)
    array([[0.5, 0.5],
           [0.5, 0.5]])
    """
    data, condition = code_matrix(codes, "codes"), code_column(given, "given")
    out = np.empty((data.shape[1], data.shape[1]))
    _mlmath.cmi_given(data, condition, planes_room(data, all_pairs=True), out)
    return out


def mi_significance(
    codes: npt.ArrayLike, y: npt.ArrayLike, *, n_permutations: int = 999, seed: int = 0
) -> Significance:
    r"""Mutual information of each feature with a label, and its permutation test.

    .. math::

        p_j = \frac{1 + \#\{\pi : I(X_j; \pi y) \ge I(X_j; y)\}}{1 + n_{\mathrm{permutations}}}

    Parameters
    ----------
    codes : array_like of shape (n_samples, n_features)
        Integers from 0 to 65,535 (or booleans). uint8 is read where it lies.
    y : array_like of shape (n_samples,)
        Integers from 0 to 65,535 (or booleans): the label.
    n_permutations : int, default 999
        Random orders of `y`, the same for all features; from 0 to 2^31 - 1.
    seed : int, default 0
        In [0, 2^64).

    Returns
    -------
    mi : ndarray of shape (n_features,)
        In nats, not negative.
    p_values : ndarray of shape (n_features,)
        From 1 / (1 + n_permutations) to 1.

    Raises
    ------
    ValueError
        If a code is out of range, the lengths differ, or there are no samples.
    TypeError
        For codes that are no integers.

    Notes
    -----
    The smallest p-value is 1 / (1 + n_permutations): the order that was observed counts too, so that the
    test is exact. Tables of equal information are equal to the last bit, and count.

    Permutation k sorts the samples by words of stream k of ``numpy.random.Philox(key=seed)``, of which
    the lowest bits, as many as n_samples - 1 has, are the number of the sample.

    References
    ----------
    B. Phipson and G. K. Smyth, "Permutation P-values should never be zero", Statistical Applications in
    Genetics and Molecular Biology 9 (2010), article 39.

    Examples
    --------
    >>> from mlmath_fast.information import mi_significance
    >>> y = [0, 1] * 10
    >>> found = mi_significance(np.transpose([y, [0] * 20]), y, n_permutations=99)
    >>> found.mi
    array([0.69314718, 0.        ])
    >>> found.p_values
    array([0.01, 1.  ])
    """
    data, label = code_matrix(codes, "codes"), code_column(y, "y")
    n = integer(n_permutations, "n_permutations", minimum=0, maximum=2**31 - 1)
    found = Significance(np.empty(data.shape[1]), np.empty(data.shape[1]))
    _mlmath.mi_significance(data, label, n, seed_of(seed), planes_room(data), *found)
    return found
