"""ExplicitALS and BPR: state, predictions, recommendations, saved models."""

import copy
import io
import pickle
from typing import Any

import numpy as np
import pytest

from mlmath_fast import factorization, ranking
from mlmath_fast._specs._inputs import rng_of, sparse
from mlmath_fast.models import ALS, BPR, NMF, ExplicitALS, NotFittedError

Model = ExplicitALS | BPR
MODELS: list[Model] = [
    ExplicitALS(3, n_iter=2, tol=1e-9, dtype=np.float64),
    ExplicitALS(4, bias=False, weighted_l2=False, l2=1.0),
    BPR(4, n_iter=2, seed=2**64 - 1),
]
RATINGS = sparse(rng_of("factor models"), (30, 40), 0.2)
each = pytest.mark.parametrize("model", MODELS, ids=repr)


def _fitted(model: Model) -> Model:
    return copy.deepcopy(model).fit(RATINGS)


def _saved(model: Model) -> io.BytesIO:
    file = io.BytesIO()
    model.save(file)
    file.seek(0)
    return file


def _same(got: Model, want: Model) -> None:
    for name in want._attributes:
        a, b = getattr(got, f"{name}_"), getattr(want, f"{name}_")
        assert np.array_equal(a, b)
        assert np.asarray(a).dtype == np.asarray(b).dtype
    params = [{**m.get_params(), "dtype": np.dtype(m.dtype)} for m in (got, want)]
    assert params[0] == params[1]


def test_fit_is_the_function() -> None:
    model = ExplicitALS(3, l2=0.2, n_iter=4, seed=5).fit(RATINGS)
    result = factorization.als_explicit(RATINGS, 3, l2=0.2, n_iter=4, seed=5)
    assert np.array_equal(model.user_factors_, result.user_factors)
    assert np.array_equal(model.item_biases_, result.item_biases)
    assert model.global_mean_ == result.global_mean
    pairs = BPR(3, n_iter=4, seed=5).fit(RATINGS)
    want = factorization.bpr(RATINGS, 3, n_iter=4, seed=5)
    assert np.array_equal(pairs.item_factors_, want.item_factors)


def test_recommended_scores_are_predictions() -> None:
    model = ExplicitALS(3, dtype=np.float64).fit(RATINGS)
    ids, scores = model.recommend([7, 2], n=40)
    for user, items, row in zip([7, 2], ids, scores, strict=True):
        assert sorted(items) == list(range(40))
        assert np.abs(model.predict([user] * 40, items) - row).max() < 1e-12


@each
def test_known_items_are_left_out(model: Model) -> None:
    fitted = _fitted(model)
    start, end = RATINGS.indptr[4:6]
    known = RATINGS._replace(
        indptr=np.array([0, end - start]),
        indices=RATINGS.indices[start:end],
        data=RATINGS.data[start:end],
        shape=(1, 40),
    )
    ids, _ = fitted.recommend([4], n=40, exclude=known)
    assert not set(known.indices) & set(ids[0])
    assert (ids[0, 40 - len(known.indices) :] == -1).all()


@each
def test_similar_items_are_those_of_the_topic(model: Model) -> None:
    fitted = _fitted(model)
    got, want = fitted.similar_items([3], 5), ranking.similar_items(fitted.item_factors_, [3], 5)
    assert np.array_equal(got[0], want[0])


@each
def test_saved_models_come_back(model: Model) -> None:
    fitted = _fitted(model)
    _same(type(model).load(_saved(fitted)), fitted)
    _same(pickle.loads(pickle.dumps(fitted)), fitted)


@each
def test_an_unfitted_model_says_so(model: Model) -> None:
    for method in (lambda m: m.recommend([0]), lambda m: m.similar_items([0]), _saved):
        with pytest.raises(NotFittedError, match="instance is not fitted yet"):
            method(copy.deepcopy(model))


def test_predict_wants_a_fitted_model_and_known_ids() -> None:
    with pytest.raises(NotFittedError, match="ExplicitALS instance is not fitted"):
        ExplicitALS().predict([0], [0])
    model = ExplicitALS(2).fit(RATINGS)
    with pytest.raises(ValueError, match=r"users must be in \[0, 30\), got 30"):
        model.predict([30], [0])


@pytest.mark.parametrize(
    ("params", "match"),
    [
        ({"l2": np.inf}, "l2 must be finite"),
        ({"n_iter": 0}, "n_iter must be at least 1"),
        ({"seed": 2**64}, "seed must be at most"),
        ({"dtype": "int64"}, "dtype must be float32 or float64"),
    ],
)
@each
def test_what_load_would_refuse_is_not_saved(
    model: Model, params: dict[str, Any], match: str
) -> None:
    fitted, file = _fitted(model).set_params(**params), io.BytesIO()
    with pytest.raises(ValueError, match=match):
        fitted.save(file)
    assert not file.getvalue()


LIES: dict[str, tuple[dict[str, Any], str]] = {
    "format": ({"format": np.array("other")}, "format is 'other'"),
    "version": ({"version": np.array(2)}, "layout 2, want 3"),
    "parameters": ({"parameters": np.array("{}")}, "parameters must be"),
    "two dtypes": ({"item_factors": np.ones((40, 4))}, "as user_factors is, got float64"),
    "two widths": ({"item_factors": np.ones((40, 5), "f4")}, r"shape \(40, 4\), got \(40, 5\)"),
    "NaN": ({"user_factors": np.full((3, 4), np.nan, "f4")}, "user_factors must be finite"),
    "no sweeps": ({"losses": np.ones(0)}, "a factor and a sweep"),
    "users": ({"user_biases": np.ones(29, "f4")}, r"shape \(30,\), got \(29,\)"),
}


@pytest.mark.parametrize("lie", LIES)
def test_lying_files_are_refused(lie: str) -> None:
    changed, match = LIES[lie]
    with np.load(_saved(ExplicitALS(4).fit(RATINGS)), allow_pickle=False) as saved:
        entries = {name: saved[name] for name in saved.files}
    file = io.BytesIO()
    np.savez(file, **{**entries, **changed})
    file.seek(0)
    with pytest.raises(ValueError, match=match):
        ExplicitALS.load(file)


@pytest.mark.parametrize("name", ["bias", "weighted_l2"])
def test_switches_are_true_or_false(name: str) -> None:
    model = ExplicitALS(2).fit(RATINGS)
    with pytest.raises(TypeError, match=f"{name} must be True or False, got 'no'"):
        model.set_params(**{name: "no"}).save(io.BytesIO())


@each
def test_scikit_learn_clones_it(model: Model) -> None:
    base = pytest.importorskip("sklearn.base")
    clone = base.clone(model)
    assert clone.get_params() == model.get_params()
    assert not hasattr(clone, "user_factors_")


@pytest.mark.parametrize("model", [ALS(3), ExplicitALS(3), BPR(3)], ids=repr)
def test_a_callback_ends_the_fit(model: Any) -> None:
    seen: list[int] = []

    def second(state: Any) -> bool:
        seen.append(state.n_iter)
        return bool(state.n_iter == 2)

    copy.deepcopy(model).fit(RATINGS, callback=second)
    assert seen == [1, 2]


def test_a_rank_one_matrix_has_an_error_of_divergence() -> None:
    rng = np.random.default_rng(1)
    X = np.outer(rng.random(6) + 0.1, rng.random(5) + 0.1) * 10.0 ** rng.integers(-2, 5)
    model = NMF(1, solver="mu", beta_loss="kullback-leibler", max_iter=60, tol=0, seed=1)
    assert 0 <= model.fit(X).reconstruction_err_ < 1e-3 * X.max()
