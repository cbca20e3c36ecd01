"""The estimators have scikit-learn's manners and compute what the topics compute."""

import copy
import io
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlmath_fast import factorization, ranking
from mlmath_fast.models import ALS, NotFittedError
from tests.support_models import N_ITEMS, N_USERS, fitted, ratings, rows_of_ratings, same_model


@pytest.fixture
def model() -> ALS:
    return fitted()


def test_models_are_imported_when_asked_for() -> None:
    code = (
        "import sys, mlmath_fast; assert 'mlmath_fast.models' not in sys.modules; "
        "from mlmath_fast import models; models.ALS"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_fit_is_the_function(model: ALS) -> None:
    want = factorization.als(ratings(), 4, alpha=2.0, n_iter=3, seed=7)
    assert np.array_equal(model.user_factors_, want.user_factors)
    assert np.array_equal(model.item_factors_, want.item_factors)
    assert np.array_equal(model.losses_, want.losses)


def test_fit_takes_the_parameters_of_ials() -> None:
    options: dict[str, Any] = {"loss": "ials", "l2": 0.1, "alpha0": 0.2, "nu": 0.5, "solver": "cg"}
    model = ALS(4, n_iter=20, tol=0.05, **options).fit(ratings())
    want = factorization.als(ratings(), 4, n_iter=20, tol=0.05, **options)
    assert np.array_equal(model.item_factors_, want.item_factors)
    assert len(model.losses_) == want.n_iter < 20


def test_partial_fit_folds_users_in(model: ALS) -> None:
    before, items = model.user_factors_, model.item_factors_
    rows = rows_of_ratings([3, 5])
    assert model.partial_fit(rows, [N_USERS + 1, 2]) is model
    want = factorization.fold_in(rows, items, alpha=2.0)
    assert np.array_equal(model.user_factors_[[N_USERS + 1, 2]], want)
    assert not model.user_factors_[N_USERS].any()
    others = np.setdiff1d(np.arange(N_USERS), [2])
    assert np.array_equal(model.user_factors_[others], before[others])
    assert model.item_factors_ is items
    assert model.recommend([N_USERS + 1], 3)[0].shape == (1, 3)


def test_partial_fit_refuses_what_does_not_fit(model: ALS) -> None:
    with pytest.raises(ValueError, match="distinct"):
        model.partial_fit(rows_of_ratings([3, 5]), [1, 1])
    with pytest.raises(ValueError, match="one row for each of 1 users, got 2"):
        model.partial_fit(rows_of_ratings([3, 5]), [1])
    with pytest.raises(ValueError, match="users must be in"):
        model.partial_fit(rows_of_ratings([3]), [-1])


def test_fit_returns_the_model_and_changes_no_parameter() -> None:
    model = ALS(2, n_iter=1)
    before = model.get_params()
    assert model.fit(ratings()) is model
    assert model.get_params() == before


def test_dtype_is_that_of_the_factors() -> None:
    model = ALS(2, n_iter=1, dtype=np.float64).fit(ratings())
    assert model.user_factors_.dtype == model.item_factors_.dtype == np.float64
    assert ALS(2, n_iter=1).fit(ratings()).user_factors_.dtype == np.float32


def test_recommend_has_one_row_of_exclude_per_requested_user(model: ALS) -> None:
    users = [20, 3, 20]
    ids, scores = model.recommend(users, 6, exclude=rows_of_ratings(users))
    all_ids, all_scores = ranking.recommend(
        model.user_factors_, model.item_factors_, 6, exclude=ratings()
    )
    assert np.array_equal(ids, all_ids[users])
    assert np.array_equal(scores, all_scores[users])
    with pytest.raises(ValueError, match=r"\(3, 40\), got \(30, 40\)"):
        model.recommend(users, exclude=ratings())


def test_similar_items_are_those_of_the_topic(model: ALS) -> None:
    got, want = (
        model.similar_items([5, 1], 3),
        ranking.similar_items(model.item_factors_, [5, 1], 3),
    )
    assert np.array_equal(got[0], want[0])
    assert np.array_equal(got[1], want[1])
    assert 5 not in got[0][0]


@pytest.mark.parametrize("bad", [[N_ITEMS], [0, -1]])
def test_unknown_users_and_items_are_refused(model: ALS, bad: list[int]) -> None:
    with pytest.raises(ValueError, match=rf"users must be in \[0, {N_USERS}\)"):
        model.recommend(bad)
    with pytest.raises(ValueError, match=rf"items must be in \[0, {N_ITEMS}\)"):
        model.similar_items(bad)
    with pytest.raises(TypeError, match="must hold integers"):
        model.recommend([0.5])
    with pytest.raises(ValueError, match="Expected 1D array, got 0D"):
        model.recommend(3)


CALLS: dict[str, Callable[[ALS], Any]] = {
    "recommend": lambda model: model.recommend([0]),
    "similar_items": lambda model: model.similar_items([0]),
    "partial_fit": lambda model: model.partial_fit(rows_of_ratings([0]), [0]),
    "save": lambda model: model.save(io.BytesIO()),
}


@pytest.mark.parametrize("name", CALLS)
def test_an_unfitted_model_says_so(name: str) -> None:
    with pytest.raises(NotFittedError, match="This ALS instance is not fitted yet"):
        CALLS[name](ALS())


def test_an_unfitted_model_has_no_fitted_attribute() -> None:
    assert not [name for name in dir(ALS()) if name.endswith("_") and not name.startswith("_")]


def test_a_failed_fit_leaves_the_model_unfitted() -> None:
    model = ALS(2)
    with pytest.raises(TypeError, match="sparse"):
        model.fit(np.eye(3))
    assert not hasattr(model, "user_factors_")


def test_params_have_the_manners_of_scikit_learn() -> None:
    model = ALS(8, alpha=3.0)
    names = "n_components loss alpha l2 alpha0 nu solver n_iter tol seed dtype"
    assert list(model.get_params()) == names.split()
    assert model.set_params(l2=0.5, n_components=3) is model
    assert (model.l2, model.n_components, model.alpha) == (0.5, 3, 3.0)
    with pytest.raises(
        ValueError, match=r"Invalid parameter 'factors' for estimator ALS\(.*n_iter"
    ):
        model.set_params(seed=1, factors=3)
    assert model.seed == 0
    assert ALS(**model.get_params()).get_params() == model.get_params()


def test_repr_shows_what_differs_from_the_defaults() -> None:
    assert repr(ALS()) == "ALS()"
    assert repr(ALS(8, l2=0.5)) == "ALS(n_components=8, l2=0.5)"


def test_scikit_learn_clones_it(model: ALS) -> None:
    base = pytest.importorskip("sklearn.base")
    clone = base.clone(model)
    assert clone.get_params() == model.get_params()
    assert not hasattr(clone, "user_factors_")


def test_a_pipeline_may_end_in_it(model: ALS) -> None:
    sparse = pytest.importorskip("scipy.sparse")
    pipeline = pytest.importorskip("sklearn.pipeline")
    scaler = pytest.importorskip("sklearn.preprocessing").MaxAbsScaler()
    known = ratings()
    X = sparse.csr_matrix((known.data, known.indices, known.indptr), shape=known.shape)
    fit = pipeline.make_pipeline(scaler, ALS(**model.get_params())).fit(X)
    # All ratings are 1: the scaler changes nothing.
    same_model(fit[-1], model)


def test_scikit_learn_may_ask_and_draw() -> None:
    utils = pytest.importorskip("sklearn.utils")
    if not hasattr(utils, "get_tags"):
        pytest.skip("scikit-learn before 1.6 has no such tags")
    tags = utils.get_tags(ALS())
    assert tags.input_tags.sparse
    assert not tags.target_tags.required
    assert "ALS" in utils.estimator_html_repr(ALS())


@pytest.mark.parametrize(
    "copied",
    [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))],
    ids=["deepcopy", "pickle"],
)
def test_copies_are_equal(model: ALS, copied: Callable[[ALS], ALS]) -> None:
    same_model(copied(model), model)
    assert copied(ALS(3)).get_params() == ALS(3).get_params()


def test_joblib_round_trip(model: ALS, tmp_path: Path) -> None:
    joblib = pytest.importorskip("joblib")
    joblib.dump(model, tmp_path / "model")
    same_model(joblib.load(tmp_path / "model"), model)
