"""Models that were fitted on ids of any kind take ids and give ids."""

import copy
import io
from typing import Any

import numpy as np
import pytest

from mlmath_fast import ranking
from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import rng_of, sparse
from mlmath_fast.models import ALS, BPR, NMF, ExplicitALS
from mlmath_fast.ranking import Interactions, interactions

Model = ALS | BPR | ExplicitALS
RATINGS = sparse(rng_of("labelled models"), (12, 9), 0.4)
# Labels ascend, so that row u belongs to label u.
KINDS: dict[str, tuple[Any, Any]] = {
    "integers": (np.arange(12) * 10 - 40, np.arange(9, dtype=np.uint16) + 100),
    "texts": ([f"u{u:02}" for u in range(12)], [f"item {i}" for i in range(9)]),
    "texts as objects": (
        np.array([f"u{u:02}" for u in range(12)], object),
        np.array([f"item {i}" for i in range(9)], object),
    ),
    "days": (np.arange(12).astype("M8[D]"), np.arange(9).astype("M8[s]")),
    "floats": (np.arange(12) / 4, np.arange(9) / 2),
}
each_model = pytest.mark.parametrize(
    "model", [ALS(3, n_iter=2), BPR(3, n_iter=2), ExplicitALS(3, n_iter=2)], ids=repr
)
each_kind = pytest.mark.parametrize("kind", KINDS)


def labelled(kind: str, ratings: Csr = RATINGS) -> Interactions:
    """The ratings with labels of one kind."""
    users, items = (np.asarray(labels) for labels in KINDS[kind])
    rows = np.repeat(np.arange(12), np.diff(ratings.indptr))
    return interactions(
        users[rows], items[ratings.indices], ratings.data, user_labels=users, item_labels=items
    )


@each_kind
@each_model
def test_ids_go_in_and_come_out(model: Model, kind: str) -> None:
    plain, named = copy.deepcopy(model).fit(RATINGS), copy.deepcopy(model).fit(labelled(kind))
    users, items = (np.asarray(labels) for labels in KINDS[kind])
    assert np.array_equal(named.user_factors_, plain.user_factors_)
    for got, want in (
        (named.recommend(users[[7, 0]], 4), plain.recommend([7, 0], 4)),
        (named.similar_items(items[[3, 8]], 4), plain.similar_items([3, 8], 4)),
    ):
        assert got[0].tolist() == items[want[0]].tolist()
        assert np.array_equal(got[1], want[1])
    assert not hasattr(plain, "user_labels_")


@each_kind
@each_model
def test_saved_models_keep_their_labels(model: Model, kind: str) -> None:
    fitted, file = copy.deepcopy(model).fit(labelled(kind)), io.BytesIO()
    fitted.save(file)
    file.seek(0)
    loaded = type(model).load(file)
    for name in ("user_labels_", "item_labels_"):
        got, want = getattr(loaded, name), getattr(fitted, name)
        assert got.dtype == want.dtype
        assert np.array_equal(got, want)
    users = np.asarray(KINDS[kind][0])
    assert np.array_equal(loaded.recommend(users[:2], 9)[0], fitted.recommend(users[:2], 9)[0])


@pytest.mark.parametrize(
    ("kind", "missing"),
    [("integers", 2**16 - 1), ("texts", ""), ("days", None), ("floats", np.nan)],
)
def test_where_no_item_is_left(kind: str, missing: Any) -> None:
    model, users = ALS(3, n_iter=1).fit(labelled(kind)), np.asarray(KINDS[kind][0])
    ids, scores = model.recommend(users[:1], 10)
    assert scores[0, -1] == -np.inf
    assert np.array_equal(ids[0, -1:].tolist(), [missing], equal_nan=missing is np.nan)
    assert ALS(3, n_iter=1).fit(RATINGS).recommend([0], 10)[0][0, -1] == -1


