"""Facts about scores of labels."""

import math
from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close

# Of scikit-learn's tests: 17 samples in three classes.
_A = [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3]
_B = [1, 1, 1, 1, 2, 1, 2, 2, 2, 2, 3, 1, 3, 3, 3, 2, 2]


def fact_information_of_seventeen_labels(topic: ModuleType) -> None:
    """scikit-learn's test ``test_adjusted_mutual_info_score``: 0.41022 nats, adjusted 0.27821."""
    assert_close(topic.mutual_info_score(_A, _B), 0.41022, rtol=1e-5)
    assert_close(topic.adjusted_mutual_info_score(_A, _B), 0.27821, rtol=1e-5)


def fact_information_as_mitoolbox_computes_it(topic: ModuleType) -> None:
    """The README of MIToolbox: mi([1 0 1 1 0], [1 1 1 0 0]) is 0.0200 bits, exactly 0.0199730940."""
    information = topic.mutual_info_score([1, 0, 1, 1, 0], [1, 1, 1, 0, 0])
    assert_close(information / math.log(2), 0.0199730940, rtol=1e-8)


def fact_labels_may_be_texts_and_tables_may_be_given(topic: ModuleType) -> None:
    want = topic.mutual_info_score([1, 0, 1, 1, 0], [1, 1, 1, 0, 0])
    texts = topic.mutual_info_score(["b", "a", "b", "b", "a"], [0.5, 0.5, 0.5, -1.5, -1.5])
    assert_close(texts, want, rtol=1e-12)
    table = topic.mutual_info_score(None, None, contingency=[[1, 1], [1, 2]])
    assert_close(table, want, rtol=1e-12)


def fact_no_samples_have_no_information(topic: ModuleType) -> None:
    """Where scikit-learn 1.9.1 fails with a math domain error."""
    assert topic.mutual_info_score([], []) == 0.0
    assert topic.variation_of_information([], []) == 0.0
    assert topic.normalized_mutual_info_score([], []) == 1.0
    assert topic.adjusted_mutual_info_score([], []) == 1.0


def fact_one_class_says_nothing_exactly(topic: ModuleType) -> None:
    assert topic.mutual_info_score([5] * 9, [0, 1, 2] * 3) == 0.0
    assert topic.adjusted_mutual_info_score([5] * 9, [0, 1, 2] * 3) == 0.0
    assert topic.normalized_mutual_info_score(["a"] * 9, ["b"] * 9) == 1.0


def fact_a_finer_partition_is_known_by_two_thirds(topic: ModuleType) -> None:
    """On paper: I = H(U) = log 2 and H(V) = log 4, so that the means are 3/2, 1, 2, sqrt 2 times log 2."""
    pair = [0, 0, 1, 1], [0, 1, 2, 3]
    means = {"arithmetic": 1.5, "min": 1.0, "max": 2.0, "geometric": math.sqrt(2)}
    for name, mean in means.items():
        score = topic.normalized_mutual_info_score(*pair, average_method=name)
        assert_close(score, 1 / mean, rtol=1e-14)


def fact_one_sample_a_class_is_what_chance_gives(topic: ModuleType) -> None:
    """All permutations give I = H(U): nothing is left once chance is taken away."""
    labels = np.arange(60)
    assert abs(topic.adjusted_mutual_info_score(labels // 7, labels)) < 1e-12


def fact_expectation_on_paper(topic: ModuleType) -> None:
    """Four samples in two pairs: 8 of 24 permutations keep the pairs (log 2), 16 mix them (0)."""
    expected = math.log(2) / 3
    got = topic.adjusted_mutual_info_score([0, 0, 1, 1], [0, 1, 0, 1])
    assert_close(got, -expected / (math.log(2) - expected), rtol=1e-13)


def fact_partitions_that_cross_are_far_apart(topic: ModuleType) -> None:
    """On paper: halves that cross each other know nothing of each other, 2 log 2."""
    assert_close(
        topic.variation_of_information([0, 0, 1, 1], [0, 1, 0, 1]), 2 * math.log(2), rtol=1e-15
    )


def fact_exclusive_or_is_seen_by_three_only(topic: ModuleType) -> None:
    """On paper: of x, y and z = x xor y each pair is independent; given the third, it has one bit."""
    x, y, z = [0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]
    assert topic.mutual_info_score(x, y) == 0.0
    assert_close(topic.conditional_mutual_info_score(x, y, z), math.log(2), rtol=1e-15)
    assert_close(topic.total_correlation(np.transpose([x, y, z])), math.log(2), rtol=1e-15)


def fact_a_series_transfers_nothing_to_itself(topic: ModuleType) -> None:
    """JIDT's ``TransferEntropyTester``: its own past is known already."""
    series = np.random.default_rng(0).integers(0, 3, 200)
    assert abs(topic.transfer_entropy(series, series)) < 1e-13


def fact_transfer_of_a_pattern_of_four(topic: ModuleType) -> None:
    """JIDT's tester: a delayed 0110 has one bit of transfer with history 1; with 2 it knows itself."""
    source, target = [0, 1, 1, 0] * 20 + [0], [0, 0, 1, 1] * 20 + [0]
    assert_close(topic.transfer_entropy(source, target), math.log(2), rtol=1e-13)
    assert abs(topic.transfer_entropy(source, target, history=2)) < 1e-13


def fact_lag_of_a_delayed_series(topic: ModuleType) -> None:
    """Fair coins delayed by three steps: one bit at lag 3, little at others."""
    coins = np.random.default_rng(1).integers(0, 2, 4003)
    source, target = coins[3:], coins[:-3]
    got = [topic.transfer_entropy(source, target, lag=lag) for lag in (1, 2, 3, 4)]
    assert got[2] > 0.69
    assert max(got[0], got[1], got[3]) < 0.01
