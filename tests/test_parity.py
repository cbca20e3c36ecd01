"""Generated from rows: the fast function equals its twin in value, dtype and shape."""

import copy
from typing import Any

import numpy as np
import pytest

from mlmath_fast._specs._results import agree, canonical
from mlmath_fast._specs._spec import Call, Kernel
from tests.support import arrays_in, every_case, result_of, run


@pytest.mark.parametrize(("kernel", "case"), every_case())
def test_fast_equals_twin(kernel: Kernel, case: Call) -> None:
    want = canonical(kernel, run(kernel.reference, case))
    agree(result_of(kernel, case), want, kernel.tol, call=case)


@pytest.mark.parametrize(("kernel", "case"), every_case())
def test_inputs_are_unchanged(kernel: Kernel, case: Call) -> None:
    given: list[Any] = [*case.args, *case.kwargs.values()]
    before = copy.deepcopy(given)
    kernel.fast(*case.args, **case.kwargs)
    for value, kept in zip(given, before, strict=True):
        for array, same in zip(arrays_in(value), arrays_in(kept), strict=True):
            assert array.dtype == same.dtype
            assert np.array_equal(array, same, equal_nan=array.dtype.kind == "f")
