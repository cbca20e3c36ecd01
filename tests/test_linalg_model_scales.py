"""Powers of two are units of the models too: ratios, whitened scores, merged batches."""

from typing import Any

import numpy as np
import pytest

from mlmath_fast import linalg
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import rng_of, sparse
from mlmath_fast.models import PCA, IncrementalPCA, TruncatedSVD

SCALES = [("f8", 660), ("f8", -660), ("f4", 90), ("f4", -90)]

every_scale = pytest.mark.parametrize(("dtype", "exponent"), SCALES)


def data(dtype: str) -> Any:
    rng = rng_of("model scales")
    return (rng.standard_normal((60, 6)) * np.linspace(1, 3, 6) + 1).astype(dtype)


@every_scale
def test_sparse_pca(dtype: str, exponent: int) -> None:
    X = sparse(rng_of("sparse scales"), (60, 9), 0.4, dtype)
    rtol = 1e-10 if dtype == "f8" else 1e-4
    want = linalg.pca(X, 4)
    got = linalg.pca(X._replace(data=np.ldexp(X.data, exponent)), 4)
    assert_close(got.explained_variance_ratio, want.explained_variance_ratio, rtol=rtol)
    assert_close(np.ldexp(got.singular_values, -exponent), want.singular_values, rtol=rtol)
    assert_close(np.ldexp(got.mean, -exponent), want.mean, rtol=rtol, atol=rtol)
    assert_close(got.components, want.components, rtol=0, atol=10 * rtol)


@every_scale
@pytest.mark.parametrize("as_csr", [False, True])
def test_truncated_svd(dtype: str, exponent: int, as_csr: bool) -> None:
    X: Any = sparse(rng_of("sparse scales"), (60, 9), 0.4, dtype) if as_csr else data(dtype)
    far = X._replace(data=np.ldexp(X.data, exponent)) if as_csr else np.ldexp(X, exponent)
    rtol = 1e-10 if dtype == "f8" else 1e-3
    want, got = TruncatedSVD(3).fit(X), TruncatedSVD(3).fit(far)
    assert want.explained_variance_ratio_.sum() > 0.1
    assert_close(got.explained_variance_ratio_, want.explained_variance_ratio_, rtol=rtol)
    assert_close(np.ldexp(got.singular_values_, -exponent), want.singular_values_, rtol=rtol)


@every_scale
@pytest.mark.parametrize("make", [PCA, IncrementalPCA])
def test_whitened_scores_have_variance_one(dtype: str, exponent: int, make: Any) -> None:
    X = np.ldexp(data(dtype), exponent)
    scores = make(3, whiten=True).fit(X).transform(X)
    rtol = 1e-10 if dtype == "f8" else 1e-4
    assert_close(scores.astype(float).var(axis=0, ddof=1), np.ones(3), rtol=rtol)
    model = make(6, whiten=True).fit(X)
    again = model.inverse_transform(model.transform(X))
    assert_close(np.ldexp(again, -exponent), data(dtype), rtol=rtol, atol=rtol)


@every_scale
def test_batches(dtype: str, exponent: int) -> None:
    X = data(dtype)
    want, got = IncrementalPCA(3).fit(X), IncrementalPCA(3)
    for start in range(0, 60, 20):
        got.partial_fit(np.ldexp(X[start : start + 20], exponent))
    rtol = 1e-10 if dtype == "f8" else 1e-4
    assert_close(got.explained_variance_ratio_, want.explained_variance_ratio_, rtol=rtol)
    assert_close(np.ldexp(got.singular_values_, -exponent), want.singular_values_, rtol=rtol)
    assert_close(got.components_, want.components_, rtol=0, atol=10 * rtol)


def test_batches_of_unlike_scales() -> None:
    X = data("f8")
    for first, second in [(0 * X, X * 1e-200), (0 * X + 5, X * 1e-200), (X * 1e-200, X * 1e200)]:
        got = IncrementalPCA(2).partial_fit(first).partial_fit(second)
        want = linalg.pca(np.vstack([first, second]), 2, solver="full")
        assert_close(got.singular_values_[0], want.singular_values[0], rtol=1e-10)
        assert_close(got.components_[0], want.components[0], rtol=0, atol=1e-9)