@each_model
def test_the_fitted_interactions_exclude_themselves(model: Model) -> None:
    data = labelled("texts")
    model = copy.deepcopy(model).fit(data)
    ids, scores = model.recommend(["u05", "u01"], 9, exclude=data)
    for row, user in enumerate((5, 1)):
        known = {f"item {i}" for i in RATINGS.indices[slice(*RATINGS.indptr[user : user + 2])]}
        assert not known & set(ids[row])
        assert (scores[row] == -np.inf).sum() == len(known)


@each_model
def test_unknown_ids_are_named(model: Model) -> None:
    model = copy.deepcopy(model).fit(labelled("texts"))
    with pytest.raises(ValueError, match=r"users: must be among the labels, got 'bob' at \[1\]"):
        model.recommend(["u03", "bob"])
    with pytest.raises(ValueError, match=r"items: must be among the labels, got 'x' at \[0\]"):
        model.similar_items(["x"])
    with pytest.raises(TypeError, match="users: ids and labels must be of one kind"):
        model.recommend([3])
    with pytest.raises(TypeError, match="items: ids and labels must be of one kind"):
        model.similar_items(np.array(["2024-01-01"], "M8[D]"))
    numbered = copy.deepcopy(model).fit(labelled("integers"))
    with pytest.raises(ValueError, match=r"users: must be among the labels, got 5 at \[0\]"):
        numbered.recommend([5])
    with pytest.raises(TypeError, match="users: ids and labels must be of one kind"):
        numbered.recommend([10.0])
    with pytest.raises(TypeError, match="users: ids and labels must be of one kind"):
        numbered.recommend(["10"])
    assert numbered.recommend([])[0].shape == (0, 10)


def test_booleans_are_no_ids() -> None:
    for users, items in (([True, False], [1, 2]), ([1, 2], np.array([True, False]))):
        with pytest.raises(TypeError, match="ids must not be booleans"):
            interactions(users, items)
    model = ALS(1, n_iter=1).fit(interactions([1, 2], np.array([True, False], object)))
    assert model.recommend([1], 3)[0][0, -1] is None


def test_predict_takes_ids() -> None:
    plain, named = ExplicitALS(3).fit(RATINGS), ExplicitALS(3).fit(labelled("texts"))
    got = named.predict(["u03", "u00"], ["item 8", "item 2"])
    assert np.array_equal(got, plain.predict([3, 0], [8, 2]))
    with pytest.raises(ValueError, match="items: must be among the labels, got 'y'"):
        named.predict(["u03"], ["y"])


@pytest.mark.parametrize("frames", ["pandas", "polars"])
def test_columns_of_frames(frames: str) -> None:
    module = pytest.importorskip(frames)
    frame = module.DataFrame(
        {"user": ["eva", "adam", "eva", "zoe"], "item": ["x", "x", "y", "z"], "n": [1, 2, 1, 1]}
    )
    data = interactions(frame["user"], frame["item"], frame["n"])
    model = ALS(2, alpha=9.0).fit(data)
    assert model.user_labels_.dtype.kind == "U"
    ids, _ = model.recommend(frame["user"][1:2], 1, exclude=data)
    assert ids.tolist() == [["y"]]
    file = io.BytesIO()
    model.save(file)
    file.seek(0)
    assert ALS.load(file).similar_items(["x"], 1)[0].tolist() == [["y"]]


def test_labels_that_are_other_objects_are_kept_but_not_saved() -> None:
    users = np.array([(1, "a"), (2, "b"), None], object)[:2]
    data = interactions(users, [7, 8], [1.0, 1.0])
    model = ALS(1).fit(data)
    assert model.recommend(users, 1)[0].tolist() == [[7], [8]]
    with pytest.raises(ValueError, match="user_labels must have dtype number, text or date"):
        model.save(io.BytesIO())


def test_a_new_fit_forgets_the_labels() -> None:
    model = ALS(2).fit(labelled("texts"), validation=RATINGS).fit(RATINGS)
    assert not {"user_labels_", "item_labels_", "validation_scores_"} & vars(model).keys()
    assert model.recommend([0])[0].dtype == np.int64


