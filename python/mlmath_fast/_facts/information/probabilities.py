"""Facts of the topic ``information``."""

import math
from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close


def fact_a_fair_coin_has_one_bit(topic: ModuleType) -> None:
    assert topic.entropy([1, 1], base=2) == 1.0
    assert_close(topic.entropy([0.5, 0.5]), math.log(2), rtol=1e-15)


def fact_entropy_of_a_biased_coin(topic: ModuleType) -> None:
    """SciPy's documentation of ``scipy.stats.entropy``: 0.9 and 0.1 have 0.46899559358928117 bits."""
    assert_close(topic.entropy([9, 1], base=2), 0.46899559358928117, rtol=1e-14)


def fact_entropy_of_counts(topic: ModuleType) -> None:
    """On paper: 0, 1, 2 have H = log 3 - (2/3) log 2. Zero counts for nothing."""
    assert_close(topic.entropy([0, 1, 2]), math.log(3) - 2 / 3 * math.log(2), rtol=1e-15)


def fact_maximum_likelihood_entropy_of_five_counts(topic: ModuleType) -> None:
    """R package entropy, ``entropy.plugin`` of 1, 2, 3, 2, 1: 1.522955 nats."""
    assert_close(topic.entropy([1, 2, 3, 2, 1]), 1.5229550675, rtol=1e-10)


def fact_a_certain_outcome_has_entropy_zero(topic: ModuleType) -> None:
    entropy = topic.entropy([0.0, 0.3, 0.0])
    assert entropy == 0.0
    assert math.copysign(1.0, entropy) == 1.0


def fact_nothing_has_no_entropy(topic: ModuleType) -> None:
    assert math.isnan(topic.entropy([]))
    assert math.isnan(topic.entropy([0, 0]))
    assert math.isnan(topic.kl_divergence([1, 1], [0, 0]))
    assert math.isnan(topic.mutual_information([[0, 0]]))


def fact_divergence_of_a_fair_from_a_biased_coin(topic: ModuleType) -> None:
    """SciPy's documentation: 0.5, 0.5 against 0.9, 0.1 have 0.7369655941662062 bits."""
    divergence = topic.kl_divergence([0.5, 0.5], [0.9, 0.1], base=2)
    assert_close(divergence, 0.7369655941662062, rtol=1e-14)


def fact_divergence_as_r_computes_it(topic: ModuleType) -> None:
    """R package entropy, ``KL.plugin``: 0.1093929 nats."""
    divergence = topic.kl_divergence([0.2, 0.2, 0.6], [0.1, 0.4, 0.5])
    assert_close(divergence, 0.1093929341, rtol=1e-9)


def fact_divergence_along_an_axis(topic: ModuleType) -> None:
    """SciPy's test ``test_entropy_2d``: columns with 0.1933259 and 0.18609809 nats."""
    p = [[0.1, 0.2], [0.6, 0.3], [0.3, 0.5]]
    q = [[0.2, 0.1], [0.3, 0.6], [0.5, 0.3]]
    assert_close(topic.kl_divergence(p, q, axis=0), [0.1933259, 0.18609809], rtol=1e-7)


def fact_impossible_outcomes(topic: ModuleType) -> None:
    """SciPy's test ``test_entropy_2d_zero``: infinity where q = 0, 0.17403988 when p = 0 too."""
    p = [[0.1, 0.2], [0.6, 0.3], [0.3, 0.5]]
    q = [[0.0, 0.1], [0.3, 0.6], [0.5, 0.3]]
    assert_close(topic.kl_divergence(p, q, axis=0), [np.inf, 0.18609809], rtol=1e-7)
    p[0][0] = 0.0
    assert_close(topic.kl_divergence(p, q, axis=0), [0.17403988, 0.18609809], rtol=1e-7)


def fact_information_of_a_binary_symmetric_channel(topic: ModuleType) -> None:
    """Cover and Thomas, section 7.1.4: 1 - H(0.1) bits."""
    channel = topic.mutual_information([[9, 1], [1, 9]], base=2)
    assert_close(channel, 1 - topic.entropy([9, 1], base=2), rtol=1e-14)
    assert_close(channel, 0.5310044064, rtol=1e-10)


def fact_information_as_r_computes_it(topic: ModuleType) -> None:
    """R package entropy, ``mi.plugin``: 0.04160502 nats."""
    table = [[0.2, 0.1, 0.15], [0.1, 0.2, 0.25]]
    assert_close(topic.mutual_information(table), 0.0416050175, rtol=1e-9)


def fact_information_of_a_five_by_five_table(topic: ModuleType) -> None:
    """The table of DiscreteEntropy.jl's tests, 0.1947348101 nats by the formula."""
    table = [[4, 9, 4, 5, 8], [10, 2, 7, 9, 6], [3, 5, 6, 9, 6], [4, 2, 1, 5, 8], [4, 5, 43, 8, 3]]
    assert_close(topic.mutual_information(table), 0.1947348101, rtol=1e-9)
