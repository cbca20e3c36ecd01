"""The estimators: scikit-learn's manners, saved models, and files that lie."""

import contextlib
import copy
import io
import pickle
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from mlmath_fast import factorization, ranking
from mlmath_fast._csr import Csr
from mlmath_fast._specs._inputs import rng_of
from mlmath_fast._specs._ranking_inputs import pattern, rows_of
from mlmath_fast.models import ALS, NotFittedError

Array = npt.NDArray[Any]
N_USERS, N_ITEMS = 30, 40


def ratings() -> Csr:
    return pattern(rng_of("ratings"), N_USERS, N_ITEMS, 8)


def rows_of_ratings(users: list[int]) -> Csr:
    known = ratings()
    return rows_of([known.indices[slice(*known.indptr[u : u + 2])] for u in users], N_ITEMS)


@pytest.fixture
def model() -> ALS:
    return ALS(4, alpha=2.0, n_iter=3, seed=7).fit(ratings())


def same_model(got: ALS, want: ALS) -> None:
    assert got.get_params() == want.get_params()
    assert np.array_equal(got.user_factors_, want.user_factors_)
    assert np.array_equal(got.item_factors_, want.item_factors_)
    assert np.array_equal(got.losses_, want.losses_)
    assert got.user_factors_.dtype == want.user_factors_.dtype


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
    assert list(model.get_params()) == ["n_components", "alpha", "l2", "n_iter", "seed", "dtype"]
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


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_saved_models_come_back(dtype: Any, tmp_path: Path) -> None:
    model = ALS(4, alpha=0.1, n_iter=2, seed=2**64 - 1, dtype=dtype).fit(ratings())
    for path in (tmp_path / "no ending", str(tmp_path / "text.npz")):
        model.save(path)
        assert Path(path).exists()
        same_model(ALS.load(path), model)
    file = io.BytesIO(b"front")
    file.seek(5)
    model.save(file)
    assert not file.closed


def test_saved_to_an_open_file(model: ALS) -> None:
    file = io.BytesIO()
    model.save(file)
    file.seek(0)
    same_model(ALS.load(file), model)
    assert not file.closed


def test_the_layout_is_documented(model: ALS) -> None:
    file = io.BytesIO()
    model.save(file)
    file.seek(0)
    with np.load(file, allow_pickle=False) as saved:
        assert str(saved["format"]) == "mlmath_fast.models.ALS"
        assert saved["version"] == 1
        for name in saved.files:
            assert re.search(rf"\b{name}\b", ALS.save.__doc__ or "")


# Saved models that lie.


def entries(model: ALS) -> dict[str, Array]:
    file = io.BytesIO()
    model.save(file)
    file.seek(0)
    with np.load(file, allow_pickle=False) as saved:
        return {name: saved[name] for name in saved.files}


def npz(arrays: dict[str, Any]) -> io.BytesIO:
    file = io.BytesIO()
    np.savez(file, **arrays)
    file.seek(0)
    return file


class Bomb:
    """Unpickling it would be seen."""

    def __reduce__(self) -> tuple[Any, ...]:
        return pytest.fail, ("executed",)


LIES: dict[str, tuple[dict[str, Any], str]] = {
    "format": ({"format": np.array("other")}, "format is 'other'"),
    "later version": ({"version": np.array(2)}, "layout 2, want 1"),
    "float version": ({"version": np.array(1.0)}, "version must have dtype int64"),
    "text for a number": ({"alpha": np.array("1")}, "alpha must have dtype float64"),
    "vector for a number": ({"alpha": np.ones(1)}, "alpha must have 0 dimensions, got 1"),
    "other dtype": ({"dtype": np.array("float16")}, "dtype must be float32 or float64"),
    "dtype of the factors": (
        {"dtype": np.array("float64")},
        "user_factors must have dtype float64",
    ),
    "width": ({"item_factors": np.ones((N_ITEMS, 5), np.float32)}, "4 columns, got float32 and 5"),
    "integer factors": ({"user_factors": np.ones((3, 4), int)}, "user_factors must have dtype f"),
    "flat factors": ({"user_factors": np.ones(4, np.float32)}, "must have 2 dimensions, got 1"),
    "losses": ({"losses": np.ones((3, 1))}, "losses must have 1 dimensions, got 2"),
    "negative seed": ({"seed": np.array(-1)}, "seed must have dtype uint64"),
    "one entry more": ({"extra": np.ones(1)}, "not a saved model.*extra"),
    "pickle": ({"losses": np.array([Bomb()], dtype=object)}, "Object arrays cannot be loaded"),
}


@pytest.mark.parametrize("lie", LIES)
def test_lying_files_are_refused(model: ALS, lie: str) -> None:
    changed, match = LIES[lie]
    with pytest.raises(ValueError, match=match):
        ALS.load(npz({**entries(model), **changed}))


def test_a_missing_entry_is_refused(model: ALS) -> None:
    for name in entries(model):
        rest = {key: value for key, value in entries(model).items() if key != name}
        with pytest.raises(ValueError, match="not a saved model"):
            ALS.load(npz(rest))


def test_damaged_files_are_refused(model: ALS) -> None:
    file = io.BytesIO()
    model.save(file)
    whole = file.getvalue()
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        with pytest.raises(ValueError, match="not a saved model, or a damaged one"):
            ALS.load(io.BytesIO(whole[:length]))
    at = whole.index(model.user_factors_.tobytes())
    with pytest.raises(ValueError, match="CRC"):
        ALS.load(io.BytesIO(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]))


def test_any_flipped_byte_gives_a_model_or_a_value_error(model: ALS) -> None:
    file = io.BytesIO()
    model.save(file)
    whole, rng = file.getvalue(), rng_of("flips")
    for at in rng.integers(0, len(whole), 300):
        flipped = bytearray(whole)
        flipped[at] ^= 1 << int(rng.integers(8))
        with contextlib.suppress(ValueError):
            assert isinstance(ALS.load(io.BytesIO(bytes(flipped))), ALS)


def test_other_files_are_refused(tmp_path: Path) -> None:
    array = io.BytesIO()
    np.save(array, np.ones(3))
    array.seek(0)
    with pytest.raises(ValueError, match="no npz archive"):
        ALS.load(array)
    with pytest.raises(ValueError, match="not a saved model"):
        ALS.load(io.BytesIO(pickle.dumps(Bomb())))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("losses.npy", "text")
    archive.seek(0)
    with pytest.raises(ValueError, match="not a saved model"):
        ALS.load(archive)
    with pytest.raises(FileNotFoundError):
        ALS.load(tmp_path / "missing")
