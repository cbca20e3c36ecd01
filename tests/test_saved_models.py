"""Saved models: what was written comes back, and files that lie are refused."""

import contextlib
import io
import os
import pickle
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from mlmath_fast._specs._inputs import rng_of
from mlmath_fast.models import ALS
from tests.support_models import N_ITEMS, fitted, ratings, same_model

Array = npt.NDArray[Any]


@pytest.fixture
def model() -> ALS:
    return fitted()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_saved_models_come_back(dtype: Any, tmp_path: Path) -> None:
    model = ALS(4, loss="ials", alpha=0.1, nu=0.5, n_iter=2, seed=2**64 - 1, dtype=dtype).fit(
        ratings()
    )
    bytes_path = os.fsencode(tmp_path / "bytes")
    for path in (tmp_path / "no ending", str(tmp_path / "text.npz"), bytes_path):
        model.save(path)
        assert os.path.exists(path)
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


def test_parameters_set_after_the_fit_do_not_spoil_the_file(model: ALS) -> None:
    model.set_params(n_components=5, n_iter=1, dtype="float64")
    file = io.BytesIO()
    model.save(file)
    file.seek(0)
    same_model(ALS.load(file), model)


@pytest.mark.parametrize(
    ("params", "error", "match"),
    [
        ({"alpha": -1.0}, ValueError, "alpha must be at least 0"),
        ({"l2": np.nan}, ValueError, "l2 must be finite"),
        ({"n_iter": 0}, ValueError, "n_iter must be at least 1"),
        ({"n_components": 2.5}, TypeError, "n_components must be an integer"),
        ({"seed": 2**64}, ValueError, "seed must be at most"),
        ({"dtype": "int64"}, ValueError, "dtype must be float32 or float64"),
    ],
)
def test_what_load_would_refuse_is_not_saved(
    model: ALS, params: dict[str, Any], error: type[Exception], match: str
) -> None:
    file = io.BytesIO()
    with pytest.raises(error, match=match):
        model.set_params(**params).save(file)
    assert not file.getvalue()


def test_a_loaded_model_shows_a_call_that_makes_it(model: ALS) -> None:
    file = io.BytesIO()
    model.set_params(dtype=np.float64).save(file)
    file.seek(0)
    shown = repr(ALS.load(file))
    assert shown == "ALS(n_components=4, alpha=2.0, n_iter=3, seed=7, dtype='float64')"
    assert repr(eval(shown, {"ALS": ALS})) == shown


def test_the_layout_is_documented(model: ALS) -> None:
    file = io.BytesIO()
    model.save(file)
    file.seek(0)
    with np.load(file, allow_pickle=False) as saved:
        assert str(saved["format"]) == "mlmath_fast.models.ALS"
        assert saved["version"] == 2
        for name in saved.files:
            assert re.search(rf"\b{name}\b", ALS.save.__doc__ or "")


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
    "later version": ({"version": np.array(3)}, "layout 3, want 2"),
    "float version": ({"version": np.array(1.0)}, "version must have dtype int64"),
    "text for a number": ({"alpha": np.array("1")}, "alpha must have dtype float64"),
    "vector for a number": ({"alpha": np.ones(1)}, "alpha must have 0 dimensions, got 1"),
    "other dtype": ({"dtype": np.array("float16")}, "dtype must be float32 or float64"),
    "two dtypes": ({"item_factors": np.ones((N_ITEMS, 4))}, "got float32 and float64"),
    "half precision": (
        {name: np.ones((3, 4), np.float16) for name in ("user_factors", "item_factors")},
        "must both be float32 or both float64, got float16",
    ),
    "two widths": ({"item_factors": np.ones((N_ITEMS, 5), np.float32)}, "got 4 and 5"),
    "no factors": (
        {name: np.ones((3, 0), np.float32) for name in ("user_factors", "item_factors")},
        "at least 1, got 0 and 0",
    ),
    "NaN": ({"user_factors": np.full((3, 4), np.nan, "f4")}, "user_factors must be finite"),
    "big-endian": ({"user_factors": np.ones((3, 4), ">f4")}, "native byte order"),
    "Fortran": ({"item_factors": np.ones((4, 3), "f4").T}, "must be C-contiguous"),
    "alpha NaN": ({"alpha": np.array(np.nan)}, "alpha must be finite"),
    "unknown loss": ({"loss": np.array("hinge")}, "loss must be one of original, ials, got hinge"),
    "unknown solver": (
        {"solver": np.array("lu")},
        "solver must be one of auto, cholesky, cg, got lu",
    ),
    "nu negative": ({"nu": np.array(-1.0)}, "nu must be at least 0, got -1.0"),
    "alpha negative": ({"alpha": np.array(-1.0)}, "alpha must be at least 0, got -1.0"),
    "l2 infinite": ({"l2": np.array(np.inf)}, "l2 must be finite"),
    "negative n_iter": ({"n_iter": np.array(-5)}, "n_iter must be at least 1, got -5"),
    "no components": ({"n_components": np.array(0)}, "n_components must be at least 1, got 0"),
    "no losses": ({"losses": np.ones(0)}, "losses must hold one value for each sweep"),
    "loss NaN": ({"losses": np.array([np.nan])}, "losses must be finite"),
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
