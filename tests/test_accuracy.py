"""Our own vector functions against 80-bit numbers: within 1 ulp, a million points a binade group."""

import numpy as np
import pytest

from mlmath_fast import _mlmath
from mlmath_fast._specs._inputs import rng_of

N_POINTS = 1_000_000

# Groups of binades: where the answer is smallest, where it cancels, and the rest of the range.
GROUPS = {
    np.float64: [(-1074, -1022), (-1022, -500), (-500, -10), (-10, -2), (-2, 0), (0, 2), (2, 1024)],
    np.float32: [(-149, -126), (-126, -50), (-50, -10), (-10, -2), (-2, 0), (0, 2), (2, 128)],
}

HAS_80_BITS = np.finfo(np.longdouble).nmant == 63


def _logs(x: np.ndarray) -> np.ndarray:
    out = np.empty_like(x)
    _mlmath.log_array(x, out)
    return out


def _ulps(got: np.ndarray, want: np.ndarray) -> np.ndarray:
    return np.abs(got - want) / np.spacing(np.abs(want).astype(got.dtype))


@pytest.mark.skipif(not HAS_80_BITS, reason="np.longdouble is not the 80-bit type here")
@pytest.mark.parametrize(
    ("dtype", "group"), [(dtype, group) for dtype, groups in GROUPS.items() for group in groups]
)
def test_log_is_within_one_ulp(dtype: type, group: tuple[int, int]) -> None:
    rng = rng_of("log", dtype.__name__, str(group))
    exponents = rng.integers(*group, N_POINTS)
    x = np.ldexp(rng.uniform(1, 2, N_POINTS), exponents).astype(dtype)
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
