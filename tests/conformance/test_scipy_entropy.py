"""Entropies by spacings are SciPy's."""

import numpy as np
import pytest

from mlmath_fast import information
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import rng_of

stats = pytest.importorskip("scipy.stats")


@pytest.mark.parametrize("method", ["vasicek", "ebrahimi", "correa", "van_es"])
@pytest.mark.parametrize("n", [3, 10, 101, 2000])
def test_spacings(method: str, n: int) -> None:
    x = rng_of("spacings", method).standard_normal(n)
    for window in (1, (n - 1) // 2):
        scipys = method.replace("_", " ")
        want = stats.differential_entropy(x, method=scipys, window_length=window)
        got = information.differential_entropy(x, method=method, window=window)
        assert_close(got, float(want), rtol=1e-12, atol=1e-13)
    if n > 3:
        want = stats.differential_entropy(x, method=method.replace("_", " "))
        assert_close(information.differential_entropy(x, method=method), float(want), rtol=1e-12)
    assert not np.isnan(want)
