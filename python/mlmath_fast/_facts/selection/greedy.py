"""Facts about greedy selection: on paper, of all combinations of fair bits."""

import math
from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close

LN2 = math.log(2)
A, B, C = np.indices((2, 2, 2)).reshape(3, -1)


def fact_relevance_comes_first(topic: ModuleType) -> None:
    """y = 2 a + b knows both bits, and nothing of c. Whatever the criterion, the first score is I(X; Y)."""
    codes = np.transpose([C, A & C, A])
    for criterion in ("mim", "mrmr", "mifs", "jmi", "jmim", "cmim", "disr"):
        picks, scores = topic.select_features(codes, 2 * A + B, 1, criterion=criterion)
        assert picks.tolist() == [2]
        assert_close(scores, [LN2], rtol=1e-14)


def fact_mim_takes_copies(topic: ModuleType) -> None:
    codes = np.transpose([C, A, A, B])
    picks, scores = topic.select_features(codes, 2 * A + B, 4)
    assert picks.tolist() == [1, 2, 3, 0]
    assert_close(scores, [LN2, LN2, LN2, 0], rtol=1e-14, atol=1e-15)


def fact_redundancy_is_a_mean_or_a_sum(topic: ModuleType) -> None:
    """After a, b and c the copy of a: log 2 less a third of log 2, or all of it, or beta times."""
    codes, y = np.transpose([A, B, C, A]), 4 * A + 2 * B + C
    picks, scores = topic.select_features(codes, y, 4, criterion="mrmr")
    assert picks.tolist() == [0, 1, 2, 3]
    assert_close(scores[3], LN2 * 2 / 3, rtol=1e-14)
    for beta in (0.5, 1, 4):
        picks, scores = topic.select_features(codes, y, 4, criterion="mifs", beta=beta)
        assert picks.tolist() == [0, 1, 2, 3]
        assert_close(scores[3], LN2 * (1 - beta), rtol=1e-14, atol=1e-15)


def fact_joint_information_finds_exclusive_or(topic: ModuleType) -> None:
    """scikit-learn#6313: no feature tells anything of a ^ b alone. Ties go to the lowest column."""
    codes, y = np.transpose([A, C, B]), A ^ B
    for criterion, score in (
        ("jmi", LN2),
        ("jmim", LN2),
        ("disr", 1 / 2),
        ("cmim", 0),
        ("mrmr", 0),
    ):
        picks, scores = topic.select_features(codes, y, 2, criterion=criterion)
        assert picks.tolist() == ([0, 2] if score else [0, 1])
        assert_close(scores, [0, score], rtol=1e-14, atol=1e-15)


def fact_joint_information_adds_up(topic: ModuleType) -> None:
    """y = (a, b, c): with a and b picked, c has two bits with each, a copy of a has one and two."""
    codes, y = np.transpose([A, B, A, C]), 4 * A + 2 * B + C
    for criterion, want in (
        ("jmi", [LN2, 2 * LN2, 4 * LN2, 5 * LN2]),
        ("jmim", [LN2, 2 * LN2, 2 * LN2, LN2]),
        ("cmim", [LN2, LN2, LN2, 0]),
        ("disr", [LN2, 2 / 3, 4 / 3, 1 / 3 + 2 / 3 + 2 / 3]),
    ):
        picks, scores = topic.select_features(codes, y, 4, criterion=criterion)
        assert picks.tolist() == [0, 1, 3, 2]
        assert_close(scores, want, rtol=1e-14, atol=1e-15)


def fact_equal_features_go_by_number(topic: ModuleType) -> None:
    """Other names of codes are no other feature."""
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 5, (2, 300))
    names = [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 1, 4, 3], [1, 2, 3, 4, 0]]
    codes = np.transpose([np.array(name)[x] for name in names])
    picks, _ = topic.select_features(codes, y, 4)
    assert picks.tolist() == [0, 1, 2, 3]
