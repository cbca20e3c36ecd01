"""What each feature tells of a target: scikit-learn's estimates of mutual information."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import as_ndarray, check_ndim, integer
from mlmath_fast.selection._features import (
    check_lengths,
    discrete_mask,
    feature_matrix,
    feature_rows,
    random_state_of,
    target_labels,
    target_values,
)

__all__ = ["mutual_info_classif", "mutual_info_regression"]


def mutual_info_classif(
    X: Any,
    y: Any,
    *,
    discrete_features: Any = "auto",
    n_neighbors: int = 3,
    copy: bool = True,
    random_state: Any = None,
    n_jobs: int | None = None,
) -> npt.NDArray[np.float64]:
    r"""Mutual information of each feature and a class label: scikit-learn's function of that name.

    .. math::

        I(X_j; Y) = \psi(N) + \langle \psi(k) - \psi(N_{y_i}) - \psi(m_i) \rangle_i
        \quad \text{(continuous)}, \qquad
        \sum_{x, y} \frac{c_{xy}}{N} \ln \frac{N c_{xy}}{c_x c_y} \quad \text{(discrete)}

    where :math:`m_i` is the number of points nearer to :math:`x_i` than the k-th of its class, itself
    included.

    Parameters
    ----------
    X : array_like or sparse matrix of shape (n_samples, n_features)
        Features, finite. Sparse ones must all be discrete, and are made dense.
    y : array_like of shape (n_samples,)
        Classes: whole numbers or text.
    discrete_features : "auto", bool, or array_like, default "auto"
        Which features are discrete: all or none, a mask, or indices. "auto": those of a sparse `X`.
    n_neighbors : int, default 3
        The k of the k-th neighbour; at most the other samples of the class.
    copy : bool, default True
        Without effect: `X` is never overwritten.
    random_state : int, RandomState or None, default None
        Of the noise of size 1e-10 that continuous features get, as scikit-learn draws it. None takes
        NumPy's global state.
    n_jobs : int or None, default None
        Without effect: see :func:`mlmath_fast.set_num_threads`.

    Returns
    -------
    mi : ndarray of float64, shape (n_features,)
        In nats; 0 in place of negative estimates.

    Raises
    ------
    ValueError
        If numbers of samples differ, there are none, a value is NaN or infinite (the first index is
        named), classes are not whole numbers, a sparse `X` has continuous features, or a parameter is
        outside its domain.
    IndexError
        If `discrete_features` does not fit the features.
    TypeError
        For masked, complex, string (but classes) or object data.

    Notes
    -----
    scikit-learn's values for the same `random_state`: continuous features are divided by their
    deviations and get its noise. It rounds distances within classes of at most 2 n_neighbors + 1
    samples, and may then count one point more. Classes of one sample stay out, where scikit-learn fails
    if there are no others: 0.0.

    Unlike :func:`mlmath_fast.information.mutual_info_knn`, this clips, rescales and adds noise.

    O(n_features n log n), of sorted columns.

    References
    ----------
    B. C. Ross, "Mutual information between discrete and continuous data sets", PLoS ONE 9 (2014) e87357.
    F. Pedregosa and others, "Scikit-learn: machine learning in Python", JMLR 12 (2011) 2825-2830.

    Examples
    --------
    >>> from mlmath_fast.selection import mutual_info_classif
    >>> X = [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> mutual_info_classif(X, ["no", "no", "yes", "yes"], discrete_features=True).round(4).tolist()
    [0.6931, 0.0]
    """
    del copy, n_jobs
    data = feature_matrix(X)
    labels, n_labels = target_labels(y)
    check_lengths(data, labels)
    k = integer(n_neighbors, "n_neighbors", minimum=1)
    discrete = discrete_mask(discrete_features, data)
    rows = feature_rows(data, discrete, random_state_of(random_state))
    out = np.empty(len(rows))
    _mlmath.relevance_to_labels(rows, discrete, (labels, n_labels), k, out)
    return out


def mutual_info_regression(
    X: Any,
    y: Any,
    *,
    discrete_features: Any = "auto",
    n_neighbors: int = 3,
    copy: bool = True,
    random_state: Any = None,
    n_jobs: int | None = None,
) -> npt.NDArray[np.float64]:
    r"""Mutual information of each feature and a number: scikit-learn's function of that name.

    .. math::

        I(X_j; Y) = \psi(N) + \psi(k) - \langle \psi(n_{x,i} + 1) + \psi(n_{y,i} + 1) \rangle_i

    where :math:`n_{x,i}` is the number of other points with :math:`|x_j - x_i| < r_i`, the distance of
    the k-th neighbour of :math:`(x, y)_i` in the maximum norm. Of discrete features as in
    :func:`mutual_info_classif`, feature and target exchanged.

    Parameters
    ----------
    X : array_like or sparse matrix of shape (n_samples, n_features)
        Features, finite. Sparse ones must all be discrete, and are made dense.
    y : array_like of shape (n_samples,)
        The target, finite.
    discrete_features : "auto", bool, or array_like, default "auto"
        Which features are discrete: all or none, a mask, or indices. "auto": those of a sparse `X`.
    n_neighbors : int, default 3
        The k of the k-th neighbour, below n_samples.
    copy : bool, default True
        Without effect: `X` is never overwritten.
    random_state : int, RandomState or None, default None
        Of the noise of size 1e-10 that continuous features, then the target, get, as scikit-learn draws
        it. None takes NumPy's global state.
    n_jobs : int or None, default None
        Without effect: see :func:`mlmath_fast.set_num_threads`.

    Returns
    -------
    mi : ndarray of float64, shape (n_features,)
        In nats; 0 in place of negative estimates.

    Raises
    ------
    ValueError
        If numbers of samples differ, there are none, a value is NaN or infinite (the first index is
        named), a sparse `X` has continuous features, or a parameter is outside its domain.
    IndexError
        If `discrete_features` does not fit the features.
    TypeError
        For masked, complex, string or object data, or `discrete_features` that are floats.

    Notes
    -----
    scikit-learn's values for the same `random_state`, with the exception that
    :func:`mutual_info_classif` names.

    The target is sorted once for all features; a kd-tree of each feature and the target:
    O(n_features n log n).

    References
    ----------
    A. Kraskov, H. Stögbauer, P. Grassberger, "Estimating mutual information", Physical Review E 69
    (2004) 066138, equation 8. F. Pedregosa and others, "Scikit-learn: machine learning in Python",
    JMLR 12 (2011) 2825-2830.

    Examples
    --------
    >>> import numpy as np
    >>> from mlmath_fast.selection import mutual_info_regression
    >>> X = np.random.default_rng(0).random((500, 2))
    >>> mi = mutual_info_regression(X, X[:, 0] ** 2, random_state=0)
    >>> bool(mi[0] > 3 > 0.2 > mi[1])
    True
    """
    del copy, n_jobs
    data = feature_matrix(X)
    k = integer(n_neighbors, "n_neighbors", minimum=1)
    discrete = discrete_mask(discrete_features, data)
    rng = random_state_of(random_state)
    target = check_ndim(as_ndarray(y, "y"), "y", 1)
    check_lengths(data, target)
    rows = feature_rows(data, discrete, rng)
    values = target_values(target, rng)
    out = np.empty(len(rows))
    _mlmath.relevance_to_values(rows, discrete, values, k, out)
    return out
