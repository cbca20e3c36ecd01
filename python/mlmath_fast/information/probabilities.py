"""Entropy, relative entropy and mutual information of discrete distributions."""

import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, float_array, float_arrays
from mlmath_fast.information._slices import of_slices

__all__ = ["entropy", "kl_divergence", "mutual_information"]


def entropy(
    p: npt.ArrayLike, *, base: float | None = None, axis: int | None = None
) -> float | FloatArray:
    r"""Entropy of a discrete distribution (Shannon).

    .. math:: H(p) = -\sum_i \frac{p_i}{N} \ln \frac{p_i}{N}, \qquad N = \sum_i p_i

    Parameters
    ----------
    p : array_like
        Probabilities or counts, finite and not negative; normalised along `axis`.
    base : float, optional
        Base of the logarithm, finite, positive and not 1; by default e (nats). 2 gives bits. Below 1
        the sign turns.
    axis : int, optional
        The axis along which a distribution lies. By default all elements are one distribution.

    Returns
    -------
    H : float, or ndarray of the shape of `p` without `axis`
        In nats, or in the unit of `base`; between 0 and log(n) for a base
        above 1. An array has the dtype of the data.

    Raises
    ------
    ValueError
        If an element is negative, NaN or infinite (the first index is named), or `base` is not
        positive or is 1, or `axis` is out of bounds.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    0 log 0 = 0. An empty distribution, and one that sums to 0, has entropy NaN, without a warning. One
    certain outcome has entropy 0 exactly.

    One pass of O(n), no copy for any `axis`, sums in double precision. No term of the sums is
    negative, so a small entropy has as many correct digits as a large one; sums neither overflow
    near 1e308 nor underflow.

    References
    ----------
    C. E. Shannon, "A Mathematical Theory of Communication", Bell System Technical Journal 27 (1948),
    379-423, section 6.

    Examples
    --------
    >>> from mlmath_fast.information import entropy
    >>> entropy([1, 1, 2], base=2)
    1.5
    >>> entropy([[8, 0], [3, 3]], base=2, axis=1)
    array([0., 1.])
    """
    return of_slices(_mlmath.entropy, [float_array(p, "p")], axis, base)


def kl_divergence(
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    *,
    base: float | None = None,
    axis: int | None = None,
) -> float | FloatArray:
    r"""Relative entropy of two discrete distributions (Kullback and Leibler).

    .. math::

        D(p \| q) = \sum_i \frac{p_i}{P} \ln \frac{p_i / P}{q_i / Q}, \qquad
        P = \sum_i p_i, \quad Q = \sum_i q_i

    Parameters
    ----------
    p, q : array_like of the same shape
        Probabilities or counts, finite and not negative; each normalised along `axis`.
    base : float, optional
        Base of the logarithm, finite, positive and not 1; by default e (nats). 2 gives bits. Below 1
        the sign turns.
    axis : int, optional
        The axis along which a distribution lies. By default all elements are one distribution.

    Returns
    -------
    D : float, or ndarray of the shape of `p` without `axis`
        In nats, or in the unit of `base`; not negative for a base above 1, 0 where p and
        q are proportional. An array has dtype float32 if `p` and `q` have, else float64.

    Raises
    ------
    ValueError
        If the shapes differ, an element is negative, NaN or infinite (the first index is named), or
        `base` is not positive or is 1, or `axis` is out of bounds.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    0 log 0 = 0, whatever q; where p > 0 meets q = 0 the divergence is infinite. A pair of
    distributions of which one is empty or sums to 0 has divergence NaN, without a warning.

    One pass of O(n), no copy for any `axis`, sums in double precision. What is summed is
    :math:`p \ln (p/q) - p + q \ge 0` of the normalised values, so a small divergence has as many
    correct digits as the values themselves give it.

    References
    ----------
    S. Kullback and R. A. Leibler, "On Information and Sufficiency", Annals of Mathematical Statistics
    22 (1951), 79-86, equation 2.4.

    Examples
    --------
    >>> from mlmath_fast.information import kl_divergence
    >>> kl_divergence([1, 1], [3, 1], base=2)
    0.20751874963942...
    >>> kl_divergence([1, 1], [1, 0])
    inf
    """
    pair = float_arrays((p, "p", None), (q, "q", None))
    return of_slices(_mlmath.kl_divergence, pair, axis, base)


def mutual_information(table: npt.ArrayLike, *, base: float | None = None) -> float:
    r"""Mutual information of two discrete variables, from their joint table.

    .. math::

        I(X; Y) = \sum_{x, y} \frac{t_{xy}}{N} \ln \frac{N t_{xy}}{r_x c_y}, \qquad
        r_x = \sum_y t_{xy}, \quad c_y = \sum_x t_{xy}, \quad N = \sum_{x, y} t_{xy}

    Parameters
    ----------
    table : array_like of shape (n_x, n_y)
        Joint probabilities or counts, finite and not negative; row x, column y.
    base : float, optional
        Base of the logarithm, finite, positive and not 1; by default e (nats). 2 gives bits. Below 1
        the sign turns.

    Returns
    -------
    I : float
        In nats, or in the unit of `base`. Not negative: rounding below 0 becomes 0.0.

    Raises
    ------
    ValueError
        If `table` is not two-dimensional, an element is negative, NaN or infinite (the first index is
        named), or `base` is not positive or is 1.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    0 log 0 = 0. A table that is empty or sums to 0 has mutual information NaN, without a warning.

    O(n_x n_y) in two sweeps, marginals and terms, no temporary of the size of the table. As in
    :func:`kl_divergence` no term is negative, so little information near independence is not lost in
    the difference of large entropies. This is the plug-in estimate: of a table of few counts it is
    biased upwards by about (n_x - 1)(n_y - 1) / 2N.

    References
    ----------
    T. M. Cover and J. A. Thomas, "Elements of Information Theory", 2nd edition, Wiley (2006),
    equation 2.28.

    Examples
    --------
    >>> from mlmath_fast.information import mutual_information
    >>> mutual_information([[5, 0], [0, 5]], base=2)
    1.0
    >>> mutual_information([[1, 2], [2, 4]])
    0.0
    """
    return _mlmath.mutual_information(float_array(table, "table", ndim=2), base)
