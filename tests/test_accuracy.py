"""Entropies and divergences against decimals of 100 digits."""

from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from numpy.random import Generator

from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast.information import entropy, kl_divergence, mutual_information

Array = npt.NDArray[Any]

DIGITS = 100


def _exact_divergence(p: Array, q: Array) -> float:
    with localcontext() as context:
        context.prec = DIGITS
        p_exact, q_exact = [*map(Decimal, p.ravel().tolist())], [*map(Decimal, q.ravel().tolist())]
        p_sum, q_sum = sum(p_exact, Decimal()), sum(q_exact, Decimal())
        terms = (
            a * (a / b * q_sum / p_sum).ln() for a, b in zip(p_exact, q_exact, strict=True) if a
        )
        return float(sum(terms) / p_sum)


def _exact_entropy(p: Array) -> float:
    with localcontext() as context:
        context.prec = DIGITS
        exact = [Decimal(x) for x in p.ravel().tolist() if x]
        total = sum(exact)
        return float(-sum(x / total * (x / total).ln() for x in exact))


DISTRIBUTIONS: dict[str, Callable[[Generator], Array]] = {
    "random": lambda rng: rng.random(3000),
    "counts": lambda rng: rng.poisson(1.5, 3000).astype(np.float64),
    "nearly certain": lambda rng: np.append(1e12, rng.random(2500)),
    "nearly certain, far": lambda rng: np.append(1.0, 1e-40 * rng.random(20)),
    "two nearly equal": lambda _: np.array([1.0, 1.0 - 1e-9]),
    "many magnitudes": lambda rng: 10.0 ** rng.uniform(-290, 290, 2500),
    "near overflow": lambda rng: 1.7e308 * rng.random(2500),
    "near underflow": lambda rng: 1e-306 * rng.random(2500),
}


@pytest.mark.parametrize("kind", DISTRIBUTIONS)
def test_entropy_is_correct_to_the_last_digits(kind: str) -> None:
    p = DISTRIBUTIONS[kind](rng_of("entropy", kind))
    assert_close(entropy(p), _exact_entropy(p), rtol=3e-15)
    assert_close(entropy(np.stack([p] * 9, 1), axis=0)[4], _exact_entropy(p), rtol=3e-15)  # type: ignore[index]


@pytest.mark.parametrize("change", [1.0, 1e-3, 1e-6, 1e-10])
@pytest.mark.parametrize("scale", [1.0, 1e-6, 1e300])
def test_divergence_is_correct_to_the_digits_of_the_values(change: float, scale: float) -> None:
    rng = rng_of("divergence", str(change), str(scale))
    p = rng.random(2500) + 0.1
    q = scale * (p * (1 + change * rng.random(2500)))
    # The relative change of a value is known to an ulp: 2e-16 / change.
    rtol = 1e-14 + 2e-16 / change
    assert_close(kl_divergence(p, q), _exact_divergence(p, q), rtol=rtol)
    assert_close(kl_divergence(q, p), _exact_divergence(q, p), rtol=rtol)


def test_divergence_from_subnormal_probabilities() -> None:
    p, q = np.array([0.5, 0.25, 0.25]), np.array([1.0, 1e-310, 5e-324])
    assert_close(kl_divergence(p, q), _exact_divergence(p, q), rtol=1e-14)


@pytest.mark.parametrize("change", [1.0, 1e-3, 1e-6])
def test_mutual_information_is_correct_near_independence(change: float) -> None:
    rng = rng_of("mutual information", str(change))
    table = np.outer(rng.random(20) + 0.1, rng.random(30) + 0.1)
    table *= 1 + change * rng.random(table.shape)
    with localcontext() as context:
        context.prec = DIGITS
        rows = [sum(map(Decimal, row)) for row in table.tolist()]
        columns = [sum(map(Decimal, column)) for column in table.T.tolist()]
        total = sum(rows)
        terms = (
            Decimal(t) * (Decimal(t) * total / (r * c)).ln()
            for r, row in zip(rows, table.tolist(), strict=True)
            for c, t in zip(columns, row, strict=True)
        )
        want = float(sum(terms) / total)
    assert_close(mutual_information(table), want, rtol=1e-14 + 1e-15 / change)
