"""Rivals of the topic ``descent``."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from mlmath_fast.descent import logistic_loss_grad


def linear_model_loss(
    X: Any, y: Any, coef: Any, intercept: float = 0.0, *, l2: float = 0.0
) -> tuple[float, Any, float]:
    """What scikit-learn's own solvers call."""
    from sklearn._loss import HalfBinomialLoss
    from sklearn.linear_model._linear_loss import LinearModelLoss
    from sklearn.utils._openmp_helpers import _openmp_effective_n_threads

    objective = LinearModelLoss(base_loss=HalfBinomialLoss(), fit_intercept=True)
    theta = np.append(coef, intercept).astype(X.dtype)
    loss, grad = objective.loss_gradient(
        theta,
        X,
        y.astype(X.dtype),
        l2_reg_strength=l2,
        n_threads=_openmp_effective_n_threads(),
    )
    return float(loss), grad[:-1], float(grad[-1])


class Fit(NamedTuple):
    """Solvers stop at different points of a flat bottom: they are judged by the loss they reach."""

    loss: float


def scikit_learn(solver: str) -> Callable[..., Any]:
    def fit(X: Any, y: Any, *, l2: float, tol: float = 0.0) -> Fit:  # noqa: ARG001 - at its default
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=1 / (l2 * len(X)), solver=solver, max_iter=1000).fit(X, y)
        # One sweep of ours among its many: next to nothing.
        loss, _, _ = logistic_loss_grad(X, y, model.coef_[0], float(model.intercept_[0]), l2=l2)
        return Fit(loss)

    return fit
