"""Reference twins of :mod:`mlmath_fast.information.entropies`."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.reference.information.probabilities import (
    _is_empty,
    _normalised,
    _result,
    entropy,
)


def conditional_entropy(table: npt.ArrayLike, *, base: float | None = None) -> float:
    """The entropies of the columns, weighted with their probabilities."""
    columns = _normalised(table, None).sum(0)
    of_column = np.asarray(entropy(np.asarray(table, np.float64), base=base, axis=0))
    if not columns.sum() > 0:
        return math.nan
    return float(columns[columns > 0] @ of_column[columns > 0])


def cross_entropy(
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    *,
    base: float | None = None,
    axis: int | None = None,
) -> float | npt.NDArray[Any]:
    """``-sum p log q`` of the normalised distributions."""
    p_prob, q_prob = _normalised(p, axis), _normalised(q, axis)
    with np.errstate(divide="ignore", invalid="ignore"):
        nats = -np.where(p_prob == 0, 0.0, p_prob * np.log(q_prob)).sum(axis) + 0.0
    return _result(np.where(_is_empty(p, axis) | _is_empty(q, axis), np.nan, nats), base, p, q)


def renyi_entropy(
    p: npt.ArrayLike, order: float, *, base: float | None = None, axis: int | None = None
) -> float | npt.NDArray[Any]:
    """``log(sum p^order) / (1 - order)``, and its limits."""
    if order == 1:
        return entropy(p, base=base, axis=axis)
    prob = _normalised(p, axis)
    with np.errstate(divide="ignore"):
        if order == math.inf:
            nats = -np.log(prob.max(axis, initial=0.0))
        else:
            nats = np.log(_power_sum(prob, order, axis)) / (1 - order)
    return _result(np.where(_is_empty(p, axis), np.nan, nats + 0.0), base, p)


def tsallis_entropy(
    p: npt.ArrayLike, order: float, *, axis: int | None = None
) -> float | npt.NDArray[Any]:
    """``(1 - sum p^order) / (order - 1)``, and its limits."""
    if order == 1:
        return entropy(p, axis=axis)
    prob = _normalised(p, axis)
    value = (1 - _power_sum(prob, order, axis)) / (order - 1)
    return _result(np.where(_is_empty(p, axis), np.nan, value + 0.0), None, p)


def _power_sum(prob: npt.NDArray[np.float64], order: float, axis: int | None) -> Any:
    return (np.where(prob > 0, prob, np.nan) ** order).sum(axis, where=prob > 0)
