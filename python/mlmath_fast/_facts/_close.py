"""How facts and tests compare numbers: tolerances are keywords, so that none is mistaken."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

# Elements: half a megabyte of doubles.
BLOCK = 65_536


def assert_close(
    got: npt.ArrayLike, want: npt.ArrayLike, *, rtol: float, atol: float = 0.0
) -> None:
    """Equal shapes and ``|got - want| <= atol + rtol |want|``; NaN equals NaN, Inf equals Inf.

    Raises
    ------
    AssertionError
        With the worst element.
    """
    got_array, want_array = np.asarray(got), np.asarray(want)
    assert got_array.shape == want_array.shape, f"shape {got_array.shape}, want {want_array.shape}"
    if any(_bad(a, b, rtol, atol)[0].any() for a, b in blocks(got_array, want_array)):
        bad, error = _bad(got_array, want_array, rtol, atol)
        worst = np.unravel_index(
            np.argmax(np.where(bad, np.nan_to_num(error, nan=np.inf), -1)), bad.shape
        )
        raise AssertionError(
            f"{np.count_nonzero(bad)} of {bad.size} differ; worst at {tuple(map(int, worst))}: "
            f"got {got_array[worst]!r}, want {want_array[worst]!r} (rtol={rtol}, atol={atol})"
        )


def blocks(
    a: npt.NDArray[Any], b: npt.NDArray[Any]
) -> Iterator[tuple[npt.NDArray[Any], npt.NDArray[Any]]]:
    """Two arrays of one shape, flat, in pieces whose temporaries stay in a cache."""
    a, b = a.ravel(), b.ravel()
    for start in range(0, a.size, BLOCK):
        yield a[start : start + BLOCK], b[start : start + BLOCK]


def _bad(
    got: npt.NDArray[Any], want: npt.NDArray[Any], rtol: float, atol: float
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[Any]]:
    """Which elements differ too much, and by how much all do."""
    with np.errstate(invalid="ignore", over="ignore"):
        error = np.abs(_wide(got) - _wide(want))
        same = (got == want) | (np.isnan(got) & np.isnan(want))
        # A relative bound of an infinite value is infinite: nothing but itself is close to it.
        close = np.isfinite(want) & (error <= atol + rtol * np.abs(_wide(want)))
    return ~same & ~close, error


def _wide(x: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return x.astype(np.float64)
