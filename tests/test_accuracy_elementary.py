"""Elementary functions in units of the last place against 80-bit arithmetic: every binade, both signs,
a million points and more a function.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlmath_fast import elementary
from mlmath_fast._mlmath import simd_level
from mlmath_fast._specs._inputs import rng_of

Array = np.ndarray[Any, Any]
Function = Callable[..., Any]

EXTENDED = np.finfo(np.longdouble).nmant == 63
needs_80_bits = pytest.mark.skipif(not EXTENDED, reason="long double is not the 80-bit type")

DTYPES = [np.float64, np.float32]
# Points between one power of two and the next, of each sign.
PER_BINADE = 1 << 10
N_POINTS = 1_000_000


def ulps(got: Array, exact: Array) -> float:
    """The largest error in units of the last place of the exact value; equal infinities have none.

    Infinity where one is on the wrong side, or NaN meets an infinity.
    """
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        rounded = exact.astype(got.dtype)
        spacing = np.spacing(np.abs(rounded)).astype(np.longdouble)
        errors = np.abs(got.astype(np.longdouble) - exact) / spacing
    equal = (got == rounded) | (np.isnan(got) & np.isnan(rounded))
    if (~np.isfinite(got) & ~np.isfinite(rounded) & ~equal).any():
        return np.inf
    return float(np.max(errors, where=np.isfinite(rounded) | np.isfinite(got), initial=0.0))


def all_binades(dtype: type, *names: str) -> Array:
    """Every power of two of the type, subnormal ones too, random inside, of both signs."""
    info = np.finfo(dtype)
    rng = rng_of("binades", dtype.__name__, *names)
    exponents = np.repeat(np.arange(info.minexp - info.nmant, info.maxexp), PER_BINADE)
    x: Array = np.ldexp(rng.uniform(1, 2, len(exponents)), exponents).astype(dtype)
    x = x[np.isfinite(x)]
    return np.concatenate([x, -x])


def between(dtype: type, low: float, high: float, *names: str) -> Array:
    return rng_of("between", dtype.__name__, *names).uniform(low, high, N_POINTS).astype(dtype)


def around(dtype: type, value: float) -> Array:
    """The numbers next to `value`, half a million on each side."""
    bits = np.dtype(dtype).str.replace("f", "i")
    near = np.full(1, value, dtype).view(bits) + np.arange(-N_POINTS // 2, N_POINTS // 2)
    return np.asarray(near.astype(bits)).view(dtype)


def sigmoid(x: Array) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-x)))


ONE_ULP: dict[str, tuple[Function, tuple[float, float], tuple[float, ...]]] = {
    # The function, where it varies, where it cancels or its method changes.
    "exp": (np.exp, (-745.0, 710.0), (0.3465735902799726, -0.3465735902799726)),
    "expm1": (np.expm1, (-40.0, 40.0), (0.3465735902799726, -0.3465735902799726, 0.5, -0.5)),
    "log": (np.log, (0.0, 10.0), (1.0, 0.7071067811865476, 1.4142135623730951)),
    "log1p": (np.log1p, (-1.0, 10.0), (1.0, -0.2928932188134524, 0.4142135623730951, -0.5)),
}
TWO_ULPS: dict[str, tuple[Function, tuple[float, float], tuple[float, ...]]] = {
    "sigmoid": (sigmoid, (-745.0, 40.0), (1.0, -1.0, -708.0)),
    "tanh": (np.tanh, (-20.0, 20.0), (0.17328679513998632, 0.5493061443340549, 1.0)),
}
BOUNDS = {**dict.fromkeys(ONE_ULP, 1.0), **dict.fromkeys(TWO_ULPS, 2.0)}


@needs_80_bits
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", BOUNDS)
def test_functions_of_one_argument(name: str, dtype: type) -> None:
    exact, (low, high), places = {**ONE_ULP, **TWO_ULPS}[name]
    function = getattr(elementary, name)
    near_zero = between(dtype, -2, 2, name, "near 0")
    points = [all_binades(dtype, name), between(dtype, low, high, name), near_zero]
    for x in (*points, *(around(dtype, place) for place in places)):
        with np.errstate(all="ignore"):
            want = exact(x.astype(np.longdouble))
        defined = ~np.isnan(want)
        got = function(x)
        assert np.isnan(got[~defined]).all()
        worst = ulps(got[defined], want[defined])
        assert worst <= BOUNDS[name], f"{worst} ulp between {x.min()} and {x.max()}"


@needs_80_bits
@pytest.mark.parametrize("dtype", DTYPES)
def test_logaddexp(dtype: type) -> None:
    """In ulps of the largest of the result and the two terms of the formula, which may cancel."""
    for scale in (1.0, 5.0, 30.0, 1000.0):
        a, b = (between(dtype, -scale, scale, name, str(scale)) for name in "ab")
        want = np.logaddexp(a.astype(np.longdouble), b.astype(np.longdouble))
        larger = np.maximum(a, b).astype(np.longdouble)
        size = np.max(np.abs([want, larger, want - larger]), axis=0)
        spacing = np.spacing(size.astype(dtype))
        errors = np.abs(elementary.logaddexp(a, b) - want) / spacing
        assert errors.max() <= 2.0


@needs_80_bits
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("length", [2, 10, 1000, 100_000])
def test_softmax(length: int, dtype: type) -> None:
    """Of few and of many, near and far. Without fused products (SSE2) the last one rounds twice."""
    bound = 2.1 if simd_level() == "baseline" else 2.0
    for scale in (1.0, 8.0, 40.0):
        x = between(dtype, -scale, scale, "softmax", str(scale)).reshape(-1, length)
        exact = x.astype(np.longdouble)
        e = np.exp(exact - exact.max(1, keepdims=True))
        want = e / e.sum(1, keepdims=True)
        assert ulps(np.asarray(elementary.softmax(x)), want) <= bound
        assert ulps(np.asarray(elementary.softmax(x.T.copy(), 0)).T, want) <= bound


def test_log_of_powers_of_two() -> None:
    powers = np.arange(-1074, 1024)
    got = elementary.log(np.ldexp(1.0, powers))
    assert np.abs(got - powers * np.log(2)).max() < 2e-13


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", BOUNDS)
def test_a_value_has_the_same_bits_at_every_place(name: str, dtype: type) -> None:
    function = getattr(elementary, name)
    x = between(dtype, 0, 10, "place")[:77]
    x[[5, 40, 41, 76]] = np.inf, 0.0, -800.0, np.nan
    alone = np.concatenate([function(x[i : i + 1]) for i in range(len(x))])
    for start in range(17):
        assert np.array_equal(function(x[start:]), alone[start:], equal_nan=True)
