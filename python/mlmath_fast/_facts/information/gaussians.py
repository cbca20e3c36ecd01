"""Facts about closed forms of normal distributions."""

import math
from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close


def _equally_correlated(n: int, rho: float) -> np.ndarray:
    return np.full((n, n), rho) + (1 - rho) * np.eye(n)


def fact_entropy_of_the_standard_normal(topic: ModuleType) -> None:
    """log(2 pi e) / 2 = 1.4189385332046727 nats; of a deviation of 3, log 3 more."""
    assert_close(topic.gaussian_entropy([[1.0]]), 1.4189385332046727, rtol=1e-15)
    assert_close(topic.gaussian_entropy([[9.0]]), 1.4189385332046727 + math.log(3), rtol=1e-15)


def fact_divergences_on_paper(topic: ModuleType) -> None:
    """N(1, 1) from N(0, 1) has 1/2 nat, N(0, 4) has (4 - 1 - log 4) / 2 = 0.8068528194."""
    assert_close(topic.gaussian_kl([1.0], [[1.0]], [0.0], [[1.0]]), 0.5, rtol=1e-15)
    assert_close(topic.gaussian_kl([0.0], [[4.0]], [0.0], [[1.0]]), 0.8068528194, rtol=1e-10)


def fact_divergence_of_two_variables(topic: ModuleType) -> None:
    """(tr + |mean|^2 - 2 - log 1.75) / 2 = (3 + 2 - 2 - log 1.75) / 2."""
    got = topic.gaussian_kl([1.0, -1.0], [[2.0, 0.5], [0.5, 1.0]], [0.0, 0.0], np.eye(2))
    assert_close(got, 1.2201921061, rtol=1e-10)


def fact_information_of_two_correlated_variables(topic: ModuleType) -> None:
    """``-log(1 - rho^2) / 2``."""
    table = {
        0.1: 0.0050251679,
        0.3: 0.0471553397,
        0.5: 0.1438410362,
        0.6: 0.2231435513,
        0.75: 0.4133392866,
        0.8: 0.5108256238,
        0.9: 0.8303656034,
        0.95: 1.1639514505,
        0.99: 1.9585177736,
        0.999: 3.1075541117,
    }
    for rho, information in table.items():
        got = topic.gaussian_mutual_information([[1.0, rho], [rho, 1.0]], 1)
        assert_close(got, information, rtol=1e-8)


def fact_information_of_dense_correlations(topic: ModuleType) -> None:
    """bmi, "Beyond Normal": halves of 2 n variables that are all correlated by 1/2."""
    table = {2: 0.2938933325, 3: 0.4133392866, 5: 0.5928118328, 25: 1.2921837217, 50: 1.6242653743}
    for n, information in table.items():
        got = topic.gaussian_mutual_information(_equally_correlated(2 * n, 0.5), n)
        assert_close(got, information, rtol=1e-9)


def fact_information_of_two_pairs(topic: ModuleType) -> None:
    """bmi: two pairs with correlation 0.8 each, beside a variable of noise: 1.0216512475."""
    cov = np.eye(5)
    cov[0, 2] = cov[2, 0] = cov[1, 3] = cov[3, 1] = 0.8
    assert_close(topic.gaussian_mutual_information(cov, 2), 1.0216512475, rtol=1e-10)


def fact_distance_of_two_normal_distributions(topic: ModuleType) -> None:
    """On paper: of N(0, 1) and N(1, 4), means and deviations are 1 apart each: the root of 2."""
    got = topic.gaussian_wasserstein2([0.0], [[1.0]], [1.0], [[4.0]])
    assert_close(got, math.sqrt(2), rtol=1e-14)


def fact_distance_of_covariances_that_commute(topic: ModuleType) -> None:
    """Of diagonal covariances: the distance of the deviations, here (1 - 5, 3 - 6)."""
    zero = np.zeros(2)
    got = topic.gaussian_wasserstein2(zero, np.diag([1.0, 9.0]), zero, np.diag([25.0, 36.0]))
    assert_close(got, 5.0, rtol=1e-14)


def fact_regulariser_of_an_autoencoder(topic: ModuleType) -> None:
    """(0.25 + 0) / 2 + (1 + e^-1 - 1 + 1) / 2 = 0.8089397206."""
    got = topic.gaussian_kl_standard([[0.5, -1.0], [0.0, 0.0]], [[0.0, -1.0], [0.0, 0.0]])
    assert_close(got, [0.8089397206, 0.0], rtol=1e-10)
