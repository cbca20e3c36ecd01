"""PCA, IncrementalPCA and TruncatedSVD: state, batches, saved models."""

import io
import json
from typing import Any

import numpy as np
import pytest

from mlmath_fast import linalg
from mlmath_fast._facts._close import assert_close
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast.models import PCA, IncrementalPCA, NotFittedError, TruncatedSVD

Model = PCA | IncrementalPCA | TruncatedSVD
MODELS: list[Model] = [PCA(3, whiten=True), IncrementalPCA(3), TruncatedSVD(3, seed=9)]

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)


def data(n: int = 60, p: int = 7, dtype: Any = np.float64) -> Any:
    rng = rng_of("models", str(n), str(p))
    return (rng.standard_normal((n, p)) * np.linspace(1, 3, p) + 2).astype(dtype)


def fresh(model: Model) -> Model:
    return type(model)(**model.get_params())


def test_fit_is_the_function() -> None:
    X = data()
    model, want = (
        PCA(3, seed=5, solver="randomized").fit(X),
        linalg.pca(X, 3, seed=5, solver="randomized"),
    )
    for name, value in want._asdict().items():
        assert np.array_equal(getattr(model, f"{name}_"), value)
    _, s, Vt = linalg.truncated_svd(X, 3)
    svd = TruncatedSVD(3).fit(X)
    assert np.array_equal(svd.singular_values_, s)
    assert np.array_equal(svd.components_, Vt)


@pytest.mark.parametrize("batch_size", [1, 7, 59, 60, 1000, None])
def test_batches_do_not_matter(batch_size: int | None) -> None:
    X = data()
    got, want = IncrementalPCA(3, batch_size=batch_size).fit(X), PCA(3, solver="gram").fit(X)
    for name in ("components_", "explained_variance_", "mean_", "noise_variance_"):
        assert_close(getattr(got, name), getattr(want, name), rtol=1e-10, atol=1e-12)
    assert_close(got.var_, X.var(axis=0), rtol=1e-12)
    assert got.n_samples_seen_ == len(X)


def test_partial_fits_add_up() -> None:
    X = data()
    model = IncrementalPCA(2)
    for start, stop in [(0, 1), (1, 30), (30, 31), (31, 60)]:
        assert model.partial_fit(X[start:stop]) is model
        assert model.n_samples_seen_ == stop
    want = PCA(2, solver="gram").fit(X)
    assert_close(model.components_, want.components_, rtol=1e-10, atol=1e-12)
    assert_close(model.explained_variance_, want.explained_variance_, rtol=1e-11)
    # fit forgets.
    assert model.fit(X[:20]).n_samples_seen_ == 20
    assert_close(model.mean_, X[:20].mean(axis=0), rtol=1e-13)


@pytest.mark.parametrize("far", [0.0, 1e4])
def test_single_precision_batches_lose_no_digits(far: float) -> None:
    X = (data(3000, 20) + far).astype(np.float32)
    want = PCA(5).fit(X.astype(np.float64)).explained_variance_
    got = IncrementalPCA(5, batch_size=100).fit(X)
    assert got.components_.dtype == np.float32
    assert_close(got.explained_variance_, want, rtol=2e-6)


def test_a_share_of_the_variance() -> None:
    X = data()
    ratios = PCA().fit(X).explained_variance_ratio_
    model = PCA(float(ratios[:3].sum()) + 1e-9).fit(X)
    assert model.n_components_ == 4
    assert_close(model.noise_variance_, PCA(4).fit(X).noise_variance_, rtol=1e-10)
    half = np.float32(0.5)
    assert PCA(half).fit(X).n_components_ == PCA(0.5).fit(X).n_components_  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"between 0 and 1, got 1\.5"):
        PCA(1.5).fit(X)


def test_directions_without_variance_are_not_blown_up() -> None:
    """scikit-learn's issue 29534: scores divided by a variance that is rounding."""
    X = data()
    twice = np.column_stack([X, X])
    for solver in ("gram", "full"):
        scores = PCA(14, whiten=True, solver=solver).fit_transform(twice)
        assert np.abs(scores).max() < 10


def test_full_whitens_directions_far_below_the_root_of_eps() -> None:
    X = data(60, 3) * [1, 1e-5, 1e-10]
    scores = (X - X.mean(axis=0)) @ linalg.pca(X, 3, solver="full", whiten=True).components.T
    assert_close(scores.var(axis=0, ddof=1), np.ones(3), rtol=1e-3)
    model = PCA(3, solver="full", whiten=True).fit(X)
    assert_close(model.transform(X), scores, rtol=0, atol=1e-3)


def test_scores_far_from_the_origin_keep_their_digits() -> None:
    X = (data(500, 8) + 1e4).astype(np.float32)
    model = PCA(3).fit(X)
    want = (X.astype(float) - X.astype(float).mean(axis=0)) @ model.components_.T.astype(float)
    # Components are rounded to float32.
    assert_close(model.transform(X), want, rtol=0, atol=2e-6)
    assert_close(model.score_samples(X), PCA(3).fit(X.astype(float)).score_samples(X), rtol=1e-5)
    batches = IncrementalPCA(3).fit(X)
    assert_close(batches.transform(X), want, rtol=0, atol=2e-5)


