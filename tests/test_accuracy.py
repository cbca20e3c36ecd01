"""Our own vector logarithm within 1 ulp of 80-bit numbers, a million points a binade group; entropies and
divergences against decimals of 100 digits.
"""

from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from numpy.random import Generator

from mlmath_fast import _mlmath
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast.information import entropy, kl_divergence, mutual_information

Array = npt.NDArray[Any]

DIGITS = 100

N_POINTS = 1_000_000

# Groups of binades: where the answer is smallest, where it cancels, and the rest of the range.
GROUPS = {
    np.float64: [(-1074, -1022), (-1022, -500), (-500, -10), (-10, -2), (-2, 0), (0, 2), (2, 1024)],
    np.float32: [(-149, -126), (-126, -50), (-50, -10), (-10, -2), (-2, 0), (0, 2), (2, 128)],
}

HAS_80_BITS = np.finfo(np.longdouble).nmant == 63


def _logs(x: Array) -> Array:
    out = np.empty_like(x)
    _mlmath.log_array(x, out)
    return out


def _ulps(got: Array, want: Array) -> Array:
    ulps: Array = np.abs(got - want) / np.spacing(np.abs(want).astype(got.dtype))
    return ulps


@pytest.mark.skipif(not HAS_80_BITS, reason="np.longdouble is not the 80-bit type here")
@pytest.mark.parametrize(
    ("dtype", "group"), [(dtype, group) for dtype, groups in GROUPS.items() for group in groups]
)
def test_log_is_within_one_ulp(dtype: type, group: tuple[int, int]) -> None:
    rng = rng_of("log", dtype.__name__, str(group))
    exponents = rng.integers(*group, N_POINTS)
    x: Array = np.ldexp(rng.uniform(1, 2, N_POINTS), exponents).astype(dtype)
    x = x[(x > 0) & np.isfinite(x)]
    assert _ulps(_logs(x), np.log(x.astype(np.longdouble))).max() <= 1


@pytest.mark.skipif(not HAS_80_BITS, reason="np.longdouble is not the 80-bit type here")
@pytest.mark.parametrize("dtype", GROUPS)
def test_log_is_within_one_ulp_of_all_neighbours_of_one(dtype: type) -> None:
    """Every number near 1, where the logarithm vanishes."""
    bits = np.dtype(dtype).str.replace("f", "i")
    near_one = np.ones(1, dtype).view(bits) + np.arange(-N_POINTS // 2, N_POINTS // 2).astype(bits)
    x = near_one.view(dtype)
    assert _ulps(_logs(x), np.log(x.astype(np.longdouble))).max() <= 1


def test_log_of_powers_of_two_and_special_values() -> None:
    powers = np.ldexp(1.0, np.arange(-1074, 1024))
    assert np.abs(_logs(powers) - np.arange(-1074, 1024) * np.log(2)).max() < 2e-13
    special = _logs(np.array([0.0, -0.0, 1.0, np.inf, -1.0, -np.inf, np.nan]))
    assert special[:4].tolist() == [-np.inf, -np.inf, 0.0, np.inf]
    assert np.isnan(special[4:]).all()


def test_log_does_not_depend_on_position() -> None:
    x = rng_of("position").uniform(0, 10, 100)
    whole = _logs(x)
    for start in range(17):
        assert np.array_equal(_logs(x[start:].copy()), whole[start:])


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
