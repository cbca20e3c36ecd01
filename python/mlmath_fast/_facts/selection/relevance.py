"""Facts of what features tell of a target."""

import math
from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close


def fact_discrete_features_by_hand(topic: ModuleType) -> None:
    """scikit-learn's test ``test_compute_mi_dd``: H(X) + H(Y) - H(X, Y) of five pairs."""
    x, y = [[0], [1], [1], [0], [0]], [1, 0, 0, 0, 1]
    entropy = -(3 / 5 * math.log(3 / 5) + 2 / 5 * math.log(2 / 5))
    joint = -(1 / 5 * math.log(1 / 5) + 4 / 5 * math.log(2 / 5))
    got = topic.mutual_info_classif(x, y, discrete_features=True)
    assert_close(got, [2 * entropy - joint], rtol=1e-12)


def fact_classes_of_overlapping_uniforms(topic: ModuleType) -> None:
    """scikit-learn's test ``test_compute_mi_cd``: [-1, 1] and [0, 2], p = 0.3 and 0.5."""
    rng = np.random.default_rng(5)
    for p, want in [(0.3, 0.3054321510), (0.5, 0.3465735903)]:
        y = rng.random(1500) > p
        x = rng.uniform(-1, 1, 1500) + y
        for k in (3, 7):
            got = topic.mutual_info_classif(x[:, None], y, n_neighbors=k, random_state=0)
            assert_close(got, [want], rtol=0, atol=0.05)


def fact_features_of_a_gaussian(topic: ModuleType) -> None:
    """Correlations 0.9, 0.5 and 0 with the target."""
    rng = np.random.default_rng(5)
    y, *noise = rng.standard_normal((4, 1500))
    rho = np.array([0.9, 0.5, 0.0])
    X = rho * y[:, None] + np.sqrt(1 - rho**2) * np.stack(noise, 1)
    got = topic.mutual_info_regression(X, y, random_state=0)
    assert_close(got, [0.8303656034, 0.1438410362, 0.0], rtol=0, atol=0.06)


def fact_one_class_has_nothing_to_tell(topic: ModuleType) -> None:
    """scikit-learn 1.9.1 answers 7.8e-16, and fails where all classes differ."""
    x = np.random.default_rng(5).random((40, 1))
    for y in (np.zeros(40, int), np.arange(40)):
        assert_close(topic.mutual_info_classif(x, y, random_state=0), [0.0], rtol=0, atol=1e-14)
    assert topic.mutual_info_classif(x, np.arange(40), random_state=0)[0] == 0.0
