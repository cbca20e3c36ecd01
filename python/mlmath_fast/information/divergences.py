"""Divergences of one discrete distribution from another."""

import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import FloatArray, axis_of, float_arrays, one_of
from mlmath_fast.information._slices import float_or_array, of_slices, one_per_slice

__all__ = ["f_divergence", "js_divergence", "renyi_divergence"]

_KINDS = ("kl", "reverse_kl", "chi2", "hellinger", "total_variation", "js")


def js_divergence(
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    *,
    base: float | None = None,
    axis: int | None = None,
) -> float | FloatArray:
    r"""Divergence of Jensen and Shannon of two discrete distributions.

    .. math::

        \mathrm{JS}(p, q) = \tfrac12 D(p \| m) + \tfrac12 D(q \| m), \qquad m = \tfrac12 (p + q)

    of the normalised p and q, with D the relative entropy.

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
    JS : float, or ndarray of the shape of `p` without `axis`
        The divergence itself, not its root (which is a distance); in nats, or in the unit of `base`,
        between 0 and log 2 for a base above 1. An array has dtype float32 if `p` and `q` have, else
        float64.

    Raises
    ------
    ValueError
        If the shapes differ, an element is negative, NaN or infinite (the first index is named), or
        `base` is not positive or is 1, or `axis` is out of bounds.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    0 log 0 = 0; it is always finite. A pair of distributions of which one is empty or sums to 0 has
    divergence NaN, without a warning.

    O(n), sums in double precision. No term is negative, so that a small divergence has as many correct
    digits as the values themselves give it.

    References
    ----------
    J. Lin, "Divergence Measures Based on the Shannon Entropy", IEEE Transactions on Information Theory 37
    (1991), 145-151, equation 4.1 with equal weights.

    Examples
    --------
    >>> from mlmath_fast.information import js_divergence
    >>> js_divergence([1, 0], [0, 1], base=2)
    1.0
    """
    return f_divergence(p, q, "js", base=base, axis=axis)


def renyi_divergence(
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    order: float,
    *,
    base: float | None = None,
    axis: int | None = None,
) -> float | FloatArray:
    r"""Divergence of some order of two discrete distributions (Rényi).

    .. math::

        D_\alpha(p \| q) = \frac{1}{\alpha - 1} \ln \sum_i p_i^\alpha q_i^{1 - \alpha}

    of the normalised p and q.

    Parameters
    ----------
    p, q : array_like of the same shape
        Probabilities or counts, finite and not negative; each normalised along `axis`.
    order : float
        The order :math:`\alpha`, 0 to infinity. Order 1 is the relative entropy, 1/2 minus twice the
        logarithm of Bhattacharyya's coefficient, infinity the logarithm of the largest ratio p / q.
    base : float, optional
        Base of the logarithm, finite, positive and not 1; by default e (nats). 2 gives bits. Below 1
        the sign turns.
    axis : int, optional
        The axis along which a distribution lies. By default all elements are one distribution.

    Returns
    -------
    D : float, or ndarray of the shape of `p` without `axis`
        In nats, or in the unit of `base`; not negative for a base above 1, and not smaller for a larger
        order. An array has dtype float32 if `p` and `q` have, else float64.

    Raises
    ------
    ValueError
        If `order` is negative or NaN, the shapes differ, an element is negative, NaN or infinite (the
        first index is named), or `base` is not positive or is 1, or `axis` is out of bounds.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    Where p = 0 there is no term, at order 0 too. Where p > 0 meets q = 0 the divergence is infinite at
    orders above 1; at orders below 1 it is where p and q have no outcome in common. A pair of
    distributions of which one is empty or sums to 0 has divergence NaN, without a warning.

    O(n), sums in double precision; no order overflows, and a small divergence has as many correct digits
    as the values themselves give it. Probabilities under 1e-308 count as that much.

    References
    ----------
    T. van Erven and P. Harremoës, "Rényi Divergence and Kullback-Leibler Divergence", IEEE Transactions
    on Information Theory 60 (2014), 3797-3820, equation 1.

    Examples
    --------
    >>> from mlmath_fast.information import renyi_divergence
    >>> renyi_divergence([1, 0], [1, 1], 2, base=2)
    1.0
    """
    pair = float_arrays((p, "p", None), (q, "q", None))
    return of_slices(_mlmath.renyi_divergence, pair, axis, order, base)


def f_divergence(
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    kind: str = "kl",
    *,
    base: float | None = None,
    axis: int | None = None,
) -> float | FloatArray:
    r"""Divergence of two discrete distributions, the mean of a convex function of their ratio (Csiszár).

    .. math:: D_f(p \| q) = \sum_i q_i f\!\left(\frac{p_i}{q_i}\right)

    of the normalised p and q.

    Parameters
    ----------
    p, q : array_like of the same shape
        Probabilities or counts, finite and not negative; each normalised along `axis`.
    kind : {'kl', 'reverse_kl', 'chi2', 'hellinger', 'total_variation', 'js'}, default 'kl'
        The function f(t):

        - 'kl': :math:`t \ln t`, the relative entropy of :func:`kl_divergence`;
        - 'reverse_kl': :math:`-\ln t`, that of q and p;
        - 'chi2': :math:`(t - 1)^2`, Pearson's :math:`\sum (p - q)^2 / q`;
        - 'hellinger': :math:`(\sqrt t - 1)^2 / 2`, the square of Hellinger's distance, at most 1;
        - 'total_variation': :math:`|t - 1| / 2`, the largest difference of a probability, at most 1;
        - 'js': that of :func:`js_divergence`.
    base : float, optional
        Base of the logarithm, finite, positive and not 1, of the kinds that have one ('kl', 'reverse_kl',
        'js'); by default e (nats). 2 gives bits. Below 1 the sign turns.
    axis : int, optional
        The axis along which a distribution lies. By default all elements are one distribution.

    Returns
    -------
    D : float, or ndarray of the shape of `p` without `axis`
        Not negative for a base above 1, 0 where p and q are proportional. An array has dtype float32 if
        `p` and `q` have, else float64.

    Raises
    ------
    ValueError
        If `kind` is none of these, the shapes differ, an element is negative, NaN or infinite (the first
        index is named), or `base` is not positive, is 1 or is given where there is no logarithm, or
        `axis` is out of bounds.
    TypeError
        For masked, sparse, complex, string or object data.

    Notes
    -----
    Outcomes with p = q = 0 count for nothing. 'kl' and 'chi2' are infinite where p > 0 meets q = 0,
    'reverse_kl' where p = 0 meets q > 0; the others are always finite. A pair of distributions of which
    one is empty or sums to 0 has divergence NaN, without a warning.

    O(n), sums in double precision. No term is negative, so that a small divergence has as many correct
    digits as the values themselves give it.

    References
    ----------
    I. Csiszár, "Information-type Measures of Difference of Probability Distributions and Indirect
    Observations", Studia Scientiarum Mathematicarum Hungarica 2 (1967), 299-318.

    Examples
    --------
    >>> from mlmath_fast.information import f_divergence
    >>> f_divergence([1, 1], [3, 1], "total_variation")
    0.25
    >>> f_divergence([1, 1], [3, 1], "chi2")
    0.333333333333333...
    """
    one_of(kind, "kind", _KINDS)
    data, other = float_arrays((p, "p", None), (q, "q", None))
    at = axis_of(axis, data.ndim)
    out = one_per_slice(data.shape, at)
    _mlmath.f_divergence(data, other, kind, at, base, out)
    return float_or_array(out, data.dtype)
