"""Least squares with results on paper."""

from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close


def fact_a_line_through_three_points(linalg: ModuleType) -> None:
    """(0, 1), (1, 2), (2, 4): slope 3/2, intercept 5/6, squared residuals 1/36 (1 + 4 + 1)."""
    A = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])
    x, residuals, rank, s = linalg.lstsq(A, np.array([1.0, 2.0, 4.0]))
    assert_close(x, [5 / 6, 3 / 2], rtol=1e-14)
    assert_close(residuals, [1 / 6], rtol=1e-13)
    assert rank == 2
    # A^T A = [[3, 3], [3, 5]]: squares of the singular values are 4 +- sqrt 10.
    assert_close(s, np.sqrt([4 + np.sqrt(10), 4 - np.sqrt(10)]), rtol=1e-14)


def fact_the_shortest_of_many_solutions(linalg: ModuleType) -> None:
    """x + y = 2 is closest to the origin at (1, 1)."""
    x, residuals, rank, s = linalg.lstsq(np.array([[1.0, 1.0]]), np.array([2.0]))
    assert_close(x, [1.0, 1.0], rtol=1e-15)
    assert residuals.shape == (0,)
    assert rank == 1
    assert_close(s, [np.sqrt(2)], rtol=1e-15)


def fact_a_penalty_equal_to_the_variance_halves_the_slope(linalg: ModuleType) -> None:
    """Deviations -1 and 1 of x, -2 and 2 of y: slope (2 / 1) (1 / (1 + 1))."""
    coef, intercept = linalg.ridge(np.array([[0.0], [2.0]]), np.array([1.0, 5.0]), l2=1.0)
    assert_close(coef, [1.0], rtol=1e-15)
    assert_close(intercept, 2.0, rtol=1e-15)


def fact_weights_count_like_repeated_samples(linalg: ModuleType) -> None:
    """x = 0, 0, 0, 4 with y = 0, 0, 0, 8: means 1 and 2, variance 3, covariance 6; l2 = 3 gives 1."""
    X, y = np.array([[0.0], [4.0]]), np.array([0.0, 8.0])
    coef, intercept = linalg.ridge(X, y, l2=3.0, sample_weight=np.array([3.0, 1.0]))
    assert_close(coef, [1.0], rtol=1e-15)
    assert_close(intercept, 1.0, rtol=1e-15)


def fact_without_an_intercept_nothing_is_centred(linalg: ModuleType) -> None:
    """Mean square of x is 5/2, mean of x y 5: slope 5 / (5/2 + 5/2)."""
    X, y = np.array([[1.0], [2.0]]), np.array([2.0, 4.0])
    coef, intercept = linalg.ridge(X, y, l2=2.5, fit_intercept=False)
    assert_close(coef, [1.0], rtol=1e-15)
    assert intercept == 0.0
