"""scikit-learn's own tests of mutual information, run on ours, and equality of all values."""

import importlib
from typing import Any
from unittest import mock

import numpy as np
import pytest

from mlmath_fast import _mlmath, selection
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import rng_of

theirs = pytest.importorskip("sklearn.feature_selection")
private = importlib.import_module("sklearn.feature_selection._mutual_info")
classif, regression = theirs.mutual_info_classif, theirs.mutual_info_regression


def _compute_mi(x: Any, y: Any, x_discrete: bool, y_discrete: bool, n_neighbors: int = 3) -> float:
    """Their private function of one feature, without scale or noise, by our core."""
    out = np.empty(1)
    feature = np.array(x, np.float64)[None]
    discrete = np.array([x_discrete])
    if y_discrete:
        classes, labels = np.unique(y, return_inverse=True)
        target = labels.astype(np.int64), len(classes)
        _mlmath.relevance_to_labels(feature, discrete, target, n_neighbors, out)
    else:
        _mlmath.relevance_to_values(feature, discrete, np.array(y, np.float64), n_neighbors, out)
    return float(out[0])


# Their parametrizations hold functions: the module must read ours when it is executed.
with (
    mock.patch.object(theirs, "mutual_info_classif", selection.mutual_info_classif),
    mock.patch.object(theirs, "mutual_info_regression", selection.mutual_info_regression),
    mock.patch.object(private, "_compute_mi", _compute_mi),
):
    suite = importlib.reload(
        pytest.importorskip("sklearn.feature_selection.tests.test_mutual_info")
    )
    TESTS = {name: test for name, test in vars(suite).items() if name.startswith("test_")}
globals().update(TESTS)


@pytest.fixture(params=[np.float32, np.float64])
def global_dtype(request: Any) -> Any:
    return request.param


@pytest.fixture(params=[0, 42])
def global_random_seed(request: Any) -> Any:
    return request.param


def test_their_tests_are_run_on_ours() -> None:
    assert len(TESTS) == 11
    assert suite.mutual_info_classif is selection.mutual_info_classif
    assert suite.mutual_info_regression is selection.mutual_info_regression


def _data(n: int) -> tuple[Any, Any]:
    rng = rng_of("sklearn", str(n))
    X = rng.standard_normal((n, 8)) + 3
    # No class is so small that scikit-learn rounds its distances.
    X[:, 1] = np.clip(np.round(X[:, 1]), 2, 4)
    X[:, 2] *= 1e6
    X[:, 3] = rng.integers(4, size=n)
    X[:, 4] = 2.0
    X[:, 5] = np.maximum(X[:, 5], 3)
    return X, X[:, 0] + X[:, 3] + 0.5 * rng.standard_normal(n)


@pytest.mark.parametrize("discrete", ["auto", [3], [1, 3, 4]])
@pytest.mark.parametrize("n_neighbors", [1, 3, 10])
@pytest.mark.parametrize("n", [100, 400, 3000])
def test_values_are_scikit_learns(n: int, n_neighbors: int, discrete: Any) -> None:
    X, y = _data(n)
    options = {"discrete_features": discrete, "n_neighbors": n_neighbors, "random_state": 5}
    for change in (lambda x: x, lambda x: x.astype(np.float32), np.asfortranarray):
        data, target = change(X), change(y)
        got = selection.mutual_info_regression(data, target, **options)
        assert_close(got, regression(data, target, **options), rtol=1e-10, atol=1e-12)
        labels = np.digitize(y, np.quantile(y, [0.3, 0.6]))
        got = selection.mutual_info_classif(data, labels, **options)
        assert_close(got, classif(data, labels, **options), rtol=1e-10, atol=1e-12)


def test_sparse_features_are_dense_ones() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    X = sparse.random(200, 12, 0.3, random_state=0, format="csr")
    X.data = np.ceil(4 * X.data)
    y = rng_of("sparse").integers(3, size=200)
    for container in (sparse.csr_array, sparse.csc_array, sparse.coo_matrix):
        got = selection.mutual_info_classif(container(X), y)
        assert_close(got, classif(X, y), rtol=1e-10, atol=1e-12)
    rng = np.random.RandomState(3)
    got = selection.mutual_info_regression(X, y, random_state=rng)
    assert_close(got, regression(X, y, random_state=3), rtol=1e-10, atol=1e-12)


def test_data_stay_as_they_are() -> None:
    X, y = _data(100)
    kept = X.copy()
    selection.mutual_info_regression(X, y, copy=False)
    assert np.array_equal(X, kept)
