"""Our own exponential and log1p are at most 1 ulp off, in every binade, against 80-bit arithmetic."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlmath_fast import _mlmath

Array = np.ndarray[Any, Any]

EXTENDED = np.finfo(np.longdouble).nmant == 63
PER_BINADE = 1 << 12


def ulps(got: Array, exact: Array) -> float:
    """The largest error in units of the last place of the exact value."""
    spacing = np.spacing(np.abs(exact).astype(got.dtype)).astype(np.longdouble)
    return float(np.max(np.abs(got.astype(np.longdouble) - exact) / spacing))


def binades(dtype: type, lowest: int, highest: int, seed: int) -> Array:
    """Both signs, each power of two from ``lowest`` to ``highest``, random inside."""
    rng = np.random.default_rng(seed)
    exponents = np.repeat(np.arange(lowest, highest), PER_BINADE)
    x = np.ldexp(rng.uniform(1, 2, len(exponents)), exponents)
    return np.concatenate([x, -x]).astype(dtype)


def applied(function: Callable[[Array, Array], None], x: Array) -> Array:
    out = np.empty_like(x)
    function(x, out)
    return out


@pytest.mark.skipif(not EXTENDED, reason="long double is not the 80-bit type")
@pytest.mark.parametrize(
    ("dtype", "low", "high"), [(np.float64, -708.0, 709.7), (np.float32, -87.3, 88.7)]
)
def test_exp(dtype: type, low: float, high: float) -> None:
    x = binades(dtype, -60, 10, seed=1)
    x = x[(x > low) & (x < high)]
    assert ulps(applied(_mlmath.exp_array, x), np.exp(x.astype(np.longdouble))) <= 1.0


@pytest.mark.skipif(not EXTENDED, reason="long double is not the 80-bit type")
def test_log1p_of_zero_to_one() -> None:
    e = np.abs(binades(np.float64, -200, 0, seed=2))
    e = np.concatenate([e, np.linspace(0.0, 1.0, 1_000_001)])
    e = e[e > 0]
    assert ulps(applied(_mlmath.log1p_array, e), np.log1p(e.astype(np.longdouble))) <= 1.0


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_value_has_the_same_bits_at_every_place(dtype: type) -> None:
    x = binades(dtype, -4, 4, seed=3)[:77]
    alone = np.concatenate([applied(_mlmath.exp_array, x[i : i + 1]) for i in range(len(x))])
    assert np.array_equal(applied(_mlmath.exp_array, x), alone)
