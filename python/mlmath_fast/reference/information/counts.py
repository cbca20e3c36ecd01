"""Reference twins of :mod:`mlmath_fast.information.counts`."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.reference._special import digamma, trigamma

_F64 = npt.NDArray[np.float64]


def entropy_from_counts(
    counts: npt.ArrayLike,
    *,
    estimator: str = "plugin",
    pseudocount: float = 1.0,
    n_classes: int | None = None,
    base: float | None = None,
    axis: int | None = None,
) -> float | npt.NDArray[Any]:
    """One of the estimators below, of every slice."""
    n = np.asarray(counts, np.float64)
    n = n.ravel() if axis is None else np.moveaxis(n, axis, -1)
    K = n_classes or n.shape[-1]
    unit = 1.0 if base is None else math.log(base)
    if n.ndim == 1:
        return _nats(n, estimator, pseudocount, K) / unit
    slices = n.reshape(math.prod(n.shape[:-1]), n.shape[-1])
    nats = [_nats(of_slice, estimator, pseudocount, K) for of_slice in slices]
    return np.reshape(nats, n.shape[:-1]) / unit


def mutual_information_from_counts(
    table: npt.ArrayLike,
    *,
    estimator: str = "plugin",
    pseudocount: float = 1.0,
    base: float | None = None,
) -> float:
    """``H(X) + H(Y) - H(X, Y)``."""
    n = np.asarray(table)
    parts = [
        entropy_from_counts(part, estimator=estimator, pseudocount=pseudocount, base=base)
        for part in (n.sum(1), n.sum(0), n)
    ]
    return float(parts[0] + parts[1] - parts[2])


def _nats(n: _F64, estimator: str, pseudocount: float, K: int) -> float:
    if n.sum() == 0:
        return math.nan
    if estimator == "dirichlet":
        return _dirichlet(n, pseudocount, K)
    if estimator in _OF_CLASSES:
        return _OF_CLASSES[estimator](n, K)
    return _OF_SEEN[estimator](n[n > 0])


def _entropy(prob: _F64) -> float:
    prob = prob[prob > 0]
    return float(-(prob * np.log(prob)).sum()) + 0.0


def _plugin(n: _F64) -> float:
    return _entropy(n / n.sum())


def _miller_madow(n: _F64) -> float:
    return _plugin(n) + (len(n) - 1) / (2 * float(n.sum()))


def _grassberger_1988(n: _F64) -> float:
    N = n.sum()
    return float((n / N * (np.log(N) - digamma(n) - (-1) ** n / (n + 1))).sum())


def _grassberger_2003(n: _F64) -> float:
    N = n.sum()
    G = digamma(n) + 0.5 * (-1) ** n * (digamma((n + 1) / 2) - digamma(n / 2))
    return float((n / N * (np.log(N) - G)).sum())


def _chao_shen(n: _F64) -> float:
    N, f1 = n.sum(), (n == 1).sum()
    prob = (1 - min(f1, N - 1) / N) * n / N
    with np.errstate(divide="ignore"):
        seen = -np.expm1(N * np.log1p(-prob))
    return float(-(prob * np.log(prob) / seen).sum()) + 0.0


def _chao_wang_jost(n: _F64) -> float:
    N, f1, f2 = n.sum(), (n == 1).sum(), (n == 2).sum()
    seen = (n / N * (digamma(N) - digamma(n))).sum()
    if f1 == 0:
        return float(seen)
    A = 2 * f2 / ((N - 1) * f1 + 2 * f2) if f2 else 2 / ((N - 1) * (f1 - 1) + 2)
    # log(1 / A) less its first N - 1 terms, over (1 - A)^(N - 1): what is left of the series. It ends
    # where (1 - A)^j is less than 1e-18.
    j = np.arange(1 + math.ceil(41.4 / A))
    return float(seen + f1 / N * ((1 - A) ** (j + 1) / (N + j)).sum())


def _shrinkage(n: _F64, K: int) -> float:
    N = n.sum()
    n = np.append(n, np.zeros(K - len(n)))
    prob = n / N
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = (1 - (prob**2).sum()) / ((N - 1) * ((prob - 1 / K) ** 2).sum())
    weight = 1.0 if math.isnan(weight) else min(weight, 1.0)
    return _entropy(weight / K + (1 - weight) * prob)


def _dirichlet(n: _F64, pseudocount: float, K: int) -> float:
    n = np.append(n, np.zeros(K - len(n))) + pseudocount
    return _entropy(n / n.sum())


# Nodes of the trapezoidal rule in log beta, and how far it reaches beyond what lies in the middle: the
# weight falls like beta to the left and like 1 / beta to the right.
_NODES = 10_001
_REACH = 42.0


def _nsb(n: _F64, K: int) -> float:
    N = n.sum()
    n = np.append(n, np.zeros(K - len(n)))
    beta = np.exp(np.linspace(-_REACH - np.log(K), _REACH + np.log(N), _NODES))
    # Gamma(beta + n) / Gamma(beta) = beta (beta + 1) ... (beta + n - 1), in units of beta^n.
    log_evidence = np.zeros(_NODES)
    for j in range(1, int(N)):
        log_evidence += (n > j).sum() * np.log1p(j / beta) - np.log1p(j / (K * beta))
    prior = beta * (K * trigamma(K * beta + 1) - trigamma(beta + 1))
    weight = prior * np.exp(log_evidence - log_evidence.max())
    counts, times = np.unique(n, return_counts=True)
    each = beta[:, np.newaxis] + counts
    mean = digamma(N + K * beta + 1) - (each * digamma(each + 1)) @ times / (N + K * beta)
    return float((weight * mean).sum() / weight.sum()) if K > 1 else 0.0


_OF_CLASSES: dict[str, Callable[[_F64, int], float]] = {"shrinkage": _shrinkage, "nsb": _nsb}
_OF_SEEN: dict[str, Callable[[_F64], float]] = {
    "plugin": _plugin,
    "miller_madow": _miller_madow,
    "grassberger_1988": _grassberger_1988,
    "grassberger_2003": _grassberger_2003,
    "chao_shen": _chao_shen,
    "chao_wang_jost": _chao_wang_jost,
}
