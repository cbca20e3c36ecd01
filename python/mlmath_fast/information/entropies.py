"""Conditional and cross entropy, and the entropies of Rényi and of Tsallis."""

import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, float_array, float_arrays
from mlmath_fast.information._slices import of_slices

__all__ = ["conditional_entropy", "cross_entropy", "renyi_entropy", "tsallis_entropy"]


def conditional_entropy(table: npt.ArrayLike, *, base: float | None = None) -> float:
    r"""Entropy of the row of a joint table, given the column.

    .. math::

        H(X \mid Y) = -\sum_{x, y} \frac{t_{xy}}{N} \ln \frac{t_{xy}}{c_y}, \qquad
        c_y = \sum_x t_{xy}, \quad N = \sum_{x, y} t_{xy}

    Parameters
    ----------
    table : array_like of shape (n_x, n_y)
        Joint probabilities or counts, finite and not negative; row x, column y.
    base : float, optional
        Base of the logarithm, finite, positive and not 1; by default e (nats). 2 gives bits. Below 1
        the sign turns.

    Returns
    -------
    H : float
        In nats, or in the unit of `base`; between 0 and the entropy of the row, for a base above 1.

    Raises
    ------
    ValueError
        If `table` is not two-dimensional, an element is negative, NaN or infinite (the first index is
        named), or `base` is not positive or is 1.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    0 log 0 = 0. A table that is empty or sums to 0 has conditional entropy NaN, without a warning.

    O(n_x n_y): the entropies of the columns, weighted with their probabilities. No term is negative, so
    that little entropy keeps its digits, which the difference H(X, Y) - H(Y) loses. Given the row:
    ``conditional_entropy(table.T)``.

    References
    ----------
    T. M. Cover and J. A. Thomas, "Elements of Information Theory", 2nd edition, Wiley (2006),
    equation 2.10.

    Examples
    --------
    >>> from mlmath_fast.information import conditional_entropy
    >>> conditional_entropy([[1, 2], [1, 0]], base=2)
    0.5
    >>> conditional_entropy([[3, 0], [0, 5]])
    0.0
    """
    return _mlmath.conditional_entropy(float_array(table, "table", ndim=2), base)


def cross_entropy(
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    *,
    base: float | None = None,
    axis: int | None = None,
) -> float | FloatArray:
    r"""Cross entropy of two discrete distributions: the cost of coding one with the other's code.

    .. math::

        H(p, q) = -\sum_i \frac{p_i}{P} \ln \frac{q_i}{Q} = H(p) + D(p \| q), \qquad
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
    H : float, or ndarray of the shape of `p` without `axis`
        In nats, or in the unit of `base`; not less than the entropy of `p`, for a base above 1. An array
        has dtype float32 if `p` and `q` have, else float64.

    Raises
    ------
    ValueError
        If the shapes differ, an element is negative, NaN or infinite (the first index is named), or
        `base` is not positive or is 1, or `axis` is out of bounds.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    0 log 0 = 0, whatever q; where p > 0 meets q = 0 the cross entropy is infinite. A pair of
    distributions of which one is empty or sums to 0 has cross entropy NaN, without a warning.

    O(n): the sum of :func:`entropy` and :func:`kl_divergence`, neither of which has a negative term.

    References
    ----------
    T. M. Cover and J. A. Thomas, "Elements of Information Theory", 2nd edition, Wiley (2006),
    theorem 5.4.3: the expected length of a wrong code.

    Examples
    --------
    >>> from mlmath_fast.information import cross_entropy
    >>> cross_entropy([1, 1], [3, 1], base=2)
    1.20751874963942...
    """
    pair = float_arrays((p, "p", None), (q, "q", None))
    return of_slices(_mlmath.cross_entropy, pair, axis, base)


