"""What the functions of ``descent`` refuse."""

from typing import Any

import numpy as np

from mlmath_fast._specs._descent_laws import softplus_sum
from mlmath_fast._specs._spec import Failure, call


def loss_grad_errors() -> list[Failure]:
    X, y, coef = np.ones((3, 2)), np.array([0.0, 1.0, 1.0]), np.zeros(2)
    hole = X.copy()
    hole[1, 1] = np.nan
    infinite = X.copy()
    infinite[2, 0] = np.inf
    return [
        *(
            Failure(call=bad, error=ValueError, match=match)
            for bad, match in [
                (call("no samples", X[:0], y[:0], coef), "Found array with 0 sample"),
                (call("y too short", X, y[:2], coef), "one value per row of X, got 2 for 3"),
                (
                    call("coef too long", X, y, np.zeros(3)),
                    "one value per column of X, got 3 for 2",
                ),
                (call("label 2", X, y * 2, coef), r"y must lie in \[0, 1\].* got 2 at index 1"),
                (call("label NaN", X, y * np.nan, coef), "got NaN at index 0"),
                (call("NaN in X", hole, y, coef), "finite, got NaN at row 1, column 1"),
                (call("Inf in X", infinite, y, coef + 1), "finite, got inf at row 2, column 0"),
                (call("coef NaN", X, y, coef * np.nan), "coef and intercept must be finite"),
                (call("l2 < 0", X, y, coef, l2=-1.0), "l2 must be finite and not negative"),
                (call("weight < 0", X, y, coef, sample_weight=[1, -1, 1]), "got -1 at index 1"),
                (call("weights 0", X, y, coef, sample_weight=[0, 0, 0]), "must be positive"),
                (call("1D", X[0], y, coef), "Expected 2D array, got 1D array"),
            ]
        ),
        Failure(call=call("sparse-like", X * 1j, y, coef), error=TypeError, match="Complex"),
    ]


def fit_errors() -> list[Failure]:
    X, y = np.arange(8.0).reshape(4, 2), np.array([0, 1, 0, 1])
    return [
        Failure(call=bad, error=ValueError, match=match)
        for bad, match in [
            (call("one class", X, np.zeros(4)), "at least 2 classes.*only one class: 0"),
            (call("other class weighs 0", X, y, sample_weight=[1, 0, 1, 0]), "only one class: 0"),
            (
                call("solver", X, y, solver="magic"),
                "solver must be one of 'newton', 'gradient_desc",
            ),
            (call("tol", X, y, tol=-1.0), "tol must not be negative"),
            (call("tol NaN", X, y, tol=np.nan), "tol must not be negative"),
            (call("max_iter", X, y, max_iter=-1), "max_iter must be at least 0"),
            (call("endless", X, y, max_iter=2**70), "max_iter must be at most"),
            (call("coef_init", X, y, coef_init=[1.0]), "coef_init must have one value per column"),
            (call("coef_init NaN", X, y, coef_init=[1.0, np.nan]), "coef_init must be finite"),
            (call("label 2", X, 2 * y), r"y must lie in \[0, 1\]"),
            (call("NaN in X", X * np.nan, y), "finite, got NaN at row 0, column 0"),
        ]
    ]


def descent_errors() -> list[Failure]:
    start = np.array([1.0, 2.0])

    def raises(_: Any) -> tuple[float, Any]:
        raise ZeroDivisionError("theirs")

    return [
        Failure(call=bad, error=error, match=match)
        for bad, error, match in [
            (
                call("momentum alone", softplus_sum, start, momentum=0.5),
                ValueError,
                "needs a learn",
            ),
            (
                call("rate 0", softplus_sum, start, learning_rate=0.0),
                ValueError,
                "must be positive",
            ),
            (
                call("momentum 1", softplus_sum, start, learning_rate=0.1, momentum=1.0),
                ValueError,
                r"momentum must lie in \[0, 1\)",
            ),
            (call("tol", softplus_sum, start, tol=-1.0), ValueError, "tol must not be negative"),
            (call("shape", lambda t: (0.0, t[:1]), start), ValueError, r"shape \(2,\), got \(1,\)"),
            (call("NaN at once", lambda t: (np.nan, t), start), ValueError, "must be finite"),
            (call("2D", softplus_sum, start[None]), ValueError, "Expected 1D array"),
            (call("theirs", raises, start), ZeroDivisionError, "theirs"),
        ]
    ]
