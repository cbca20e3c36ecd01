"""A panic becomes InternalError, on the calling thread and on a helper; the next call works."""

import pytest

from tests.support import assert_succeeds

CODE = """
import numpy as np
import mlmath_fast
mlmath_fast.set_num_threads(2)
from mlmath_fast import _mlmath
from mlmath_fast.histogram import histogram

for _ in range(3):
    try:
        _mlmath.panic_on_purpose({on_helper})
    except mlmath_fast.InternalError as error:
        assert isinstance(error, RuntimeError)
        assert "panic on purpose" in str(error) and "please report it" in str(error), error
    else:
        raise SystemExit("no error")
    _mlmath.always_pool({on_helper})
    assert histogram(np.arange(10.0), 5)[0].tolist() == [2, 2, 2, 2, 2]
"""


@pytest.mark.parametrize("on_helper", [False, True])
def test_a_panic_is_an_internal_error(on_helper: bool) -> None:
    assert_succeeds(CODE.format(on_helper=on_helper))
