"""What overflows gives what the docstring says."""

import numpy as np

from mlmath_fast.descent import logistic_loss_grad


def test_margins_that_overflow() -> None:
    X, y = [[1e308], [1.0]], [0, 1]
    loss, grad, grad_intercept = logistic_loss_grad(X, y, [10.0])
    assert loss == np.inf
    assert not np.isnan([*grad, grad_intercept]).any()


def test_margins_that_overflow_both_ways() -> None:
    X, y = [[1e308, 1e308], [1.0, 1.0]], [0, 1]
    loss, grad, grad_intercept = logistic_loss_grad(X, y, [10.0, -10.0])
    assert loss == np.inf
    assert np.isnan([*grad, grad_intercept]).all()
