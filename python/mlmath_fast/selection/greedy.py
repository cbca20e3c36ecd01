"""Greedy selection of features by mutual information, of integer codes."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import integer, one_of
from mlmath_fast._codes import code_column, code_matrix, planes_room

__all__ = ["Selection", "select_features"]

_CRITERIA = ("mim", "mrmr", "mifs", "jmi", "jmim", "cmim", "disr")


class Selection(NamedTuple):
    """Features, best first, and what each was worth when it was picked."""

    picks: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]


def select_features(
    codes: npt.ArrayLike,
    y: npt.ArrayLike,
    n_features: int,
    *,
    criterion: str = "mim",
    beta: float = 1.0,
) -> Selection:
    r"""The features that together tell most of a label, one after the other.

    The first pick is the feature X of the largest I(X; Y). With the picks S so far, the next one has the
    largest

    .. math::

        \begin{aligned}
        \text{mim}  &: I(X; Y) \\
        \text{mrmr} &: I(X; Y) - \tfrac{1}{|S|} \textstyle\sum_{s \in S} I(X; X_s) \\
        \text{mifs} &: I(X; Y) - \beta \textstyle\sum_{s \in S} I(X; X_s) \\
        \text{jmi}  &: \textstyle\sum_{s \in S} I(X, X_s; Y) \\
        \text{jmim} &: \textstyle\min_{s \in S} I(X, X_s; Y) \\
        \text{cmim} &: \min(I(X; Y), \textstyle\min_{s \in S} I(X; Y | X_s)) \\
        \text{disr} &: \textstyle\sum_{s \in S} I(X, X_s; Y) / H(X, X_s, Y)
        \end{aligned}

    Parameters
    ----------
    codes : array_like of shape (n_samples, n_features_in)
        Integers from 0 to 65,535 (or booleans): bins, categories, classes. uint8 is read where it lies.
    y : array_like of shape (n_samples,)
        Integers from 0 to 65,535 (or booleans): the label.
    n_features : int
        How many features to pick, from 1 to n_features_in.
    criterion : {"mim", "mrmr", "mifs", "jmi", "jmim", "cmim", "disr"}
        What a feature is worth, given those picked before.
    beta : float
        The weight of redundancy in "mifs", finite and not negative. Others do not use it.

    Returns
    -------
    picks : ndarray of shape (n_features,)
        Columns of `codes`, counted from 0, best first; int64.
    scores : ndarray of shape (n_features,)
        What each was worth when it was picked, in nats ("disr": without unit).

    Raises
    ------
    ValueError
        If a code is out of range, the lengths differ, there are no samples, `n_features` is not from 1 to
        n_features_in, `criterion` is unknown, or `beta` is negative or not finite.
    TypeError
        For codes that are no integers.

    Notes
    -----
    Of equal scores the lowest column wins. Sums of n log n are integers, so features that differ by the
    names of their codes are equal to the last bit; so are results for any number of threads.

    A pick costs tables with the newest pick only, O(n_samples n_features_in), made as those of
    :func:`mlmath_fast.information.mi_matrix`. The estimates are plug-in ones: bin coarsely where samples
    are few. In "disr", a term 0 / 0 is 0.

    References
    ----------
    G. Brown, A. Pocock, M.-J. Zhao and M. Lujan, "Conditional Likelihood Maximisation: A Unifying
    Framework for Information Theoretic Feature Selection", Journal of Machine Learning Research 13
    (2012), 27-66; M. Bennasar, Y. Hicks and R. Setchi, "Feature selection using Joint Mutual Information
    Maximisation", Expert Systems with Applications 42 (2015), 8520-8532 (jmim).

    Examples
    --------
    The label is the exclusive or of two features, and a third copies the first. No feature tells anything
    alone, but "jmi" sees what one tells together with a pick:

    >>> from mlmath_fast.selection import select_features
    >>> a, b = np.array([0, 0, 1, 1] * 5), np.array([0, 1] * 10)
    >>> select_features(np.transpose([a, a, b]), a ^ b, 2, criterion="jmi").picks
    array([0, 2])
    """
    data, label = code_matrix(codes, "codes"), code_column(y, "y")
    n_picks = integer(n_features, "n_features", minimum=1, maximum=data.shape[1])
    rule = one_of(criterion, "criterion", _CRITERIA)
    selection = Selection(np.empty(n_picks, np.int64), np.empty(n_picks))
    _mlmath.select_features(data, label, rule, float(beta), planes_room(data), *selection)
    return selection
