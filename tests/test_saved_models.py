"""Saved models: what was written comes back, and files that lie are refused."""

import contextlib
import io
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
