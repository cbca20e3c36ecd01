"""The randomised SVD is as near to its matrix as scikit-learn's of as many steps."""

from typing import Any

import numpy as np
import pytest

from mlmath_fast import linalg
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast._specs.linalg import _spectra as spectra
from mlmath_fast._specs.linalg._matrices import scattered, scipy_csr
from mlmath_fast._specs.linalg.truncated import sklearn_svd


def _matrices() -> dict[str, Any]:
    rng = rng_of("truncated error")
    return {
        "falling": spectra.with_singular_values(rng, (300, 200), 0.8 ** np.arange(200)),
        "flat": rng.standard_normal((300, 200)),
        "sparse": scattered(rng, (2000, 1000), 40_000),
    }


@pytest.mark.parametrize("normalizer", ["auto", "LU", "none"])
@pytest.mark.parametrize("name", list(_matrices()))
def test_error_is_no_larger_than_that_of_sklearn(name: str, normalizer: str) -> None:
    pytest.importorskip("sklearn")
    A = _matrices()[name]
    matrix = A if isinstance(A, np.ndarray) else scipy_csr(A)
    # The mean square of |(A - U s Vt) g| over normal g is the squared Frobenius norm.
    G = rng_of("probes").standard_normal((A.shape[1], 20))

    def error(U: Any, s: Any, Vt: Any) -> float:
        return float(np.linalg.norm(matrix @ G - (U * s) @ (Vt @ G)))

    ours = linalg.randomized_svd(A, 16)
    assert error(ours.U, ours.s, ours.Vt) <= 1.01 * error(*sklearn_svd(A, 16, normalizer))
