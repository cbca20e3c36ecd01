"""Facts of the topic ``elementary``."""

from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close

# Rounded from the decimals of D. E. Knuth, "The Art of Computer Programming" 1, appendix A.
E = 2.718281828459045
LN_2, LN_3, LN_10 = 0.6931471805599453, 1.0986122886681098, 2.302585092994046

TINY = [0.0, 1e-20, -1e-20, 1e-300, 5e-324]


def fact_exponentials_of_known_logarithms(topic: ModuleType) -> None:
    """e^1, e^(-1), and the powers of numbers whose logarithms are tabulated."""
    assert_close(topic.exp([0.0, 1.0, -1.0]), [1.0, E, 1 / E], rtol=4e-16)
    assert_close(topic.exp([LN_2, LN_3, -LN_10]), [2.0, 3.0, 0.1], rtol=6e-16)
    assert_close(topic.expm1([LN_2, LN_3, -LN_2]), [1.0, 2.0, -0.5], rtol=4e-16)


def fact_logarithms_of_small_numbers(topic: ModuleType) -> None:
    """ln 2, ln 3 and ln 10, and ln 2^k = k ln 2 to the ends of the range."""
    assert_close(topic.log([1.0, 2.0, 3.0, 0.1]), [0.0, LN_2, LN_3, -LN_10], rtol=3e-16)
    assert_close(topic.log1p([1.0, 2.0, -0.9]), [LN_2, LN_3, -LN_10], rtol=3e-16)
    powers = np.arange(-1074, 1024)
    assert_close(topic.log(np.ldexp(1.0, powers)), powers * LN_2, rtol=4e-16)


def fact_of_tiny_numbers_the_first_term_is_the_value(topic: ModuleType) -> None:
    """e^x - 1 = x + x^2/2 + ..., ln(1 + x) = x - x^2/2 + ..., tanh x = x - x^3/3 + ..."""
    for function in (topic.expm1, topic.log1p, topic.tanh):
        assert function(TINY).tolist() == TINY


def fact_even_odds_and_three_to_one(topic: ModuleType) -> None:
    """Log-odds 0 are a probability of 1/2, ln 3 of 3/4; tanh(ln 3) = (3 - 1/3) / (3 + 1/3) = 4/5."""
    assert_close(topic.sigmoid([0.0, LN_3, -LN_3]), [0.5, 0.75, 0.25], rtol=4e-16)
    assert_close(topic.tanh([0.0, LN_3, -LN_3]), [0.0, 0.8, -0.8], rtol=4e-16)
    assert_close(topic.softmax([0.0, LN_3]), [0.25, 0.75], rtol=4e-16)
    assert_close(topic.logaddexp(0.0, LN_2), LN_3, rtol=4e-16)


def fact_what_overflows_elsewhere(topic: ModuleType) -> None:
    """Twice e^1000 is e^(1000 + ln 2), and two equal scores share alike, whatever they are."""
    assert_close(topic.logaddexp(1000.0, 1000.0), 1000 + LN_2, rtol=2e-16)
    assert_close(topic.logaddexp(-1000.0, -np.inf), -1000.0, rtol=0)
    assert topic.softmax([1e308, 1e308, -1e308]).tolist() == [0.5, 0.5, 0.0]
    assert topic.sigmoid([-1e4, 1e4]).tolist() == [0.0, 1.0]


def fact_ends_of_the_domain(topic: ModuleType) -> None:
    """NumPy's table: exp(-inf) = 0, log 0 = -inf, log of less NaN; a row of -inf alone has no sum."""
    inf, nan = np.inf, np.nan
    assert_close(topic.exp([inf, -inf, nan, 710.0]), [inf, 0.0, nan, inf], rtol=0)
    assert_close(topic.expm1([inf, -inf, nan, -50.0]), [inf, -1.0, nan, -1.0], rtol=0)
    assert_close(topic.log([0.0, -0.0, -1.0, inf, nan]), [-inf, -inf, nan, inf, nan], rtol=0)
    assert_close(topic.log1p([-1.0, -2.0, inf, nan]), [-inf, nan, inf, nan], rtol=0)
    assert_close(topic.sigmoid([inf, -inf, nan]), [1.0, 0.0, nan], rtol=0)
    assert_close(topic.tanh([inf, -inf, nan]), [1.0, -1.0, nan], rtol=0)
    rows = topic.softmax([[0.0, -inf], [-inf, -inf], [0.0, inf], [0.0, nan]])
    assert_close(rows, [[1.0, 0.0], [nan, nan], [nan, nan], [nan, nan]], rtol=0)


def fact_columns_are_rows_of_the_transpose(topic: ModuleType) -> None:
    """Scores ln 1, ln 2, ln 3 and their opposites, down the columns: 1/6, 2/6, 3/6 and 6/11, 3/11, 2/11."""
    scores = np.log([[1.0, 1.0], [2.0, 1 / 2], [3.0, 1 / 3]])
    want = [[1 / 6, 6 / 11], [2 / 6, 3 / 11], [3 / 6, 2 / 11]]
    assert_close(topic.softmax(scores, axis=0), want, rtol=6e-16)
    assert_close(topic.softmax(scores.T), np.transpose(want), rtol=6e-16)
