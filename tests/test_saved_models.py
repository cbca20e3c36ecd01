"""Saved models: what was written comes back, and files that lie are refused."""

import contextlib
import io
import json
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
        ({"alpha": -1.0}, ValueError, "alpha must be finite and not negative"),
        ({"tol": 1.0}, ValueError, r"tol must be in \[0, 1\), got 1.0"),
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
        assert saved["version"] == 3
        for name in saved.files:
            # Fitted attributes go by their names in the documentation of the class.
            assert re.search(rf"\b{name}_?\b", f"{ALS.save.__doc__}{ALS.__doc__}")


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
    "later version": ({"version": np.array(4)}, "^saved by another version: layout 4, want 3"),
    "float version": ({"version": np.array(1.0)}, "version must have dtype int64"),
    "two dtypes": ({"item_factors": np.ones((N_ITEMS, 4))}, "as user_factors is, got float64"),
    "half precision": (
        {name: np.ones((3, 4), np.float16) for name in ("user_factors", "item_factors")},
        "must be float32 or float64 as user_factors is, got float16",
    ),
    "two widths": (
        {"item_factors": np.ones((N_ITEMS, 5), np.float32)},
        r"item_factors must have shape \(40, 4\), got \(40, 5\)",
    ),
    "no factors": (
        {name: np.ones((3, 0), np.float32) for name in ("user_factors", "item_factors")},
        "a factor and a sweep at least",
    ),
    "NaN": ({"user_factors": np.full((3, 4), np.nan, "f4")}, "user_factors must be finite"),
    "big-endian": ({"user_factors": np.ones((3, 4), ">f4")}, "native byte order"),
    "Fortran": ({"item_factors": np.ones((4, 3), "f4").T}, "must be C-contiguous"),
    "no losses": ({"losses": np.ones(0)}, "a factor and a sweep at least"),
    "loss NaN": ({"losses": np.array([np.nan])}, "losses must be finite"),
    "integer factors": ({"user_factors": np.ones((3, 4), int)}, "user_factors must have dtype f"),
    "flat factors": ({"user_factors": np.ones(4, np.float32)}, "must have 2 dimensions, got 1"),
    "losses": ({"losses": np.ones((3, 1))}, "losses must have 1 dimensions, got 2"),
    "one entry more": ({"extra": np.ones(1)}, "not a saved model.*extra"),
    "a list of parameters": ({"parameters": np.array(["{}"])}, "parameters must have 0 dimensions"),
    "pickle": ({"losses": np.array([Bomb()], dtype=object)}, "Object arrays cannot be loaded"),
    "labels of users only": ({"user_labels": np.arange(30)}, "must both have labels, or neither"),
    "too few labels": ({"user_labels": np.arange(29)}, r"shape \(30,\), got \(29,\)"),
    "labels descend": (
        {"user_labels": np.arange(30), "item_labels": np.arange(N_ITEMS)[::-1].copy()},
        "item_labels must ascend strictly",
    ),
    "complex labels": (
        {"user_labels": np.ones(30, np.complex128)},
        "user_labels must have dtype number, text or date, got complex128",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_lying_files_are_refused(model: ALS, lie: str) -> None:
    changed, match = LIES[lie]
    with pytest.raises(ValueError, match=match):
        ALS.load(npz({**entries(model), **changed}))


PARAMETERS: dict[str, tuple[Any, str]] = {
    "alpha": ("1", "alpha must be finite and not negative, got '1'"),
    "l2": ([[1.0]], "parameters must be text, numbers, null or lists of these"),
    "dtype": ("float16", "dtype must be float32 or float64"),
    "alpha0": (np.nan, "alpha0 must be finite"),
    "nu": (-1.0, "nu must be finite and not negative, got -1.0"),
    "tol": (1.0, r"tol must be in \[0, 1\), got 1.0"),
    "loss": ("hinge", "loss must be one of 'original', 'ials', got 'hinge'"),
    "solver": ("lu", "solver must be one of 'auto', .* got 'lu'"),
    "n_iter": (-5, "n_iter must be at least 1, got -5"),
    "n_components": (0, "n_components must be at least 1, got 0"),
    "seed": (-1, "seed must be at least 0"),
    "extra": (1, "parameters must be"),
}


@pytest.mark.parametrize("name", PARAMETERS)
def test_lying_parameters_are_refused(model: ALS, name: str) -> None:
    value, match = PARAMETERS[name]
    text = json.dumps({**model.get_params(), "dtype": "float32", name: value})
    with pytest.raises(ValueError, match=match):
        ALS.load(npz({**entries(model), "parameters": np.array(text)}))


def test_files_of_earlier_layouts_are_refused_by_their_version(model: ALS) -> None:
    arrays = entries(model)
    del arrays["parameters"]
    with pytest.raises(ValueError, match="saved by another version: layout 2, want 3"):
        ALS.load(npz({**arrays, "version": np.array(2), "alpha": np.array(1.0)}))


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
