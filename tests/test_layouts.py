"""Generated from rows: memory layout and container change nothing, not one bit."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlmath_fast._specs._results import agree, canonical
from mlmath_fast._specs._spec import EXACT, Call, Kernel
from tests.support import every_case, map_arrays, result_of

Array = np.ndarray[Any, Any]


def strided(x: Array) -> Array:
    wide = np.zeros((*x.shape[:-1], 2 * x.shape[-1]), x.dtype)
    wide[..., ::2] = x
    return wide[..., ::2]


def read_only(x: Array) -> Array:
    x = x.copy()
    x.flags.writeable = False
    return x


def misaligned(x: Array) -> Array:
    raw = np.empty(x.nbytes + 1, np.uint8)[1:]
    shifted = raw.view(x.dtype).reshape(x.shape)
    shifted[...] = x
    return shifted


def as_list(x: Array) -> Any:
    # A list holds Python floats: it stands for float64 and, of integers, for any of them.
    return x.tolist() if x.dtype == np.float64 and x.size else None


LAYOUTS: dict[str, Callable[[Array], Any]] = {
    "Fortran": np.asfortranarray,
    "strided": strided,
    "reversed": lambda x: x[::-1].copy()[::-1],
    "read-only": read_only,
    "list": as_list,
    "big-endian": lambda x: x.astype(x.dtype.newbyteorder(">")),
    "misaligned": misaligned,
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("kernel", "case"), every_case())
def test_layout_changes_nothing(kernel: Kernel, case: Call, layout: str) -> None:
    change = LAYOUTS[layout]
    changed = map_arrays(case, lambda x: change(x) if x.ndim else None)
    # Not through `run`: its copies would be plain again.
    got = canonical(kernel, kernel.fast(*changed.args, **changed.kwargs))
    agree(got, result_of(kernel, case), dict.fromkeys(kernel.tol, EXACT))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_are_what_they_say(layout: str) -> None:
    x = np.arange(12.0).reshape(3, 4)
    changed = LAYOUTS[layout](x)
    assert np.array_equal(changed, x)
    if isinstance(changed, np.ndarray):
        flags = changed.flags
        plain = flags.c_contiguous and flags.aligned and flags.writeable and changed.dtype.isnative
        assert not plain
