"""What channels and codes can do at best: capacity, rate and distortion, code lengths."""

import numpy as np
import numpy.typing as npt

from mlmath_fast import _mlmath
from mlmath_fast._arrays import float_array, float_arrays, integer
from mlmath_fast._exceptions import warn_unless
from mlmath_fast.information._ends import checked_stop
from mlmath_fast.information._results import (
    ChannelCapacityResult,
    CodeLengthBound,
    RateDistortionResult,
)

__all__ = [
    "ChannelCapacityResult",
    "CodeLengthBound",
    "RateDistortionResult",
    "channel_capacity",
    "code_length_bound",
    "rate_distortion",
]


def channel_capacity(
    channel: npt.ArrayLike, *, max_iter: int = 10_000, tol: float = 1e-9
) -> ChannelCapacityResult:
    r"""Capacity of a discrete memoryless channel (Arimoto and Blahut).

    .. math:: C = \max_p \sum_{x, y} p_x W_{xy} \ln \frac{W_{xy}}{q_y}, \qquad q_y = \sum_x p_x W_{xy}

    Parameters
    ----------
    channel : array_like of shape (n_inputs, n_outputs)
        Probabilities W of outputs for each input, or counts: each row is normalised.
    max_iter : int, default 10_000
        Iterations at most.
    tol : float, default 1e-9
        How near the bounds of the capacity must be, in nats.

    Returns
    -------
    result : ChannelCapacityResult
        ``capacity`` (a lower bound of C) and ``upper`` in nats, ``input_prob`` in the dtype of `channel`,
        ``n_iter``, ``converged``.

    Raises
    ------
    ValueError
        If `channel` is not two-dimensional, an element is negative, NaN or infinite, a row has no
        positive element, or a parameter is out of range.
    TypeError
        For masked, sparse, complex, string or object data.

    Warns
    -----
    ConvergenceWarning
        If the bounds are not within `tol` after `max_iter` iterations.

    Notes
    -----
    An iteration costs O(n_inputs n_outputs). It stops by
    :math:`\ln \sum_x p_x e^{D_x} \le C \le \max_x D_x` with :math:`D_x = \sum_y W_{xy} \ln (W_{xy} / q_y)`,
    so that the result is certain to `tol`. The gap falls as 1 / n_iter at worst: where an input is nearly
    worth its use.

    References
    ----------
    R. E. Blahut, "Computation of channel capacity and rate-distortion functions", IEEE Transactions on
    Information Theory 18 (1972), 460-473, theorems 1 and 2; S. Arimoto, ibid., 14-20.

    Examples
    --------
    >>> from mlmath_fast.information import channel_capacity
    >>> result = channel_capacity([[0.9, 0.1], [0.1, 0.9]])
    >>> result.capacity, result.input_prob
    (0.36806420716849..., array([0.5, 0.5]))
    """
    data = float_array(channel, "channel", ndim=2)
    inputs = np.empty(len(data))
    stop = checked_stop(tol, max_iter)
    lower, upper, n_iter, converged = _mlmath.channel_capacity(data, stop, inputs)
    warn_unless(converged, "channel_capacity", n_iter)
    return ChannelCapacityResult(
        capacity=lower,
        upper=upper,
        input_prob=inputs.astype(data.dtype, copy=False),
        n_iter=n_iter,
        converged=converged,
    )


