"""What overflows gives what the docstring says."""

import numpy as np

from mlmath_fast.descent import logistic_loss_grad
from mlmath_fast.information import f_divergence, gaussian_kl_standard, gaussian_wasserstein2
from mlmath_fast.selection import select_features


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


def test_information_that_overflows_float32() -> None:
    mean, logvar = np.zeros((1, 1), np.float32), np.full((1, 1), 100.0, np.float32)
    assert gaussian_kl_standard(mean, logvar) == np.inf
    p, q = np.array([[1.0, 0.0]], np.float32), np.array([[1e-42, 1.0]], np.float32)
    assert f_divergence(p, q, "chi2", axis=1) == np.inf


def test_means_that_are_far_apart() -> None:
    near, far = 0.75e308, 1.5e308
    assert gaussian_wasserstein2([near], [[1.0]], [-near], [[1.0]]) == 2 * near
    assert gaussian_wasserstein2([far], [[1.0]], [-far], [[1.0]]) == np.inf


def test_picks_stay_apart_where_scores_are_minus_infinity() -> None:
    codes = np.repeat([[0], [1], [2]], 4, axis=1)
    picks, _ = select_features(codes, codes[:, 0], 4, criterion="mifs", beta=1.7e308)
    assert picks.tolist() == [0, 1, 2, 3]
