"""MutualInfoSelector: what it keeps, what it is called, saved models."""

import io
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mlmath_fast._specs._inputs import rng_of, sparse
from mlmath_fast.models import MutualInfoSelector, NotFittedError
from mlmath_fast.ranking import interactions
from mlmath_fast.selection import mutual_info_classif, mutual_info_regression


def data() -> tuple[Any, Any]:
    rng = rng_of("selector")
    X = rng.standard_normal((200, 6))
    return X, (X[:, 4] + X[:, 1] / 2 > 0).astype(int)


def test_scores_are_the_functions() -> None:
    X, y = data()
    classes = MutualInfoSelector(2, seed=7).fit(X, y)
    assert np.array_equal(classes.scores_, mutual_info_classif(X, y, random_state=7))
    numbers = MutualInfoSelector(2, target="numbers", n_neighbors=5).fit(X, X[:, 0])
    want = mutual_info_regression(X, X[:, 0], n_neighbors=5, random_state=0)
    assert np.array_equal(numbers.scores_, want)
    assert numbers.ranking_[0] == 1


def test_it_keeps_the_best_in_their_order() -> None:
    X, y = data()
    model = MutualInfoSelector(2).fit(X, y)
    assert model.get_support(indices=True).tolist() == [1, 4]
    assert model.ranking_[[4, 1]].tolist() == [1, 2]
    assert np.array_equal(model.transform(X), X[:, [1, 4]])
    whole = model.inverse_transform(model.transform(X))
    assert np.array_equal(whole[:, [1, 4]], X[:, [1, 4]])
    assert not whole[:, [0, 2, 3, 5]].any()
    assert MutualInfoSelector(99).fit(X, y).get_support().all()


def test_the_first_of_equal_features_is_better() -> None:
    X, y = np.repeat(data()[1][:, None], 4, axis=1), data()[1]
    X[:, 0] = 1
    model = MutualInfoSelector(2, discrete_features=True).fit(X, y)
    assert model.ranking_.tolist() == [4, 1, 2, 3]


def test_names_of_features() -> None:
    pandas = pytest.importorskip("pandas")
    X, y = data()
    model = MutualInfoSelector(2).fit(X, y)
    assert model.get_feature_names_out().tolist() == ["x1", "x4"]
    assert model.get_feature_names_out(list("abcdef")).tolist() == ["b", "e"]
    with pytest.raises(ValueError, match="length equal to number of features"):
        model.get_feature_names_out(["a"])
    named = MutualInfoSelector(2).fit(pandas.DataFrame(X, columns=list("abcdef")), y)
    assert named.get_feature_names_out().tolist() == ["b", "e"]
    with pytest.raises(ValueError, match="not equal to feature_names_in_"):
        named.get_feature_names_out(list("fedcba"))


def test_sparse_features() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    X = sparse.random(200, 9, 0.3, random_state=0, format="csc")
    y = (X[:, [3]].toarray()[:, 0] > 0).astype(int)
    model = MutualInfoSelector(1).fit(X, y)
    kept = model.transform(X)
    assert np.array_equal(kept.toarray(), X[:, [3]].toarray())
    two = MutualInfoSelector(2).fit(X, y).transform(X.astype(np.float32))
    assert type(two) is type(X.tocsr())
    assert two.dtype == np.float32


def test_sparse_features_without_scipy() -> None:
    ratings = sparse(rng_of("selector"), (60, 7), 0.4)
    dense = np.zeros((60, 7))
    rows = np.repeat(np.arange(60), np.diff(ratings.indptr))
    dense[rows, ratings.indices] = ratings.data
    y = (dense[:, 2] > 0).astype(int)
    named = interactions(rows, ratings.indices, ratings.data, user_labels=range(60))
    for X in (ratings, SimpleNamespace(**ratings._asdict()), named):
        model = MutualInfoSelector(3)
        kept = model.fit_transform(X, y)
        got = np.zeros(kept.shape)
        got[np.repeat(np.arange(60), np.diff(kept.indptr)), kept.indices] = kept.data
        assert np.array_equal(got, dense[:, model.get_support()])


def test_saved_models_are_the_same() -> None:
    X, y = data()
    model, file = MutualInfoSelector(2, seed=3).fit(X, y), io.BytesIO()
    model.save(file)
    file.seek(0)
    loaded = MutualInfoSelector.load(file)
    assert loaded.get_params() == model.get_params()
    assert np.array_equal(loaded.scores_, model.scores_)
    assert np.array_equal(loaded.transform(X), model.transform(X))


@pytest.mark.parametrize("discrete", [[0], (3, 5), [], [True] + [False] * 5])
@pytest.mark.parametrize("kind", [list, tuple, np.array])
def test_saved_models_know_what_was_discrete(discrete: Any, kind: Any) -> None:
    X, y = data()
    X[:, [0, 3, 5]] = X[:, [0, 3, 5]].round()
    model, file = MutualInfoSelector(2, discrete_features=kind(discrete)).fit(X, y), io.BytesIO()
    model.save(file)
    file.seek(0)
    loaded = MutualInfoSelector.load(file)
    assert loaded.discrete_features == list(discrete)
    assert np.array_equal(loaded.fit(X, y).scores_, model.scores_)


@pytest.mark.parametrize(
    ("name", "value"),
    [("scores", [-1.0, 0, 0, 0, 0, 0]), ("ranking", [1] * 6), ("n_features_in", 5)],
)
def test_damaged_models_are_refused(name: str, value: Any) -> None:
    X, y = data()
    file, damaged = io.BytesIO(), io.BytesIO()
    MutualInfoSelector(2).fit(X, y).save(file)
    file.seek(0)
    saved = dict(np.load(file))
    saved[name] = np.array(value, saved[name].dtype)
    np.savez(damaged, **saved)
    damaged.seek(0)
    with pytest.raises(ValueError, match=name):
        MutualInfoSelector.load(damaged)


def test_refusals() -> None:
    X, y = data()
    with pytest.raises(NotFittedError):
        MutualInfoSelector().transform(X)
    with pytest.raises(ValueError, match="requires y"):
        MutualInfoSelector().fit(X)
    bad: dict[str, Any] = {
        "n_features": 0,
        "target": "auto",
        "discrete_features": "some",
        "n_neighbors": 0,
        "seed": -1,
    }
    for name, value in bad.items():
        with pytest.raises(ValueError, match=name):
            MutualInfoSelector(**{name: value}).fit(X, y)
    for y_mixed in ([None] + [1] * 199, np.array(["a", 1] * 100, object)):
        with pytest.raises(TypeError, match="y: classes must be of one kind"):
            MutualInfoSelector().fit(X, y_mixed)
    model = MutualInfoSelector(2).fit(X, y)
    with pytest.raises(ValueError, match="n_features must be at least 1, got -1"):
        model.set_params(n_features=-1).get_support()
    with pytest.raises(TypeError, match="n_features must be an integer, got 'x'"):
        model.set_params(n_features="x").transform(X)
    with pytest.raises(TypeError, match="discrete_features must be a mask or indices"):
        MutualInfoSelector(discrete_features=[0.5]).fit(X, y)
    with pytest.raises(ValueError, match="2 columns, got 6"):
        MutualInfoSelector(2).fit(X, y).inverse_transform(X)
