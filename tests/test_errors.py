"""Generated from rows: bad input is refused with the right exception and a clear message."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mlmath_fast._specs._spec import Call, Failure, Kernel
from tests.support import KERNELS, cases_of, every_kernel, map_arrays, run

FAILURES = [
    pytest.param(kernel, failure, id=f"{name}[{failure.call.label}]")
    for name, kernel in KERNELS.items()
    for failure in kernel.errors
]

REFUSED: dict[str, tuple[Any, str]] = {
    "masked": (np.ma.masked_invalid, "masked arrays are not supported"),
    "complex": (lambda x: x.astype(complex), "Complex data not supported"),
    "string": (lambda x: x.astype(str), "bytes/strings"),
    "object": (lambda x: x.astype(object), "must hold real numbers"),
    "sparse": (lambda _: SimpleNamespace(indptr=[0]), "Sparse data was passed"),
    "datetime": (lambda x: x.astype("i8").astype("M8[s]"), "must hold real numbers"),
}


@pytest.mark.parametrize(("kernel", "failure"), FAILURES)
def test_bad_call_is_refused(kernel: Kernel, failure: Failure) -> None:
    with pytest.raises(failure.error, match=failure.match):
        run(kernel.fast, failure.call)


def _first_with_floats(kernel: Kernel) -> Call | None:
    for case in cases_of(kernel.name):
        if any(type(x) is np.ndarray and x.dtype.kind == "f" and x.size for x in case.args):
            return case
    return None


WITH_FLOATS = [p for p in every_kernel() if _first_with_floats(p.values[0]) is not None]


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("kernel", WITH_FLOATS)
def test_what_would_be_misread_is_refused(kernel: Kernel, kind: str) -> None:
    case = _first_with_floats(kernel)
    assert case is not None
    change, message = REFUSED[kind]
    with pytest.raises(TypeError, match=message):
        run(kernel.fast, map_arrays(case, lambda x: change(x) if x.dtype.kind == "f" else None))