def renyi_entropy(
    p: npt.ArrayLike, order: float, *, base: float | None = None, axis: int | None = None
) -> float | FloatArray:
    r"""Entropy of some order of a discrete distribution (Rényi).

    .. math::

        H_\alpha(p) = \frac{1}{1 - \alpha} \ln \sum_i \left(\frac{p_i}{N}\right)^\alpha, \qquad
        N = \sum_i p_i

    Parameters
    ----------
    p : array_like
        Probabilities or counts, finite and not negative; normalised along `axis`.
    order : float
        The order :math:`\alpha`, 0 to infinity. Order 1 is Shannon's entropy, 0 the logarithm of how many
        outcomes there are, 2 the collision entropy, infinity the min-entropy.
    base : float, optional
        Base of the logarithm, finite, positive and not 1; by default e (nats). 2 gives bits. Below 1
        the sign turns.
    axis : int, optional
        The axis along which a distribution lies. By default all elements are one distribution.

    Returns
    -------
    H : float, or ndarray of the shape of `p` without `axis`
        In nats, or in the unit of `base`; between 0 and log(n) for a base above 1, and not larger for a
        larger order. An array has the dtype of the data.

    Raises
    ------
    ValueError
        If `order` is negative or NaN, an element is negative, NaN or infinite (the first index is named),
        `base` is not positive or is 1, or `axis` is out of bounds.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    Zeros count for nothing, at order 0 too. An empty distribution, and one that sums to 0, has entropy
    NaN, without a warning. One certain outcome has entropy 0 exactly.

    O(n), sums in double precision relative to the largest value: no order overflows, and orders near 1
    have as many digits as others. Of orders below 1, what is under 1e-308 of the largest value counts as
    that much.

    References
    ----------
    A. Rényi, "On Measures of Entropy and Information", Proceedings of the Fourth Berkeley Symposium on
    Mathematical Statistics and Probability 1 (1961), 547-561, equation 1.21.

    Examples
    --------
    >>> from mlmath_fast.information import renyi_entropy
    >>> renyi_entropy([1, 1, 2], 0, base=2)
    1.584962500721156
    >>> renyi_entropy([1, 1, 2], float("inf"), base=2)
    1.0
    """
    return of_slices(_mlmath.renyi_entropy, [float_array(p, "p")], axis, order, base)


def tsallis_entropy(
    p: npt.ArrayLike, order: float, *, axis: int | None = None
) -> float | FloatArray:
    r"""Entropy of some order of a discrete distribution (Havrda and Charvát, Tsallis).

    .. math::

        S_\alpha(p) = \frac{1}{\alpha - 1} \left(
            1 - \sum_i \left(\frac{p_i}{N}\right)^\alpha \right), \qquad N = \sum_i p_i

    Parameters
    ----------
    p : array_like
        Probabilities or counts, finite and not negative; normalised along `axis`.
    order : float
        The order :math:`\alpha`, 0 to infinity. Order 1 is Shannon's entropy in nats, 0 the number of
        outcomes less one, 2 the probability that two draws differ (Gini and Simpson), infinity is 0.
    axis : int, optional
        The axis along which a distribution lies. By default all elements are one distribution.

    Returns
    -------
    S : float, or ndarray of the shape of `p` without `axis`
        A number without unit, not negative. An array has the dtype of the data.

    Raises
    ------
    ValueError
        If `order` is negative or NaN, an element is negative, NaN or infinite (the first index is named),
        or `axis` is out of bounds.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    There is no base, for there is no logarithm. Zeros count for nothing, at order 0 too. An empty
    distribution, and one that sums to 0, has entropy NaN, without a warning.

    With Rényi's entropy H of the same order it is :math:`(e^{(1 - \alpha) H} - 1) / (1 - \alpha)`, and is
    computed so: see :func:`renyi_entropy`. Orders near 1 keep their digits.

    References
    ----------
    C. Tsallis, "Possible Generalization of Boltzmann-Gibbs Statistics", Journal of Statistical Physics 52
    (1988), 479-487, equation 1.

    Examples
    --------
    >>> from mlmath_fast.information import tsallis_entropy
    >>> tsallis_entropy([1, 1, 1, 1], 2)
    0.75
    """
    return of_slices(_mlmath.tsallis_entropy, [float_array(p, "p")], axis, order)
