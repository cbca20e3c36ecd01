"""Reference twins of :mod:`mlmath_fast.information`."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

_F64 = npt.NDArray[np.float64]


def entropy(
    p: npt.ArrayLike, *, base: float | None = None, axis: int | None = None
) -> float | npt.NDArray[Any]:
    """``-sum p log p`` of the normalised distribution."""
    prob = _normalised(p, axis)
    with np.errstate(divide="ignore", invalid="ignore"):
        nats = -np.where(prob == 0, 0.0, prob * np.log(prob)).sum(axis)
    return _result(np.where(_is_empty(p, axis), np.nan, nats + 0.0), base, p)


def kl_divergence(
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    *,
    base: float | None = None,
    axis: int | None = None,
) -> float | npt.NDArray[Any]:
    """``sum p log(p / q)`` of the normalised distributions."""
    p_prob, q_prob = _normalised(p, axis), _normalised(q, axis)
    with np.errstate(divide="ignore", invalid="ignore"):
        nats = np.where(p_prob == 0, 0.0, p_prob * np.log(p_prob / q_prob)).sum(axis)
    return _result(np.where(_is_empty(p, axis) | _is_empty(q, axis), np.nan, nats), base, p, q)


def mutual_information(table: npt.ArrayLike, *, base: float | None = None) -> float:
    """The divergence of the joint distribution from the product of its marginals."""
    joint = _normalised(table, None)
    independent = joint.sum(1, keepdims=True) * joint.sum(0, keepdims=True)
    return max(float(kl_divergence(joint, independent, base=base)), 0.0)


def _normalised(p: npt.ArrayLike, axis: int | None) -> _F64:
    values = np.asarray(p, np.float64)
    with np.errstate(invalid="ignore"):
        prob: _F64 = values / values.sum(axis, keepdims=True)
    return prob


def _is_empty(p: npt.ArrayLike, axis: int | None) -> Any:
    return np.asarray(p).sum(axis) == 0


def _result(nats: _F64, base: float | None, *data: npt.ArrayLike) -> float | npt.NDArray[Any]:
    value = nats if base is None else nats / math.log(base)
    if value.ndim == 0:
        return float(value)
    single = all(np.asarray(x).dtype == np.float32 for x in data)
    return value.astype(np.float32) if single else value
