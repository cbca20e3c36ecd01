"""Principal components on paper."""

from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close


def fact_four_points_on_two_axes(linalg: ModuleType) -> None:
    """(+-2, 0) and (0, +-1) about (10, 20): squares add up to 8 and 2, over n - 1 = 3."""
    X = np.array([[12.0, 20.0], [8.0, 20.0], [10.0, 21.0], [10.0, 19.0]])
    result = linalg.pca(X, 2)
    assert_close(result.explained_variance, [8 / 3, 2 / 3], rtol=1e-14)
    assert_close(result.explained_variance_ratio, [0.8, 0.2], rtol=1e-14)
    assert_close(result.singular_values, [np.sqrt(8), np.sqrt(2)], rtol=1e-14)
    assert_close(result.components, np.eye(2), rtol=0, atol=1e-14)
    assert_close(result.mean, [10.0, 20.0], rtol=1e-15)
    assert result.noise_variance == 0.0


def fact_what_is_left_out_is_noise(linalg: ModuleType) -> None:
    """One component of the same points: the other variance, 2/3, is the mean of those left out."""
    X = np.array([[2.0, 0.0], [-2.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    for solver in ("full", "gram", "randomized"):
        assert_close(linalg.pca(X, 1, solver=solver).noise_variance, 2 / 3, rtol=1e-13)


def fact_whitened_scores_have_variance_one(linalg: ModuleType) -> None:
    """Scores of the same points along the first axis: +-2 over the deviation sqrt(8/3)."""
    X = np.array([[2.0, 0.0], [-2.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    result = linalg.pca(X, 2, whiten=True)
    assert_close(X @ result.components.T @ [1.0, 0.0], [1.5**0.5, -(1.5**0.5), 0, 0], rtol=1e-14)


def fact_a_diagonal_points_up(linalg: ModuleType) -> None:
    """Points on y = -x: components (1, -1) / sqrt 2, whose first entry is positive, not its opposite."""
    result = linalg.pca(np.array([[0.0, 0.0], [-1.0, 1.0], [-3.0, 3.0]]), 1)
    assert_close(result.components, [[0.5**0.5, -(0.5**0.5)]], rtol=1e-14)
