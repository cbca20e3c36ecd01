"""Facts about divergences."""

import math
from types import ModuleType

import numpy as np

from mlmath_fast._facts._close import assert_close

KINDS = ("kl", "reverse_kl", "chi2", "hellinger", "total_variation", "js")


def fact_divergences_of_a_fair_coin_from_three_to_one(topic: ModuleType) -> None:
    """On paper, p = 1/2, 1/2 and q = 3/4, 1/4."""
    want = {
        "kl": math.log(2) - math.log(3) / 2,
        "reverse_kl": 3 / 4 * math.log(3) - math.log(2),
        "chi2": 1 / 12 + 1 / 4,
        "hellinger": 1 - (math.sqrt(3) + 1) / math.sqrt(8),
        "total_variation": 1 / 4,
    }
    for kind, value in want.items():
        assert_close(topic.f_divergence([1, 1], [3, 1], kind), value, rtol=1e-14)


def fact_jensen_shannon_is_the_mean_divergence_from_the_mean(topic: ModuleType) -> None:
    """On paper: H(5/8) - (1 + H(3/4)) / 2 bits, and log 2 at most."""
    want = topic.entropy([5, 3]) - (math.log(2) + topic.entropy([3, 1])) / 2
    assert_close(topic.js_divergence([1, 1], [3, 1]), want, rtol=1e-13)
    assert topic.js_divergence([1, 0], [0, 1], base=2) == 1.0


def fact_divergences_of_shifted_normals(topic: ModuleType) -> None:
    """N(0, 1) from N(1, 1), cut into slices of 1/100 (an error of their square, for Rényi a quarter of
    the order's): 1/2, chi2 e - 1, hellinger 1 - exp(-1/8), total variation 2 Phi(1/2) - 1, Rényi a / 2."""
    x = np.arange(-1500, 1601) / 100
    p, q = np.exp(-(x**2) / 2), np.exp(-((x - 1) ** 2) / 2)
    assert_close(topic.f_divergence(p, q), 0.5, rtol=1e-12)
    assert_close(topic.f_divergence(p, q, "chi2"), math.expm1(1), rtol=1e-12)
    assert_close(topic.f_divergence(p, q, "hellinger"), 0.1175030974, rtol=1e-9)
    assert_close(topic.f_divergence(p, q, "total_variation"), 0.3829249225, rtol=1e-4)
    for order in (0.25, 0.5, 2.0, 4.0):
        assert_close(topic.renyi_divergence(p, q, order), order / 2, rtol=1e-12)


def fact_half_order_is_twice_bhattacharyya(topic: ModuleType) -> None:
    """On paper: N(0, 1) and N(1, 1) have Bhattacharyya's distance 1/8; here of two coins."""
    coefficient = (math.sqrt(3) + 1) / math.sqrt(8)
    want = -2 * math.log(coefficient)
    assert_close(topic.renyi_divergence([1, 1], [3, 1], 0.5), want, rtol=1e-14)


def fact_limits_of_the_order(topic: ModuleType) -> None:
    """On paper: order 1 the relative entropy, infinity log max p / q, 0 minus log of q where p > 0."""
    p, q = [2, 2, 0], [1, 2, 1]
    assert topic.renyi_divergence(p, q, 1) == topic.kl_divergence(p, q)
    assert_close(topic.renyi_divergence(p, q, math.inf), math.log(2), rtol=1e-15)
    assert_close(topic.renyi_divergence(p, q, 0), -math.log(3 / 4), rtol=1e-15)


def fact_large_orders_do_not_overflow(topic: ModuleType) -> None:
    """On paper, 10 to 1 from 1 to 1: log(20 / 11) + log(10 / 11) / (a - 1), for all that counts."""
    want = math.log(20 / 11) + math.log(10 / 11) / 1999
    assert_close(topic.renyi_divergence([10, 1], [1, 1], 2000), want, rtol=1e-13)


def fact_outcomes_that_one_has_not(topic: ModuleType) -> None:
    """On paper: what is finite, and what is not, of 1, 0 and 0, 1 and of 1, 0 and 1, 1."""
    apart = [topic.f_divergence([1, 0], [0, 1], kind, base=None) for kind in KINDS]
    assert_close(apart, [math.inf, math.inf, math.inf, 1.0, 1.0, math.log(2)], rtol=1e-15)
    inside = [topic.f_divergence([1, 0], [1, 1], kind) for kind in KINDS]
    want = [math.log(2), math.inf, 1.0, 1 - math.sqrt(0.5), 0.5]
    assert_close(inside[:5], want, rtol=1e-14)
    assert topic.renyi_divergence([1, 0], [0, 1], 0.5) == math.inf
    assert topic.renyi_divergence([1, 1], [1, 0], 2) == math.inf
    assert_close(topic.renyi_divergence([1, 1], [1, 0], 0.5), math.log(2), rtol=1e-14)


def fact_nothing_has_no_divergence(topic: ModuleType) -> None:
    for kind in KINDS:
        assert math.isnan(topic.f_divergence([1, 1], [0, 0], kind))
        assert math.isnan(topic.f_divergence([], [], kind))
    for order in (0, 0.5, 2, math.inf):
        assert math.isnan(topic.renyi_divergence([0, 0], [1, 1], order))
    assert math.isnan(topic.js_divergence([0, 0], [0, 0]))
