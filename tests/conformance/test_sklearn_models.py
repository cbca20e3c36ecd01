"""scikit-learn's own checks of estimators, and equality with its PCA where it is accurate."""

import warnings
from collections import Counter
from collections.abc import Callable
from typing import Any
from unittest import SkipTest

import numpy as np
import pytest

from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast.models import NMF, PCA, IncrementalPCA, MutualInfoSelector, TruncatedSVD

checks = pytest.importorskip("sklearn.utils.estimator_checks")
decomposition = pytest.importorskip("sklearn.decomposition")

MODELS = [PCA(), IncrementalPCA(), TruncatedSVD(n_components=1), NMF(), MutualInfoSelector()]
RAN: Counter[str] = Counter()
SKIPPED: Counter[str] = Counter()
# Why scikit-learn may skip a check of its own.
SKIPS = ("SCIPY_ARRAY_API is not set",)


with warnings.catch_warnings():
    # That they do not inherit from scikit-learn's base class.
    warnings.simplefilter("ignore", UserWarning)
    every_check = checks.parametrize_with_checks(MODELS)


@pytest.mark.filterwarnings("ignore")
@every_check  # type: ignore[untyped-decorator]
def test_scikit_learn_checks(estimator: Any, check: Callable[[Any], None]) -> None:
    model = type(estimator).__name__
    try:
        check(estimator)
    except SkipTest as skip:
        if not any(name in str(skip) for name in SKIPS):
            pytest.fail(f"no skip that we know: {skip}")
        SKIPPED[model] += 1
        raise
    RAN[model] += 1


@pytest.mark.parametrize("model", [type(model).__name__ for model in MODELS])
def test_the_checks_did_run(model: str) -> None:
    generated = [type(estimator).__name__ for estimator, _ in every_check.args[1]]
    assert RAN[model], "no check ran: select them with this test"
    assert RAN[model] == generated.count(model) - SKIPPED[model]


def data(n: int, p: int) -> Any:
    rng = rng_of("sklearn", str(n), str(p))
    return rng.standard_normal((n, p)) * np.linspace(1, 3, p) + 2


SHAPES = [(60, 7), (7, 60), (600, 30)]


# All components only of a tall X: centred, a wide one has a last direction without variance.
@pytest.mark.parametrize(
    ("shape", "n_components"),
    [
        (shape, k)
        for shape in SHAPES
        for k in (3, 0.7, None)
        if k is not None or shape[0] > shape[1]
    ],
)
@pytest.mark.parametrize("whiten", [False, True])
def test_pca_is_scikit_learns(shape: tuple[int, int], whiten: bool, n_components: Any) -> None:
    X = data(*shape)
    ours = PCA(n_components, whiten=whiten).fit(X)
    theirs = decomposition.PCA(n_components, whiten=whiten, svd_solver="full").fit(X)
    for name in ATTRIBUTES:
        assert_close(getattr(ours, name), getattr(theirs, name), rtol=1e-8, atol=1e-8)
    scores = ours.transform(X)
    assert_close(scores, theirs.transform(X), rtol=1e-8, atol=1e-8)
    # Theirs multiplies components by deviations when whitened, and has another model then.
    theirs.whiten = False
    assert_close(ours.score_samples(X), theirs.score_samples(X), rtol=1e-8, atol=1e-8)
    for name in ("get_covariance", "get_precision"):
        assert_close(getattr(ours, name)(), getattr(theirs, name)(), rtol=1e-7, atol=1e-8)
    theirs.whiten = whiten
    assert_close(ours.inverse_transform(scores), theirs.inverse_transform(scores), rtol=1e-9)
    assert list(ours.get_feature_names_out()) == list(theirs.get_feature_names_out())


ATTRIBUTES = (
    "components_",
    "explained_variance_",
    "explained_variance_ratio_",
    "singular_values_",
    "mean_",
    "noise_variance_",
    "n_components_",
    "n_features_in_",
    "n_samples_",
)


def test_truncated_svd_is_scikit_learns() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    X = sparse.random(80, 50, 0.2, random_state=0, format="csr")
    ours = TruncatedSVD(5).fit(X)
    theirs = decomposition.TruncatedSVD(5, algorithm="arpack", random_state=0).fit(X)
    for name in ("singular_values_", "explained_variance_", "explained_variance_ratio_"):
        assert_close(getattr(ours, name), getattr(theirs, name), rtol=1e-6)
    assert_close(np.abs(ours.components_), np.abs(theirs.components_), rtol=0, atol=1e-5)
    assert_close(np.abs(ours.transform(X)), np.abs(theirs.transform(X)), rtol=0, atol=1e-5)


def test_pca_of_sparse_is_that_of_dense() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    X = sparse.random(80, 20, 0.3, random_state=0, format="csr")
    got, want = PCA(20).fit(X), PCA(20).fit(X.toarray())
    assert_close(got.explained_variance_, want.explained_variance_, rtol=1e-8)
    assert_close(got.transform(X), want.transform(X.toarray()), rtol=0, atol=1e-7)
