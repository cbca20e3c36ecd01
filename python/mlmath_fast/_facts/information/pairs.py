"""Facts about tables of pairs of features."""

import math
from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close

LN2 = math.log(2)


def fact_all_pairs_of_two_columns(topic: ModuleType) -> None:
    """README of MIToolbox: mi 0.0200 and h 0.9710 bits; exact 0.0199730940 and 0.9709505945."""
    matrix = topic.mi_matrix(np.transpose([[1, 0, 1, 1, 0], [1, 1, 1, 0, 0]])) / LN2
    want = [[0.9709505945, 0.0199730940], [0.0199730940, 0.9709505945]]
    assert_close(matrix, want, rtol=1e-8)


def fact_all_pairs_of_a_five_by_five_table(topic: ModuleType) -> None:
    """DiscreteEntropy.jl's tests: symmetric uncertainty 0.1267779848, and 0.1947348101 nats."""
    table = np.array(
        [[4, 9, 4, 5, 8], [10, 2, 7, 9, 6], [3, 5, 6, 9, 6], [4, 2, 1, 5, 8], [4, 5, 43, 8, 3]]
    )
    codes = np.repeat(np.argwhere(table >= 0), table.reshape(-1), axis=0)
    assert_close(topic.mi_matrix(codes)[0, 1], 0.1947348101, rtol=1e-9)
    assert_close(topic.mi_matrix(codes, normalized=True)[0, 1], 0.1267779848, rtol=1e-9)


def fact_two_coins_and_their_sum(topic: ModuleType) -> None:
    """On paper: independent, half a bit once the sum is known; one bit once it is known modulo 2."""
    codes = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    assert_close(topic.mi_matrix(codes), LN2 * np.eye(2), rtol=1e-15)
    total = codes.sum(1)
    assert_close(topic.cmi_given(codes, total), np.full((2, 2), LN2 / 2), rtol=1e-15)
    assert_close(topic.cmi_given(codes, total % 2), np.full((2, 2), LN2), rtol=1e-15)


def fact_a_common_cause_explains_all(topic: ModuleType) -> None:
    """On paper: X and Y copy Z with 1 error in 4: dependent, but not given Z."""
    z, x_errs, y_errs = np.indices((2, 4, 4)).reshape(3, -1)
    codes = np.stack([z ^ (x_errs == 0), z ^ (y_errs == 0)], axis=1)
    error = -(0.25 * math.log(0.25) + 0.75 * math.log(0.75))
    either = -(0.375 * math.log(0.375) + 0.625 * math.log(0.625))
    assert_close(topic.mi_matrix(codes)[0, 1], LN2 - either, rtol=1e-12)
    assert_close(topic.cmi_given(codes, z), error * np.eye(2), rtol=1e-13, atol=1e-15)


def fact_a_feature_that_never_varies_has_zero_exactly(topic: ModuleType) -> None:
    """scikit-learn's mutual_info_classif gives a single class 7.8e-16."""
    codes = np.stack([np.zeros(999, int), np.arange(999) % 7], axis=1)
    matrix = topic.mi_matrix(codes)
    assert matrix[0, 0] == 0
    assert abs(matrix[0, 1]) < 1e-14
    assert topic.mi_matrix(codes * [1, 0], normalized=True).tolist() == [[1, 1], [1, 1]]


def fact_no_samples_have_no_information(topic: ModuleType) -> None:
    """scikit-learn's mutual_info_score raises "math domain error"."""
    assert np.isnan(topic.mi_matrix(np.empty((0, 2), int))).all()
    assert np.isnan(topic.cmi_given(np.empty((0, 2), int), [])).all()


def fact_squares_of_many_rows(topic: ModuleType) -> None:
    """infotheo squares counts in 32 bits: wrong above 46,340 rows. Two equal fair bits have log 2."""
    bit = np.arange(100_000) % 2
    matrix = topic.mi_matrix(np.stack([bit, bit, 1 - bit], axis=1))
    assert_close(matrix, np.full((3, 3), LN2), rtol=1e-14)


def fact_what_always_happens_is_not_significant(topic: ModuleType) -> None:
    """On paper: both orders of two samples have log 2. A constant has 0 in any order."""
    mi, p_values = topic.mi_significance([[0, 5], [1, 5]], [1, 0], n_permutations=20)
    assert_close(mi, [LN2, 0], rtol=1e-15)
    assert p_values.tolist() == [1, 1]


def fact_a_copy_is_as_significant_as_can_be(topic: ModuleType) -> None:
    """On paper: 40 of 80 alike again by chance has a probability of 2 in 10^23."""
    y = np.arange(80) % 2
    assert_close(topic.mi_significance(y[:, None], y)[1], [1 / 1000], rtol=1e-15)
