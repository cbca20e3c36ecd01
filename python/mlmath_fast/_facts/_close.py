"""How facts and tests compare numbers: tolerances are keywords, so that none is mistaken."""

from typing import Any

import numpy as np
import numpy.typing as npt


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
    with np.errstate(invalid="ignore", over="ignore"):
        error = np.abs(_wide(got_array) - _wide(want_array))
        same = (got_array == want_array) | (np.isnan(got_array) & np.isnan(want_array))
        # A relative bound of an infinite value is infinite: nothing but itself is close to it.
        close = np.isfinite(want_array) & (error <= atol + rtol * np.abs(_wide(want_array)))
        bad = ~same & ~close
    if bad.any():
        worst = np.unravel_index(
            np.argmax(np.where(bad, np.nan_to_num(error, nan=np.inf), -1)), bad.shape
        )
        raise AssertionError(
            f"{np.count_nonzero(bad)} of {bad.size} differ; worst at {tuple(map(int, worst))}: "
            f"got {got_array[worst]!r}, want {want_array[worst]!r} (rtol={rtol}, atol={atol})"
        )


def _wide(x: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return x.astype(np.float64)
