"""Twins of the scores of labels."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.reference.information.probabilities import mutual_information
from mlmath_fast.reference.linalg._operands import dense

_F64 = npt.NDArray[np.float64]
_Codes = npt.NDArray[np.intp]

_MEANS: dict[str, Callable[[float, float], float]] = {
    "arithmetic": lambda a, b: (a + b) / 2,
    "geometric": lambda a, b: np.sqrt(a * b),
    "max": max,
    "min": min,
}


def mutual_info_score(
    labels_true: npt.ArrayLike | None,
    labels_pred: npt.ArrayLike | None,
    *,
    contingency: Any = None,
) -> float:
    """``sum p log(p / (row sum * column sum))`` of the joint table of the labels."""
    if contingency is not None:
        return mutual_information(dense(contingency))
    x, y = _codes(labels_true), _codes(labels_pred)
    return max(_entropy(x) + _entropy(y) - _entropy(_joint(x, y)), 0.0)


def normalized_mutual_info_score(
    labels_true: npt.ArrayLike,
    labels_pred: npt.ArrayLike,
    *,
    average_method: str = "arithmetic",
) -> float:
    """The mutual information over a mean of the entropies; 1 for the same classes."""
    x, y = _codes(labels_true), _codes(labels_pred)
    if _is_one_to_one(x, y):
        return 1.0
    information = mutual_info_score(x, y)
    if information == 0 or 1 in (_n_classes(x), _n_classes(y)):
        return 0.0
    return min(float(information / _MEANS[average_method](_entropy(x), _entropy(y))), 1.0)


def adjusted_mutual_info_score(
    labels_true: npt.ArrayLike,
    labels_pred: npt.ArrayLike,
    *,
    average_method: str = "arithmetic",
) -> float:
    """``(I - E) / (mean(H) - E)``, with E the mean over permutations; 1 for the same classes."""
    x, y = _codes(labels_true), _codes(labels_pred)
    if _is_one_to_one(x, y):
        return 1.0
    if 1 in (_n_classes(x), _n_classes(y)):
        return 0.0
    expected = _expected_information(np.bincount(x), np.bincount(y))
    largest = _MEANS[average_method](_entropy(x), _entropy(y))
    if largest - expected <= 1e-12 * largest:
        return 1.0
    return float((mutual_info_score(x, y) - expected) / (largest - expected))


def variation_of_information(x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """``2 H(X, Y) - H(X) - H(Y)``."""
    x, y = _codes(x), _codes(y)
    return max(2 * _entropy(_joint(x, y)) - _entropy(x) - _entropy(y), 0.0)


def conditional_mutual_info_score(x: npt.ArrayLike, y: npt.ArrayLike, z: npt.ArrayLike) -> float:
    """``H(X, Z) + H(Y, Z) - H(X, Y, Z) - H(Z)``."""
    x, y, z = _codes(x), _codes(y), _codes(z)
    xz, yz = _joint(x, z), _joint(y, z)
    return max(_entropy(xz) + _entropy(yz) - _entropy(_joint(xz, y)) - _entropy(z), 0.0)


def transfer_entropy(
    source: npt.ArrayLike,
    target: npt.ArrayLike,
    *,
    lag: int = 1,
    history: int = 1,
    source_history: int = 1,
) -> float:
    """The information of the source's past for the target, given the target's own past."""
    x, y = _codes(source), _codes(target)
    first = max(history, lag + source_history - 1)
    own = _joint(*(y[first - back : len(y) - back] for back in range(1, history + 1)))
    backs = range(lag, lag + source_history)
    others = _joint(*(x[first - back : len(x) - back] for back in backs))
    return conditional_mutual_info_score(others, y[first:], own)


def total_correlation(X: npt.ArrayLike) -> float:
    """``sum H(X_j) - H(X_1, X_2, ...)``."""
    columns = [_codes(column) for column in np.asarray(X).T]
    if not columns:
        return 0.0
    return max(sum(map(_entropy, columns)) - _entropy(_joint(*columns)), 0.0)


def _codes(labels: Any) -> _Codes:
    array = np.asarray(labels)
    if array.dtype.kind == "O":
        # Sets are ordered by inclusion, which sorts nothing.
        numbers = {label: i for i, label in enumerate(dict.fromkeys(array))}
        return np.array([numbers[label] for label in array], np.intp)
    codes: _Codes = np.unique(array, return_inverse=True)[1]
    return codes


def _joint(first: _Codes, *others: _Codes) -> _Codes:
    for other in others:
        first = _codes(first * (other.max(initial=0) + 1) + other)
    return first


def _n_classes(codes: _Codes) -> int:
    return int(codes.max(initial=-1)) + 1


def _is_one_to_one(x: _Codes, y: _Codes) -> bool:
    return _n_classes(x) == _n_classes(y) == _n_classes(_joint(x, y))


def _entropy(codes: _Codes) -> float:
    prob = np.bincount(codes) / max(len(codes), 1)
    return float(-np.sum(prob * np.log(prob)))


def _expected_information(a_sizes: Any, b_sizes: Any) -> float:
    """Vinh, Epps and Bailey (2010), equation 24, each pair of different sizes once.

    Probabilities by the ratios of neighbours, and terms less ``k - mean``, whose mean is 0: logarithms of
    factorials, and terms of both signs, would leave few digits of many samples.
    """
    n = int(a_sizes.sum())
    total = 0.0
    for a, n_a in zip(*np.unique(a_sizes, return_counts=True), strict=True):
        for b, n_b in zip(*np.unique(b_sizes, return_counts=True), strict=True):
            k, mean = np.arange(max(0, a + b - n), min(a, b) + 1.0), a * b / n
            ratio = (a - k[:-1]) * (b - k[:-1]) / (k[1:] * (n - a - b + k[1:]))
            log_prob = np.concatenate([[0.0], np.cumsum(np.log(ratio))])
            prob = np.exp(log_prob - log_prob.max())
            terms = k * np.log(np.maximum(k, 1.0) / mean) - k + mean
            total += n_a * n_b * np.sum(terms * prob) / np.sum(prob)
    return float(total / n)
