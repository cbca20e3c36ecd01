"""Reference twins of :mod:`mlmath_fast.selection`: what each feature tells of a target."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.reference.information._distances import digamma, distances, kth
from mlmath_fast.reference.information.probabilities import mutual_information
from mlmath_fast.reference.linalg._operands import dense

_F64 = npt.NDArray[np.float64]


def mutual_info_classif(
    X: Any,
    y: Any,
    *,
    discrete_features: Any = "auto",
    n_neighbors: int = 3,
    copy: bool = True,
    random_state: Any = None,
    n_jobs: int | None = None,
) -> _F64:
    """The plug-in estimate of discrete features, Ross's of continuous ones."""
    del copy, n_jobs
    features, discrete = _features(X, discrete_features, np.random.RandomState(random_state))
    labels = np.unique(np.asarray(y), return_inverse=True)[1]
    return np.array(
        [
            _plug_in(x, labels) if is_discrete else _ross(x, labels, n_neighbors)
            for x, is_discrete in zip(features, discrete, strict=True)
        ]
    )


def mutual_info_regression(
    X: Any,
    y: Any,
    *,
    discrete_features: Any = "auto",
    n_neighbors: int = 3,
    copy: bool = True,
    random_state: Any = None,
    n_jobs: int | None = None,
) -> _F64:
    """Ross's estimate of discrete features, Kraskov's first of continuous ones."""
    del copy, n_jobs
    rng = np.random.RandomState(random_state)
    features, discrete = _features(X, discrete_features, rng)
    raw = np.asarray(y)
    target = raw.astype(raw.dtype if raw.dtype.kind == "f" else float)
    target /= np.std(target) or 1.0
    target += 1e-10 * max(1, np.mean(np.abs(target))) * rng.standard_normal(len(target))
    target = target.astype(float)
    return np.array(
        [
            _ross(target, np.unique(x, return_inverse=True)[1], n_neighbors)
            if is_discrete
            else _kraskov(x, target, n_neighbors)
            for x, is_discrete in zip(features, discrete, strict=True)
        ]
    )


def _features(X: Any, discrete_features: Any, rng: Any) -> tuple[_F64, npt.NDArray[np.bool_]]:
    """One row a feature; continuous ones of unit deviation, with noise."""
    is_sparse = hasattr(X, "indptr")
    features = np.array(dense(X), float).T.copy()
    discrete = np.zeros(len(features), bool)
    discrete[is_sparse if isinstance(discrete_features, str) else discrete_features] = True
    x = features[~discrete]
    deviation = x.std(axis=1, keepdims=True)
    x /= np.where(deviation < 10 * np.finfo(float).eps, 1.0, deviation)
    size = 1e-10 * np.maximum(1, np.abs(x).mean(axis=1, keepdims=True))
    features[~discrete] = x + size * rng.standard_normal(x.T.shape).T
    return features, discrete


def _plug_in(x: _F64, labels: npt.NDArray[np.intp]) -> float:
    table = np.zeros((len(np.unique(x)), labels.max() + 1))
    np.add.at(table, (np.unique(x, return_inverse=True)[1], labels), 1)
    return mutual_information(table)


def _ross(x: _F64, labels: npt.NDArray[np.intp], n_neighbors: int) -> float:
    size = np.bincount(labels)[labels]
    keep = size > 1
    if not keep.any():
        return 0.0
    distance, labels, size = distances(x[keep]), labels[keep], size[keep]
    k = np.minimum(n_neighbors, size - 1)
    own = np.sort(np.where(labels[:, None] == labels, distance, np.inf), 1)
    inside = distance <= np.nextafter(np.take_along_axis(own, k[:, None], 1), 0)
    psi = digamma(len(distance))
    return max(float(psi[-1] + (psi[k] - psi[size] - psi[inside.sum(1)]).mean()), 0.0)


def _kraskov(x: _F64, y: _F64, n_neighbors: int) -> float:
    of_x, of_y = distances(x), distances(y)
    reach = np.nextafter(kth(np.maximum(of_x, of_y), n_neighbors), 0)
    psi = digamma(len(x))
    counted = psi[(of_x <= reach).sum(1)] + psi[(of_y <= reach).sum(1)]
    return max(float(psi[-1] + psi[n_neighbors] - counted.mean()), 0.0)