def rate_distortion(
    p: npt.ArrayLike,
    distortion: npt.ArrayLike,
    *,
    beta: float,
    max_iter: int = 10_000,
    tol: float = 1e-9,
) -> RateDistortionResult:
    r"""A point of the rate-distortion function of a source (Blahut).

    .. math:: \min_{p(y \mid x)} I(X; Y) + \beta \sum_{x, y} p_x \, p(y \mid x) \, d_{xy}

    Parameters
    ----------
    p : array_like of shape (n_inputs,)
        Probabilities or counts of the source's symbols; normalised.
    distortion : array_like of shape (n_inputs, n_outputs)
        What it costs to write y for x: d, finite and not negative.
    beta : float
        The slope of the function at the point is -beta, in nats for a unit of distortion; not negative.
    max_iter : int, default 10_000
        Iterations at most.
    tol : float, default 1e-9
        How near ``rate + beta * distortion`` must be to its minimum, in nats.

    Returns
    -------
    result : RateDistortionResult
        ``rate`` in nats, ``distortion``, ``gap``, ``conditional_prob`` and ``output_prob`` in the dtype
        of the data, ``n_iter``, ``converged``.

    Raises
    ------
    ValueError
        If shapes do not fit, an element is negative, NaN or infinite, `p` has no positive element, or a
        parameter is out of range.
    TypeError
        For masked, sparse, complex, string or object data.

    Warns
    -----
    ConvergenceWarning
        If the gap is not within `tol` after `max_iter` iterations.

    Notes
    -----
    An iteration costs O(n_inputs n_outputs). The rate is that of the code in ``conditional_prob``, so the
    point can be reached, and lies above the function by at most the gap. It stops by Blahut's bounds.

    References
    ----------
    R. E. Blahut, "Computation of channel capacity and rate-distortion functions", IEEE Transactions on
    Information Theory 18 (1972), 460-473, theorems 6 and 7.

    Examples
    --------
    >>> from math import log
    >>> from mlmath_fast.information import rate_distortion
    >>> result = rate_distortion([1, 1], [[0, 1], [1, 0]], beta=log(9))
    >>> round(result.distortion, 12), round(result.rate, 12)
    (0.1, 0.368064207168)
    """
    source, table = float_arrays((p, "p", 1), (distortion, "distortion", 2))
    conditional, outputs = np.empty(table.shape), np.empty(table.shape[1])
    rate, mean, gap, n_iter, converged = _mlmath.rate_distortion(
        source, table, float(beta), checked_stop(tol, max_iter), conditional, outputs
    )
    warn_unless(converged, "rate_distortion", n_iter)
    return RateDistortionResult(
        rate=rate,
        distortion=mean,
        gap=gap,
        conditional_prob=conditional.astype(table.dtype, copy=False),
        output_prob=outputs.astype(table.dtype, copy=False),
        n_iter=n_iter,
        converged=converged,
    )


def code_length_bound(
    counts: npt.ArrayLike,
    model: npt.ArrayLike | None = None,
    *,
    precision: int = 12,
    base: float | None = None,
) -> CodeLengthBound:
    r"""The length of data that are coded under a model of quantised probabilities.

    .. math:: L = \sum_i n_i \ln \frac{2^b}{m_i}
              = n H(n) + n D\Big(\frac{n_i}{n} \Big\| \frac{m_i}{2^b}\Big), \qquad \sum_i m_i = 2^b

    with whole frequencies :math:`m_i \ge 1` that make :math:`\sum_i w_i \ln (2^b / m_i)` least, for the
    model w and b bits of precision.

    Parameters
    ----------
    counts : array_like of shape (n_symbols,)
        How often each symbol comes: n, finite and not negative.
    model : array_like of shape (n_symbols,), optional
        Probabilities or weights w of the symbols. By default the counts themselves. A symbol of weight 0
        has no code.
    precision : int, default 12
        Bits b of the coder's probabilities, from 1 to 52.
    base : float, optional
        Base of the logarithm, finite, positive and not 1; by default e (nats). 2 gives bits. Below 1
        the sign turns.

    Returns
    -------
    length : float
        L of all data, in nats or the unit of `base`; infinite if a symbol without a code comes.
    overhead : float
        The second term of L, not negative in nats: what quantising, or a wrong model, costs.
    frequencies : ndarray of int64 of shape (n_symbols,)
        The table m.

    Raises
    ------
    ValueError
        If the shapes differ or are not one-dimensional, an element is negative, NaN or infinite, the
        model has no positive element or more than 2^b, or a parameter is out of range.
    TypeError
        For masked, sparse, complex, string or object data, or `precision` that is no integer.

    Notes
    -----
    No code of this table is shorter on average, and an arithmetic or asymmetric numeral coder comes
    within two bits of L for all data together; the table itself is not counted. O(n_symbols log n_symbols).
    Among equal gains the first symbol gets the unit.

    References
    ----------
    J. Duda, "Asymmetric numeral systems", arXiv:1311.2540 (2013), section 2 (the cost of quantised
    probabilities); T. M. Cover and J. A. Thomas, "Elements of Information Theory", 2nd edition, Wiley
    (2006), theorem 5.4.3; B. Fox, "Discrete optimization via marginal analysis", Management Science 13
    (1966), 210-216.

    Examples
    --------
    >>> from mlmath_fast.information import code_length_bound
    >>> code_length_bound([3, 1], precision=2, base=2).frequencies
    array([3, 1])
    >>> code_length_bound([1, 1, 2], precision=2, base=2)[:2]
    (6.0, 0.0)
    """
    data, weights = float_arrays(
        (counts, "counts", 1), (counts if model is None else model, "model", 1)
    )
    bits = integer(precision, "precision", minimum=1, maximum=52)
    frequencies = np.empty(len(data), np.int64)
    length, overhead = _mlmath.code_length_bound(data, weights, bits, base, frequencies)
    # Not -0.0, which a base below 1 makes of 0.
    return CodeLengthBound(length + 0.0, overhead + 0.0, frequencies)
