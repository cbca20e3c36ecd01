"""A row too long for the sums of single precision: exact systems and blocks take it in double."""

from typing import Any

import numpy as np
import pytest

from mlmath_fast import factorization, reference
from mlmath_fast._csr import Csr
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import rng_of

# Rows from 2^18 entries on are long for any number of factors (rust/core/src/factorization/long_rows.rs).
N_COLUMNS, LENGTH = 300_000, 270_000


@pytest.mark.parametrize("loss", ["original", "ials"])
@pytest.mark.parametrize(("dtype", "rtol"), [(np.float32, 1e-5), (np.float64, 1e-10)])
@pytest.mark.parametrize(("solver", "d"), [("block", 72), ("cholesky", 8)])
def test_a_giant_row(solver: Any, d: int, dtype: Any, rtol: float, loss: Any) -> None:
    rng = rng_of("giant row", loss)
    columns = np.sort(rng.choice(N_COLUMNS, LENGTH, replace=False)).astype(np.int32)
    stars = rng.integers(1, 11, LENGTH) / 2
    row = Csr(np.array([0, LENGTH]), columns, stars, (1, N_COLUMNS))
    # All factors positive, so that sums are long ones.
    V = (rng.random((N_COLUMNS, d)) / 8).astype(dtype)
    start = rng.random((1, d)).astype(dtype)
    options: Any = {"loss": loss, "l2": 10.0, "solver": solver}
    got = factorization.als_half_step(row, V, init=start, **options)
    wide = [x.astype(np.float64) for x in (V, start)]
    want = reference.factorization.als_half_step(row, wide[0], init=wide[1], **options)
    assert got.dtype == dtype
    assert_close(got, want, rtol=rtol, atol=rtol * float(np.abs(want).max()))
