"""Generated from rows: the same bits for any number of threads, and on the calling thread."""

import pytest

import mlmath_fast
from mlmath_fast import _mlmath
from mlmath_fast._specs._results import agree
from mlmath_fast._specs._spec import EXACT, Call, Kernel
from tests.support import every_case, result_of


@pytest.mark.usefixtures("always_pool")
@pytest.mark.parametrize(("kernel", "case"), every_case())
def test_threads_change_nothing(kernel: Kernel, case: Call) -> None:
    _mlmath.always_pool(False)
    want = result_of(kernel, case)
    _mlmath.always_pool(True)
    for n in (1, 2, 3, 5):
        with mlmath_fast.threads(n):
            agree(result_of(kernel, case), want, dict.fromkeys(kernel.tol, EXACT))