def test_users_are_folded_in_by_id() -> None:
    model, plain = ALS(3, n_iter=2).fit(labelled("texts")), ALS(3, n_iter=2).fit(RATINGS)
    new = interactions(["new", "u03"], ["item 1", "item 2"], item_labels=model.item_labels_)
    before = model.user_factors_
    assert model.partial_fit(new) is model
    assert model.user_labels_.tolist() == ["new", *KINDS["texts"][0]]
    want = plain.partial_fit(new.ratings, [12, 3])
    assert np.array_equal(model.recommend(["new", "u03"])[1], want.recommend([12, 3])[1])
    assert np.array_equal(model.user_factors_[1:4], before[:3])
    model.partial_fit(new.ratings, np.array(["zoe", "adam"], object))
    assert model.user_labels_.tolist() == ["adam", "new", *KINDS["texts"][0], "zoe"]
    assert np.array_equal(model.recommend(["zoe"])[1], model.recommend(["new"])[1])


def test_partial_fit_refuses_what_does_not_fit() -> None:
    model, data = ALS(3, n_iter=1).fit(labelled("texts")), labelled("texts")
    before = copy.deepcopy(vars(model))
    with pytest.raises(ValueError, match="ratings must have the labels that were fitted"):
        model.partial_fit(interactions(["new"], ["item 1"]))
    with pytest.raises(TypeError, match="given with a CSR matrix, and left out with Interactions"):
        model.partial_fit(data, ["u01"])
    with pytest.raises(TypeError, match="given with a CSR matrix"):
        model.partial_fit(data.ratings)
    with pytest.raises(TypeError, match="users: ids and labels must be of one kind"):
        model.partial_fit(data.ratings, np.arange(12))
    with pytest.raises(ValueError, match=r"ratings must have 9 columns, .* got 8"):
        ALS(3, n_iter=1).fit(RATINGS).partial_fit(
            sparse(rng_of("labelled models"), (1, 8), 0.4), [0]
        )
    with pytest.raises(ValueError, match="distinct"):
        model.partial_fit(data.ratings, ["a"] * 12)
    assert all(np.array_equal(getattr(model, name), value) for name, value in before.items())
    with pytest.raises(ValueError, match="the model was fitted without labels"):
        ALS(3, n_iter=1).fit(RATINGS).partial_fit(data)


def test_excluded_items_must_be_those_of_the_model() -> None:
    data = labelled("texts")
    model = ALS(2, n_iter=1).fit(data)
    with pytest.raises(ValueError, match="exclude must have the labels that were fitted"):
        model.recommend(["u01"], exclude=interactions(["u01"], ["item 1"]))
    other = interactions(["x"], ["item 1"], item_labels=model.item_labels_)
    with pytest.raises(ValueError, match="users of exclude: must be among the labels, got 'u01'"):
        model.recommend(["u01"], exclude=other)
    with pytest.raises(ValueError, match="exclude must be a CSR matrix"):
        ALS(2, n_iter=1).fit(RATINGS).recommend([1], exclude=data)


def test_scores_of_split_interactions() -> None:
    data = labelled("texts")
    train, test = ranking.leave_k_out(data.ratings, 1, seed=0)
    model = ALS(2, n_iter=3).fit(
        data._replace(ratings=train), validation=data._replace(ratings=test)
    )
    want = ALS(2, n_iter=3).fit(train, validation=test)
    assert np.array_equal(model.validation_scores_, want.validation_scores_)
    with pytest.raises(ValueError, match="validation must have the labels that were fitted"):
        ALS(2).fit(data, validation=labelled("integers"))
    with pytest.raises(ValueError, match="validation must be a CSR matrix"):
        ALS(2).fit(train, validation=data)


def test_parts_of_labelled_samples() -> None:
    data = labelled("texts")
    model, want = NMF(2, seed=1).fit(data), NMF(2, seed=1).fit(RATINGS)
    assert np.array_equal(model.components_, want.components_)
    assert model.feature_names_in_.tolist() == KINDS["texts"][1]
    assert np.array_equal(model.transform(data), want.transform(RATINGS))
    with pytest.raises(ValueError, match="feature names should match"):
        model.transform(data._replace(item_labels=data.item_labels[::-1]))
    assert not hasattr(NMF(2).fit(labelled("integers")), "feature_names_in_")
