"""Entropies and divergences of all orders and kinds against decimals of 100 digits."""

import math
from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast.information import (
    conditional_entropy,
    cross_entropy,
    f_divergence,
    renyi_divergence,
    renyi_entropy,
    tsallis_entropy,
)

Array = npt.NDArray[Any]

DIGITS = 100


def _prob(p: Array) -> list[Decimal]:
    exact = [*map(Decimal, p.ravel().tolist())]
    total = sum(exact, Decimal())
    return [x / total for x in exact]


def _exact_renyi_entropy(p: Array, order: float) -> float:
    with localcontext() as context:
        context.prec = DIGITS
        a = Decimal(order)
        powers = sum((x**a for x in _prob(p) if x), Decimal())
        return float(powers.ln() / (1 - a))


def _exact_renyi_divergence(p: Array, q: Array, order: float) -> float:
    with localcontext() as context:
        context.prec = DIGITS
        a = Decimal(order)
        pairs = zip(_prob(p), _prob(q), strict=True)
        powers = sum((y * (x / y) ** a for x, y in pairs if x and y), Decimal())
        return float(powers.ln() / (a - 1))


DISTRIBUTIONS: dict[str, Array] = {
    "random": rng_of("orders").random(100),
    "nearly certain": np.append(1e12, rng_of("orders").random(50)),
    "two nearly equal": np.array([1.0, 1.0 - 1e-9]),
    "near overflow": 1.7e308 * rng_of("orders").random(50),
    "near underflow": 1e-306 * (0.1 + rng_of("orders").random(50)),
}
ORDERS = (1e-3, 0.4999, 0.5001, 1 - 1e-9, 1 + 1e-12, 1.4999, 1.5001, 2.0, 400.0)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("kind", DISTRIBUTIONS)
def test_entropies_are_correct_at_all_orders(kind: str, order: float) -> None:
    p = DISTRIBUTIONS[kind]
    nats = _exact_renyi_entropy(p, order)
    assert_close(renyi_entropy(p, order), nats, rtol=5e-14)
    want = math.expm1((1 - order) * nats) / (1 - order)
    assert_close(tsallis_entropy(p, order), want, rtol=1e-13)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("change", [1.0, 1e-3, 1e-6])
def test_divergences_are_correct_to_the_digits_of_the_values(change: float, order: float) -> None:
    rng = rng_of("order of divergence", str(change))
    p = rng.random(100) + 0.1
    q = 1e200 * (p * (1 + change * rng.random(100)))
    want = _exact_renyi_divergence(p, q, order)
    # The relative change of a value is known to an ulp or two.
    assert_close(renyi_divergence(p, q, order), want, rtol=1e-13 + 2e-15 / change)


@pytest.mark.parametrize("order", [0.01, 0.5, 0.99, 3.0, 250.0])
def test_divergences_of_distributions_nearly_apart(order: float) -> None:
    p = np.append(np.full(20, 1.0), np.full(20, 1e-200))
    q = p[::-1].copy()
    want = _exact_renyi_divergence(p, q, order)
    assert_close(renyi_divergence(p, q, order), want, rtol=1e-13)


@pytest.mark.parametrize("order", [1.01, 2.0, 250.0])
def test_divergences_from_a_subnormal_probability(order: float) -> None:
    """It counts as the least normal number, so that the divergence still grows with the order."""
    p, q = [0.5, 0.5], [1.0, 1e-320]
    floor = [1.0, np.finfo(np.float64).tiny]
    want = _exact_renyi_divergence(np.array(p), np.array(floor), order)
    assert_close(renyi_divergence(p, q, order), want, rtol=1e-13)


KINDS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "kl": lambda p, q: p * (p / q).ln(),
    "reverse_kl": lambda p, q: q * (q / p).ln(),
    "chi2": lambda p, q: (p - q) ** 2 / q,
    "hellinger": lambda p, q: (p.sqrt() - q.sqrt()) ** 2 / 2,
    "total_variation": lambda p, q: abs(p - q) / 2,
    "js": lambda p, q: (p * (2 * p / (p + q)).ln() + q * (2 * q / (p + q)).ln()) / 2,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("change", [1.0, 1e-3, 1e-6])
@pytest.mark.parametrize("scale", [1.0, 1e-306, 1e306])
def test_kinds_are_correct_to_the_digits_of_the_values(
    kind: str, change: float, scale: float
) -> None:
    rng = rng_of("kinds", str(change))
    p = rng.random(100) + 0.1
    q = scale * (p * (1 + change * rng.random(100)))
    with localcontext() as context:
        context.prec = DIGITS
        terms = (KINDS[kind](x, y) for x, y in zip(_prob(p), _prob(q), strict=True))
        want = float(sum(terms, Decimal()))
    assert_close(f_divergence(p, q, kind), want, rtol=1e-14 + 2e-15 / change)


def test_little_entropy_is_not_lost() -> None:
    """H(X | Y) of nearly one to one, and H(p, q) of nearly one outcome: d (1 - log d) of a small d."""
    d = 1e-14
    want = d * (1 - math.log(d))
    table = np.array([[1.0, d], [d, 1.0]])
    assert_close(conditional_entropy(table), want, rtol=1e-12)
    assert_close(conditional_entropy(1e308 * table), want, rtol=1e-12)
    assert_close(conditional_entropy(1e-290 * table), want, rtol=1e-12)
    assert_close(cross_entropy([1.0, d], [1.0, d]), want, rtol=1e-12)
