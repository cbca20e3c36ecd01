"""Reference twins of :mod:`mlmath_fast.information.divergences`."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.reference.information.probabilities import (
    _is_empty,
    _normalised,
    _result,
    kl_divergence,
)

_F64 = npt.NDArray[np.float64]


def js_divergence(
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    *,
    base: float | None = None,
    axis: int | None = None,
) -> float | npt.NDArray[Any]:
    """The mean divergence of both from their mean."""
    return _sum_of_terms(_js, p, q, base, axis)


def renyi_divergence(
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    order: float,
    *,
    base: float | None = None,
    axis: int | None = None,
) -> float | npt.NDArray[Any]:
    """``log(sum p^order q^(1 - order)) / (order - 1)``, and its limits."""
    if order == 1:
        return kl_divergence(p, q, base=base, axis=axis)
    p_prob, q_prob = _normalised(p, axis), _normalised(q, axis)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Where p = 0 there is nothing at order 0 either.
        log_ratio = np.where(p_prob > 0, np.log(p_prob) - np.log(q_prob), -np.inf)
        largest = log_ratio.max(axis, initial=-np.inf, keepdims=True)
        if order == math.inf:
            nats = np.squeeze(largest, axis)
        elif order > 1:
            shifted = np.where(p_prob > 0, np.exp((order - 1) * (log_ratio - largest)), 0.0)
            total = (p_prob * shifted).sum(axis)
            nats = np.squeeze(largest, axis) + np.log(total) / (order - 1)
            nats = np.where(np.squeeze(largest, axis) == np.inf, np.inf, nats)
        else:
            power = np.where(p_prob > 0, p_prob**order * q_prob ** (1 - order), 0.0)
            nats = np.log(power.sum(axis)) / (order - 1)
    nats = np.maximum(nats, 0.0)
    return _result(np.where(_is_empty(p, axis) | _is_empty(q, axis), np.nan, nats), base, p, q)


def f_divergence(
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    kind: str = "kl",
    *,
    base: float | None = None,
    axis: int | None = None,
) -> float | npt.NDArray[Any]:
    """``sum q f(p / q)`` of the normalised distributions."""
    return _sum_of_terms(_KINDS[kind], p, q, base, axis)


def _sum_of_terms(
    term: Callable[[_F64, _F64], _F64],
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    base: float | None,
    axis: int | None,
) -> float | npt.NDArray[Any]:
    with np.errstate(divide="ignore", invalid="ignore"):
        value = term(_normalised(p, axis), _normalised(q, axis)).sum(axis)
    nothing = _is_empty(p, axis) | _is_empty(q, axis)
    return _result(np.where(nothing, np.nan, value), base, p, q)


def _kl(p: _F64, q: _F64) -> _F64:
    return np.where(p == 0, 0.0, p * np.log(p / q))


def _js(p: _F64, q: _F64) -> _F64:
    mean = (p + q) / 2
    return (_kl(p, mean) + _kl(q, mean)) / 2


def _chi2(p: _F64, q: _F64) -> _F64:
    return np.where(p == q, 0.0, (p - q) ** 2 / q)


def _hellinger(p: _F64, q: _F64) -> _F64:
    difference: _F64 = (np.sqrt(p) - np.sqrt(q)) ** 2 / 2
    return difference


def _total_variation(p: _F64, q: _F64) -> _F64:
    return np.abs(p - q) / 2


_KINDS: dict[str, Callable[[_F64, _F64], _F64]] = {
    "kl": _kl,
    "reverse_kl": lambda p, q: _kl(q, p),
    "chi2": _chi2,
    "hellinger": _hellinger,
    "total_variation": _total_variation,
    "js": _js,
}
