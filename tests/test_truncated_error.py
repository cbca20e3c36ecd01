"""The randomised SVD is as near to its matrix as scikit-learn's of as many steps."""

from typing import Any

import numpy as np
import pytest

from mlmath_fast import linalg
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast._specs._spec import call
from mlmath_fast._specs.linalg import _spectra as spectra
from mlmath_fast._specs.linalg._matrices import scattered
from mlmath_fast._specs.linalg.truncated import error_is_no_larger, sklearn_svd


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
    ours, rivals = linalg.randomized_svd(A, 16), sklearn_svd(normalizer)(A, 16)
    error_is_no_larger(call(name, A), ours, rivals)
