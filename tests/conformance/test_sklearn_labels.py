"""scikit-learn's own tests of the scores of labels, pointed at ours, and values on random labels."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlmath_fast import information
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast._specs.information._labels_cases import related

theirs: Any = pytest.importorskip(
    "sklearn.metrics.cluster.tests.test_supervised", reason="scikit-learn ships without its tests"
)
metrics = pytest.importorskip("sklearn.metrics")
sparse = pytest.importorskip("scipy.sparse")

SCORES = ("adjusted_mutual_info_score", "normalized_mutual_info_score")
MEANS = ("min", "geometric", "arithmetic", "max")


@pytest.fixture(autouse=True)
def _ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*SCORES, "mutual_info_score"):
        monkeypatch.setattr(theirs, name, getattr(information, name))


@pytest.mark.parametrize("score", [getattr(information, name) for name in SCORES])
@pytest.mark.parametrize("test", ["test_error_messages_on_wrong_input", "test_perfect_matches"])
def test_of_scores(test: str, score: Callable[..., float]) -> None:
    getattr(theirs, test)(score)


@pytest.mark.parametrize("mean", MEANS)
@pytest.mark.parametrize("score", [getattr(information, name) for name in SCORES])
def test_of_means(score: Callable[..., float], mean: str) -> None:
    theirs.test_perfect_matches_with_changing_means(score, mean)


@pytest.mark.parametrize("mean", MEANS)
def test_of_bounds(mean: str) -> None:
    theirs.test_normalized_mutual_info_score_bounded(mean)


@pytest.mark.parametrize(
    "test",
    [
        "test_adjusted_mutual_info_score",
        "test_int_overflow_mutual_info_fowlkes_mallows_score",
        "test_exactly_zero_info_score",
        "test_v_measure_and_mutual_information",
    ],
)
def test_of_values(test: str) -> None:
    getattr(theirs, test)()


@pytest.mark.parametrize("first", [["a"] * 6, [1] * 6])
@pytest.mark.parametrize("second", [["a"] * 6, [1, 1, 0, 0, 1, 1]])
def test_of_constant_labels(first: list[Any], second: list[Any]) -> None:
    theirs.test_mutual_info_score_positive_constant_label(first, second)
    theirs.test_mutual_info_score_positive_constant_label(second, first)


@pytest.mark.parametrize("n", [5, 100, 10_000])
@pytest.mark.parametrize("n_classes", [2, 7, 300])
def test_values_are_scikit_learns(n: int, n_classes: int) -> None:
    x, y = related(rng_of("sklearn", "labels"), n, n_classes, n_classes + 3)
    table = metrics.cluster.contingency_matrix(x, y, sparse=True)
    want = metrics.mutual_info_score(x, y)
    for got in (
        information.mutual_info_score(x, y),
        information.mutual_info_score(x, y, contingency=table),
        information.mutual_info_score(x, y, contingency=table.toarray()),
        information.mutual_info_score(x.astype(str), y.astype(np.float32)),
        information.mutual_info_score(None, None, contingency=sparse.coo_array(table)),
    ):
        assert_close(got, want, rtol=1e-10, atol=1e-13)
    for name in SCORES:
        for mean in MEANS:
            got, theirs_ = (
                getattr(module, name)(x, y, average_method=mean)
                for module in (information, metrics)
            )
            assert_close(got, theirs_, rtol=1e-10, atol=1e-10)
