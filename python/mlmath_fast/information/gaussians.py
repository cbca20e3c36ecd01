"""Closed forms of normal distributions: entropy, divergences, mutual information, transport."""

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import F64, FloatArray, float_array, float_arrays, integer
from mlmath_fast.information._slices import float_or_array
from mlmath_fast.linalg._finite import refuse_non_finite, scale_exponent

__all__ = [
    "gaussian_entropy",
    "gaussian_kl",
    "gaussian_kl_standard",
    "gaussian_mutual_information",
    "gaussian_wasserstein2",
]


def gaussian_entropy(cov: npt.ArrayLike) -> float:
    r"""Differential entropy of a normal distribution.

    .. math:: h = \frac{1}{2} \ln \det(2 \pi e \, \Sigma)

    Parameters
    ----------
    cov : array_like of shape (d, d)
        The covariance :math:`\Sigma`, symmetric positive definite.

    Returns
    -------
    h : float
        In nats; of any sign, as differential entropies are.

    Raises
    ------
    ValueError
        If `cov` is not a square matrix, is not symmetric to half the digits of its dtype, or holds NaN
        or infinities.
    numpy.linalg.LinAlgError
        If `cov` is not positive definite.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    O(d^3), by the Cholesky factor of the matrix scaled to variances near 1 by powers of two: determinants
    of any size, and variables of very different units, keep their digits. Double precision whatever the
    data are.

    References
    ----------
    T. M. Cover and J. A. Thomas, "Elements of Information Theory", 2nd edition, Wiley (2006), theorem
    8.4.1.

    Examples
    --------
    >>> from mlmath_fast.information import gaussian_entropy
    >>> gaussian_entropy([[1.0]])
    1.41893853320467...
    """
    return _mlmath.gaussian_entropy(float_array(cov, "cov", ndim=2))


def gaussian_kl(
    mean0: npt.ArrayLike, cov0: npt.ArrayLike, mean1: npt.ArrayLike, cov1: npt.ArrayLike
) -> float:
    r"""Relative entropy of two normal distributions (Kullback and Leibler).

    .. math::

        D(N_0 \| N_1) = \frac{1}{2} \Big[\operatorname{tr}(\Sigma_1^{-1} \Sigma_0)
        + (\mu_1 - \mu_0)^T \Sigma_1^{-1} (\mu_1 - \mu_0) - d
        + \ln \frac{\det \Sigma_1}{\det \Sigma_0}\Big]

    Parameters
    ----------
    mean0, mean1 : array_like of shape (d,)
        The means.
    cov0, cov1 : array_like of shape (d, d)
        The covariances, symmetric positive definite.

    Returns
    -------
    D : float
        In nats, not negative; 0.0 exactly of equal distributions.

    Raises
    ------
    ValueError
        If shapes do not fit, a covariance is not symmetric to half the digits of the dtype, or an
        argument holds NaN or infinities.
    numpy.linalg.LinAlgError
        If a covariance is not positive definite.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    O(d^3), threaded. A sum of squares and of terms :math:`x - 1 - \ln x`, none of them negative, so that
    a small divergence is not lost in the difference of large numbers. Scales as in
    :func:`gaussian_entropy`.

    References
    ----------
    S. Kullback, "Information Theory and Statistics", Wiley (1959), chapter 9, equation 1.4.

    Examples
    --------
    >>> from mlmath_fast.information import gaussian_kl
    >>> gaussian_kl([1.0], [[1.0]], [0.0], [[1.0]])
    0.5
    """
    arrays = float_arrays(
        (mean0, "mean0", 1), (cov0, "cov0", 2), (mean1, "mean1", 1), (cov1, "cov1", 2)
    )
    return _mlmath.gaussian_kl(*arrays)


def gaussian_mutual_information(cov: npt.ArrayLike, n_first: int) -> float:
    r"""Mutual information of the first variables of a normal distribution and the rest.

    .. math:: I = \frac{1}{2} \ln \frac{\det \Sigma_{11} \det \Sigma_{22}}{\det \Sigma}

    Parameters
    ----------
    cov : array_like of shape (d, d)
        The covariance :math:`\Sigma` of all variables, symmetric positive definite.
    n_first : int
        How many variables are on the first side, from 0 to d.

    Returns
    -------
    I : float
        In nats, not negative; 0.0 exactly where the sides are not correlated, or one is empty.

    Raises
    ------
    ValueError
        If `cov` is not a square matrix, is not symmetric to half the digits of its dtype, or holds NaN
        or infinities, or `n_first` is out of range.
    numpy.linalg.LinAlgError
        If `cov` is not positive definite.
    TypeError
        For masked, sparse, complex, string or object data, or `n_first` that is no integer.

    Notes
    -----
    O(d^3), threaded. Not the difference of the determinants' logarithms: the excess of the pivots of
    :math:`1 + W W^T` over 1, with W the regression of one side on the other, gives weak correlations
    with all their digits. Scales as in :func:`gaussian_entropy`.

    References
    ----------
    T. M. Cover and J. A. Thomas, "Elements of Information Theory", 2nd edition, Wiley (2006), example
    8.5.1.

    Examples
    --------
    >>> from mlmath_fast.information import gaussian_mutual_information
    >>> gaussian_mutual_information([[1.0, 0.6], [0.6, 1.0]], 1)
    0.22314355131420...
    """
    first = integer(n_first, "n_first", minimum=0)
    return _mlmath.gaussian_mutual_information(float_array(cov, "cov", ndim=2), first)


