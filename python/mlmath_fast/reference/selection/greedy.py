"""Reference twins of :mod:`mlmath_fast.selection`: greedy selection."""

from typing import Any

import numpy as np
import numpy.typing as npt

from mlmath_fast.reference.information.pairs import (
    F64,
    ROUNDING,
    Codes,
    columns,
    entropy,
    information,
    joint,
)


def select_features(
    codes: npt.ArrayLike,
    y: npt.ArrayLike,
    n_features: int,
    *,
    criterion: str = "mim",
    beta: float = 1.0,
) -> tuple[npt.NDArray[np.int64], F64]:
    """The feature of the highest score, again and again; what a pick adds to the scores is kept."""
    X, label = columns(codes), np.asarray(y, np.int64)
    relevance = np.array([information(x, label) for x in X])
    joined = {"jmim": np.full(len(X), np.inf), "cmim": relevance}.get(criterion, np.zeros(len(X)))
    picks: list[int] = []
    scores: list[float] = []
    while len(picks) < n_features:
        if not picks or criterion == "mim":
            score = relevance.copy()
        elif criterion == "mrmr":
            score = relevance - joined / len(picks)
        elif criterion == "mifs":
            score = relevance - beta * joined
        else:
            score = joined.copy()
        left = ~np.isin(np.arange(len(X)), picks)
        pick = int(np.argmax(left & (score >= score[left].max() - ROUNDING)))
        picks.append(pick)
        scores.append(score[pick])
        if criterion in ("mrmr", "mifs"):
            joined = joined + [information(x, X[pick]) for x in X]
        elif criterion != "mim":
            joined = _with_pick(joined, X, X[pick], label, criterion)
    return np.array(picks, np.int64), np.array(scores)


def _with_pick(joined: F64, X: Codes, pick: Codes, y: Codes, criterion: str) -> Any:
    """What a pick changes for the criteria of pairs."""
    pairs = [joint(x, pick) for x in X]
    h_pair = np.array([entropy(pair) for pair in pairs])
    h_all = np.array([entropy(joint(pair, y)) for pair in pairs])
    if criterion == "cmim":
        conditional = h_pair + entropy(joint(pick, y)) - h_all - entropy(pick)
        return np.minimum(joined, np.maximum(conditional, 0))
    about_y = np.maximum(h_pair + entropy(y) - h_all, 0)
    if criterion == "jmi":
        return joined + about_y
    if criterion == "jmim":
        return np.minimum(joined, about_y)
    return joined + np.divide(about_y, h_all, out=np.zeros_like(h_all), where=h_all > 0)
