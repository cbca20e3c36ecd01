"""Explained variances in single precision: the digits that float64 says they have."""

from typing import Any

import numpy as np
import pytest

from mlmath_fast import linalg
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import rng_of

K = 5


@pytest.mark.parametrize("far", [0.0, 1e4])
@pytest.mark.parametrize("shape", [(1000, 600), (60, 20), (20, 60), (4000, 10)])
@pytest.mark.parametrize("solver", ["gram", "full", "randomized"])
def test_explained_variances_are_those_of_double_precision(
    solver: str, shape: tuple[int, int], far: float
) -> None:
    rng, least = rng_of("precision", str(shape)), min(shape)
    U, V = (np.linalg.qr(rng.standard_normal((size, least)))[0] for size in shape)
    X: Any = (U * np.sqrt(shape[0]) * 0.8 ** np.arange(least)) @ V.T
    X = (X * np.sqrt(least) + far).astype(np.float32)
    exact = X.astype(np.float64)
    s = np.linalg.svd(exact - exact.mean(axis=0), compute_uv=False)
    got = linalg.pca(X, K, solver=solver)
    want = s**2 / (len(X) - 1)
    assert_close(got.explained_variance, want[:K], rtol=1e-5)
    assert_close(got.explained_variance_ratio, want[:K] / want.sum(), rtol=1e-5)
    assert_close(got.singular_values, s[:K], rtol=1e-5)
    assert_close(got.noise_variance, want[K:].mean(), rtol=1e-5)