@every_model
def test_a_failed_fit_leaves_the_model_as_it_was(model: Model) -> None:
    model, X = fresh(model).fit(data()), data(40, 9)
    before, state = model.transform(data()), dict(vars(model))
    bad: Any = {"solver": "none"} if isinstance(model, PCA) else {"n_components": 99}
    with pytest.raises(ValueError, match="must be"):
        model.set_params(**bad).fit(X)
    assert {**vars(model), **dict.fromkeys(bad)} == {**state, **dict.fromkeys(bad)}
    assert np.array_equal(model.transform(data()), before)


@every_model
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_saved_models_come_back(model: Model, dtype: Any) -> None:
    model, X = fresh(model), data(dtype=dtype)
    model.fit(X)
    file = io.BytesIO()
    model.save(file)
    file.seek(0)
    loaded = type(model).load(file)
    assert loaded.get_params() == model.get_params()
    assert vars(loaded).keys() == vars(model).keys()
    assert np.array_equal(loaded.transform(X), model.transform(X))
    assert loaded.components_.dtype == dtype
    if isinstance(model, IncrementalPCA) and isinstance(loaded, IncrementalPCA):
        same = loaded.partial_fit(X).components_ == model.partial_fit(X).components_
        assert same.all()


def test_saved_models_keep_the_names_of_features() -> None:
    frame = pytest.importorskip("pandas").DataFrame(data(), columns=[*"abcdefg"])
    file, model = io.BytesIO(), PCA(2).fit(frame)
    model.save(file)
    file.seek(0)
    loaded = PCA.load(file)
    assert loaded.feature_names_in_.tolist() == [*"abcdefg"]
    assert loaded.feature_names_in_.dtype == object


def entries(model: Model) -> dict[str, Any]:
    file = io.BytesIO()
    fresh(model).fit(data()).save(file)
    file.seek(0)
    with np.load(file, allow_pickle=False) as saved:
        return {name: saved[name] for name in saved.files}


LIES: dict[str, tuple[dict[str, Any], str]] = {
    "format": ({"format": np.array("other")}, "format is 'other'"),
    "another version": ({"version": np.array(2)}, "layout 2, want 3"),
    "no JSON": ({"parameters": np.array("{")}, "parameters must be JSON"),
    "no object": ({"parameters": np.array("[]")}, r"parameters must be \['n_components'"),
    "another parameter": ({"parameters": np.array('{"extra": 1}')}, "parameters must be"),
    "other width": ({"singular_values": np.ones(2)}, r"must have shape \(3,\), got \(2,\)"),
    "other dtype": ({"singular_values": np.ones(3, "f4")}, "float64 as components is, got float32"),
    "NaN": ({"components": np.full((3, 7), np.nan)}, "components must be finite"),
    "no features": (
        {"n_features_in": np.array(0)},
        "n_features_in must be 7, as components has, got 0",
    ),
    "other features": ({"n_features_in": np.array(6)}, "n_features_in must be 7, as components"),
    "variance negative": ({"explained_variance": -np.ones(3)}, "must not be negative"),
    "value negative": ({"singular_values": -np.ones(3)}, "must not be negative"),
    "deep nesting": ({"parameters": np.array("[" * 200_000)}, "parameters must be JSON"),
    "too few names": ({"feature_names_in": np.array(["a"])}, r"must have shape \(7,\)"),
    "pickle": ({"components": np.array([None])}, "Object arrays cannot be loaded"),
}


@every_model
@pytest.mark.parametrize("lie", LIES)
def test_lying_files_are_refused(model: Model, lie: str) -> None:
    changed, match = LIES[lie]
    file = io.BytesIO()
    np.savez(file, **{**entries(model), **changed})
    file.seek(0)
    with pytest.raises(ValueError, match=match):
        type(model).load(file)


@every_model
def test_parameters_that_are_no_plain_values_are_refused(model: Model) -> None:
    parameters = {**model.get_params(), "n_components": [[3]]}
    file = io.BytesIO()
    np.savez(file, **{**entries(model), "parameters": np.array(json.dumps(parameters))})
    file.seek(0)
    with pytest.raises(ValueError, match="must be text, numbers, null or lists"):
        type(model).load(file)


OUTSIDE = [
    ("n_components", "3", "n_components must be an integer"),
    ("n_components", 0, "n_components must be at least 1"),
    ("n_components", -0.5, "n_components must be"),
    ("seed", -1, "seed must be at least 0"),
    ("solver", "none", "solver must be one of"),
    ("whiten", 1, "whiten must be True or False"),
    ("batch_size", 0, "batch_size must be at least 1"),
]


@pytest.mark.parametrize(
    ("model", "name", "value", "match"),
    [(model, *case) for model in MODELS for case in OUTSIDE if case[0] in model.get_params()],
)
def test_parameters_outside_their_domain_are_refused(
    model: Model, name: str, value: Any, match: str
) -> None:
    parameters = json.dumps({**model.get_params(), name: value})
    file = io.BytesIO()
    np.savez(file, **{**entries(model), "parameters": np.array(parameters)})
    file.seek(0)
    with pytest.raises(ValueError, match=match):
        type(model).load(file)


@every_model
def test_an_unfitted_model_says_so(model: Model) -> None:
    for name in ("transform", "inverse_transform"):
        with pytest.raises(
            NotFittedError, match=f"This {type(model).__name__} instance is not fitted"
        ):
            getattr(fresh(model), name)(data())
    with pytest.raises(NotFittedError):
        fresh(model).save(io.BytesIO())


def test_incremental_refuses_sparse() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    with pytest.raises(TypeError, match="Sparse data was passed"):
        IncrementalPCA().fit(sparse.eye(4).tocsr())
