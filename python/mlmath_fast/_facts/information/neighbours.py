"""Facts of nearest-neighbour estimates of information."""

import math
from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close


def fact_four_points_on_the_diagonal(topic: ModuleType) -> None:
    """On paper: of x = y each ball holds its own k points in every space, so I = psi(N) - psi(k)."""
    x = [0.0, 1.0, 3.0, 6.0]
    assert_close(topic.mutual_info_knn(x, x, n_neighbors=1), 1 + 1 / 2 + 1 / 3, rtol=1e-15)
    assert_close(topic.mutual_info_knn(x, x, n_neighbors=2), 1 / 2 + 1 / 3, rtol=1e-15)
    # n_x = n_y = 1, k = 1: psi(1) - 1 + psi(4) - 2 psi(1).
    second = topic.mutual_info_knn(x, x, n_neighbors=1, method="ksg2")
    assert_close(second, 1 / 2 + 1 / 3, rtol=1e-15)


def fact_coincident_points_are_counted(topic: ModuleType) -> None:
    """On paper: 4 points at (0, 0) and 4 at (1, 1): log 8 - psi(4), or psi(8) - psi(4)."""
    x = [0.0, 1.0] * 4
    psi_4 = 1 + 1 / 2 + 1 / 3 - float(np.euler_gamma)
    got = topic.mutual_info_knn(x, x, n_neighbors=1, method="mixed")
    assert_close(got, math.log(8) - psi_4, rtol=1e-14)
    got = topic.mutual_info_knn(x, x, n_neighbors=1)
    assert_close(got, 1 / 4 + 1 / 5 + 1 / 6 + 1 / 7, rtol=1e-14)


def fact_a_constant_says_nothing(topic: ModuleType) -> None:
    """psi(N_y) - psi(N) + psi(N) - psi(N_y)."""
    for n_labels in (1, 2, 3):
        got = topic.mutual_info_knn(np.zeros(10), np.arange(10) % n_labels, method="ross")
        assert_close(got, 0.0, rtol=0, atol=1e-15)


def fact_one_label_says_nothing(topic: ModuleType) -> None:
    """scikit-learn 1.9.1 has 7.8e-16 here, and fails of labels that all differ."""
    x = np.random.default_rng(1).random(50)
    assert topic.mutual_info_knn(x, np.zeros(50), method="ross") == 0.0
    assert topic.mutual_info_knn(x, np.arange(50), method="ross") == 0.0


def fact_a_label_of_one_point_changes_nothing(topic: ModuleType) -> None:
    """scikit-learn's test ``test_compute_mi_cd_unique_label``."""
    x, labels = np.random.default_rng(1).random(50), np.arange(50) % 3
    alone = topic.mutual_info_knn(np.append(x, 10.0), np.append(labels, 7), method="ross")
    assert_close(alone, topic.mutual_info_knn(x, labels, method="ross"), rtol=1e-14)


def fact_information_of_gaussians(topic: ModuleType) -> None:
    """Of correlation 0.6: -log(1 - 0.36) / 2; by 1,500 points to two standard errors of 0.02."""
    x, noise = np.random.default_rng(7).standard_normal((2, 1500))
    for method in ("ksg1", "ksg2", "mixed"):
        got = topic.mutual_info_knn(x, 0.6 * x + 0.8 * noise, method=method)
        assert_close(got, 0.2231435513, rtol=0, atol=0.05)


def fact_information_of_three_uniform_labels(topic: ModuleType) -> None:
    """Ross's case, weights 0.2, 1 and 0.5 of 1.7: 0.1458693347 bits."""
    rng = np.random.default_rng(7)
    labels = rng.choice(3, 1500, p=np.array([0.2, 1.0, 0.5]) / 1.7)
    low, high = np.array([0.0, 0.1, 0.2]), np.array([1.0, 1.2, 1.3])
    x = rng.uniform(low[labels], high[labels])
    got = topic.mutual_info_knn(x, labels, method="ross")
    assert_close(got, 0.1011089181, rtol=0, atol=0.05)


def fact_information_of_a_mixture(topic: ModuleType) -> None:
    """Gao and others: X of 5 values, Y uniform on [X, X + 2]: log 5 - (4 / 5) log 2."""
    rng = np.random.default_rng(7)
    x = rng.integers(5, size=1500).astype(float)
    got = topic.mutual_info_knn(x, x + 2 * rng.random(1500), method="mixed")
    assert_close(got, 1.0549201680, rtol=0, atol=0.05)


def fact_additive_uniform_noise(topic: ModuleType) -> None:
    """Czyz and others, "Beyond Normal": X uniform, Y = X + uniform on [-e, e], e = 3/4: 1 / (4 e)."""
    x, noise = np.random.default_rng(7).random((2, 1500))
    got = topic.mutual_info_knn(x, x + 1.5 * noise - 0.75)
    assert_close(got, 1 / 3, rtol=0, atol=0.05)


def fact_conditional_information_of_gaussians(topic: ModuleType) -> None:
    """Covariance [[1, 1, 1], [1, 4, 1], [1, 1, 9]]: 0.1297555977 by determinants."""
    rng = np.random.default_rng(7)
    x, y, z = rng.multivariate_normal([0] * 3, [[1, 1, 1], [1, 4, 1], [1, 1, 9]], 1500).T
    got = topic.conditional_mutual_info_knn(x, y, z)
    assert_close(got, 0.1297555977, rtol=0, atol=0.05)


def fact_a_series_tells_itself_nothing_new(topic: ModuleType) -> None:
    x = np.random.default_rng(3).random(60)
    assert topic.transfer_entropy_knn(x, x) == 0.0


def fact_transfer_of_a_linear_process(topic: ModuleType) -> None:
    """Y_t = a Y_(t-1) + X_(t-1) + e: log(2) / 2 for any a, and nothing back."""
    x, noise = np.random.default_rng(7).standard_normal((2, 1500))
    y = np.zeros(1500)
    for t in range(1, 1500):
        y[t] = 0.3 * y[t - 1] + x[t - 1] + noise[t]
    assert_close(topic.transfer_entropy_knn(x, y), 0.3465735903, rtol=0, atol=0.06)
    assert_close(topic.transfer_entropy_knn(y, x), 0.0, rtol=0, atol=0.06)


def fact_jitter_breaks_ties(topic: ModuleType) -> None:
    """Off by default, the same for a seed, another for another; small where nothing is tied."""
    x, noise = np.random.default_rng(7).standard_normal((2, 300))
    y = x + noise
    tied = [np.round(x), np.round(y), np.round(noise)]
    functions = {
        "mutual_info_knn": 2,
        "conditional_mutual_info_knn": 3,
        "transfer_entropy_knn": 2,
    }
    for name, n in functions.items():
        function = getattr(topic, name)
        assert function(*tied[:n], jitter=0.0, seed=5) == function(*tied[:n])
        got = function(*tied[:n], jitter=1e-6, seed=5)
        assert function(*tied[:n], jitter=1e-6, seed=5) == got
        assert got not in (function(*tied[:n]), function(*tied[:n], jitter=1e-6))
    got = topic.mutual_info_knn(x, y, jitter=1e-10)
    assert_close(got, topic.mutual_info_knn(x, y), rtol=0, atol=1e-12)
    labels = tied[1] > 0
    got = topic.mutual_info_knn(tied[0], labels, method="ross", jitter=1e-6)
    assert got != topic.mutual_info_knn(tied[0], labels, method="ross")
