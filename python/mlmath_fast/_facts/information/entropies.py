"""Facts about conditional and cross entropy, and entropies of other orders."""

import math
from types import ModuleType

from mlmath_fast._facts._close import assert_close


def fact_conditional_entropy_of_the_row_given_the_column(topic: ModuleType) -> None:
    """Cover and Thomas, example 2.2.1: H(X | Y) = 11/8 bits, H(Y | X) = 13/8, here with x in rows."""
    table = [list(column) for column in zip(*_COVER_AND_THOMAS, strict=True)]
    assert_close(topic.conditional_entropy(table, base=2), 11 / 8, rtol=1e-14)
    assert_close(topic.conditional_entropy(_COVER_AND_THOMAS, base=2), 13 / 8, rtol=1e-14)


# Joint probabilities in 32nds: x in columns, y in rows. H(X) = 7/4 bits, H(Y) = 2 bits.
_COVER_AND_THOMAS = [[4, 2, 1, 1], [2, 4, 1, 1], [2, 2, 2, 2], [8, 0, 0, 0]]


def fact_a_certain_row_has_no_conditional_entropy(topic: ModuleType) -> None:
    assert topic.conditional_entropy([[3, 0], [0, 5]]) == 0.0
    assert math.isnan(topic.conditional_entropy([[0, 0]]))


def fact_columns_without_mass_count_for_nothing(topic: ModuleType) -> None:
    assert topic.conditional_entropy([[1, 0, 1], [1, 0, 1]], base=2) == 1.0


def fact_cross_entropy_of_two_coins(topic: ModuleType) -> None:
    """On paper: 1/2 log 4/3 + 1/2 log 4."""
    want = (math.log(4 / 3) + math.log(4)) / 2
    assert_close(topic.cross_entropy([1, 1], [3, 1]), want, rtol=1e-14)
    assert_close(topic.cross_entropy([3, 1], [3, 1]), topic.entropy([3, 1]), rtol=1e-15)


def fact_cross_entropy_with_an_impossible_code(topic: ModuleType) -> None:
    assert topic.cross_entropy([1, 1], [1, 0]) == math.inf
    assert topic.cross_entropy([1, 0], [1, 0]) == 0.0
    assert math.isnan(topic.cross_entropy([1, 1], [0, 0]))


def fact_entropies_of_a_half_and_two_quarters(topic: ModuleType) -> None:
    """On paper, of 1/4, 1/4, 1/2 in bits: orders 0 log 3, 1 3/2, 2 log 8/3, 3 (log 32/5) / 2, infinity 1."""
    want = {0: math.log2(3), 1: 1.5, 2: math.log2(8 / 3), 3: math.log2(32 / 5) / 2, math.inf: 1.0}
    for order, bits in want.items():
        assert_close(topic.renyi_entropy([1, 1, 2], order, base=2), bits, rtol=1e-14)


def fact_orders_of_tsallis(topic: ModuleType) -> None:
    """On paper, of 1/4, 1/4, 1/2: orders 0 2, 1 3/2 log 2, 2 5/8, 3 27/64, infinity 0."""
    want = {0: 2.0, 1: 1.5 * math.log(2), 2: 5 / 8, 3: 27 / 64, math.inf: 0.0}
    for order, value in want.items():
        assert_close(topic.tsallis_entropy([1, 1, 2], order), value, rtol=1e-14)


def fact_zeros_are_no_outcomes(topic: ModuleType) -> None:
    assert_close(topic.renyi_entropy([0, 5, 0, 5], 0), math.log(2), rtol=1e-15)
    for order in (0, 0.5, 1, 2, math.inf):
        assert topic.renyi_entropy([0, 3], order) == 0.0
        assert topic.tsallis_entropy([0, 3], order) == 0.0
        assert math.isnan(topic.renyi_entropy([0, 0], order))
        assert math.isnan(topic.tsallis_entropy([], order))