def gaussian_wasserstein2(
    mean0: npt.ArrayLike, cov0: npt.ArrayLike, mean1: npt.ArrayLike, cov1: npt.ArrayLike
) -> float:
    r"""Wasserstein distance of order 2 of two normal distributions (Frechet, Bures).

    .. math::

        W_2^2 = |\mu_0 - \mu_1|^2 + \operatorname{tr}\big(\Sigma_0 + \Sigma_1
        - 2 (\Sigma_1^{1/2} \Sigma_0 \Sigma_1^{1/2})^{1/2}\big)

    Parameters
    ----------
    mean0, mean1 : array_like of shape (d,)
        The means.
    cov0, cov1 : array_like of shape (d, d)
        The covariances, symmetric positive definite.

    Returns
    -------
    W : float
        The distance (the root of the formula), in the unit of the means; infinite where it overflows.

    Raises
    ------
    ValueError
        If shapes do not fit, a covariance is not symmetric to half the digits of the dtype, or an
        argument holds NaN or infinities.
    numpy.linalg.LinAlgError
        If a covariance is not positive definite.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    O(d^3). With :math:`\Sigma_i = L_i L_i^T` the trace is :math:`\min_Q |L_0 - L_1 Q|_F^2` over
    orthogonal Q, whose best is that of the polar decomposition of :math:`L_1^T L_0`. The residual itself
    is taken, so that near distributions are near to some 15 digits of their deviations, where the
    difference of the traces leaves 8. The singular values are ``numpy.linalg.svd``'s: its bits, and no
    Ctrl-C before it ends.

    References
    ----------
    D. C. Dowson, B. V. Landau, "The Frechet distance between multivariate normal distributions", Journal
    of Multivariate Analysis 12 (1982), 450-455, equation 4.

    Examples
    --------
    >>> from mlmath_fast.information import gaussian_wasserstein2
    >>> round(gaussian_wasserstein2([0.0], [[1.0]], [1.0], [[4.0]]), 12)
    1.414213562373
    """
    m0, C0, m1, C1 = float_arrays(
        (mean0, "mean0", 1), (cov0, "cov0", 2), (mean1, "mean1", 1), (cov1, "cov1", 2)
    )
    L0, L1 = _factor(C0, "cov0"), _factor(C1, "cov1")
    for mean, name in ((m0, "mean0"), (m1, "mean1")):
        refuse_non_finite(mean, name)
    if not len(m0) == len(m1) == len(L0) == len(L1):
        shapes = [x.shape for x in (m0, C0, m1, C1)]
        raise ValueError(f"means and covariances must have the same order, got shapes {shapes}")
    # Halves, that the difference may be twice the largest number.
    half = np.ldexp(m0.astype(F64), -1) - np.ldexp(m1.astype(F64), -1)
    parts = np.concatenate([half[np.newaxis], np.ldexp(L0, -1), np.ldexp(L1, -1)])
    exponent = scale_exponent(parts)
    d, L0, L1 = np.split(np.ldexp(parts, -exponent), [1, 1 + len(L0)])
    U, _, Vt = np.linalg.svd(L1.T @ L0)
    distance = np.linalg.norm(np.concatenate([d, L0 - L1 @ (U @ Vt)]))
    with np.errstate(over="ignore"):
        return float(np.ldexp(distance, exponent + 1))


def gaussian_kl_standard(mean: npt.ArrayLike, logvar: npt.ArrayLike) -> float | FloatArray:
    r"""Relative entropy of independent normal variables from standard ones, one value a row.

    .. math:: \frac{1}{2} \sum_j \big(\mu_j^2 + e^{v_j} - 1 - v_j\big), \qquad v = \ln \sigma^2

    Parameters
    ----------
    mean, logvar : array_like of the same shape (..., d)
        Means, and logarithms of variances.

    Returns
    -------
    D : ndarray of shape (...), or float of one row
        In nats, not negative. float32 if both arguments are, else float64; sums in float64.

    Raises
    ------
    ValueError
        If the shapes differ or have no dimension, or an element is NaN or infinite (the first is named).
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    The regulariser of variational autoencoders. One sweep, threaded over the rows; ``exp(v) - 1`` keeps
    its digits near v = 0. Infinite where exp(v) overflows, without a warning.

    References
    ----------
    D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014, appendix B.

    Examples
    --------
    >>> from mlmath_fast.information import gaussian_kl_standard
    >>> gaussian_kl_standard([[0.0, 0.0], [2.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]])
    array([0., 2.])
    """
    m, v = float_arrays((mean, "mean", None), (logvar, "logvar", None))
    out = np.empty(m.shape[:-1], F64)
    _mlmath.gaussian_kl_standard(m, v, out)
    return float_or_array(out, m.dtype)


def _factor(cov: FloatArray, name: str) -> npt.NDArray[np.float64]:
    L = np.empty(cov.shape, F64)
    _mlmath.covariance_factor(cov, name, L)
    return L
