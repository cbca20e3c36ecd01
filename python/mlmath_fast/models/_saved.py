"""Saved models: one npz file, checked entry by entry when it is read. Nothing in it is executed."""

import os
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import IO, Any

import numpy as np
import numpy.typing as npt

Place = str | bytes | os.PathLike[str] | os.PathLike[bytes] | IO[bytes]
Arrays = dict[str, npt.NDArray[Any]]
# Name -> (kind or dtype, number of dimensions).
Layout = Mapping[str, tuple[str, int]]

HEAD: Layout = {"format": ("U", 0), "version": ("int64", 0)}
# What may be ids of users and items.
IDS = "number, text or date"
_KINDS = {"f": "f", "U": "U", IDS: "iufUSMm"}


class _ForeignError(ValueError):
    """A whole file, but of something else."""


def write(place: Place, arrays: Arrays) -> None:
    """Write named arrays to a path, exactly as given, or to an open binary file."""
    with _opened(place, "wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]


def read(
    place: Place, head: tuple[str, int], names: Collection[str], optional: Collection[str]
) -> Arrays:
    """The arrays of a file of this format and version; those of `optional` may be missing.

    Raises
    ------
    ValueError
        That says what is wrong with the file.
    """
    try:
        with _opened(place, "rb") as file:
            loaded = np.load(file, allow_pickle=False)
            if not isinstance(loaded, np.lib.npyio.NpzFile):
                raise ValueError("it is no npz archive")
            with loaded:
                # First of all: other versions may hold other entries.
                if set(HEAD) <= set(loaded.files):
                    _check_head({name: loaded[name] for name in HEAD}, *head)
                if not {*HEAD, *names} <= set(loaded.files) <= {*HEAD, *names, *optional}:
                    raise ValueError(f"it holds {sorted(loaded.files)}, not {sorted(names)}")
                arrays: Arrays = {name: loaded[name] for name in loaded.files}
    except (OSError, MemoryError, _ForeignError):
        raise
    # A damaged archive makes zipfile, zlib, tokenize and NumPy's header parser raise a dozen kinds.
    except Exception as error:
        raise ValueError(f"not a saved model, or a damaged one: {error}") from error
    for name, array in arrays.items():
        if not isinstance(array, np.ndarray):
            raise ValueError(f"not a valid model: {name} is no array")
    return arrays


def _check_head(arrays: Arrays, wanted: str, version: int) -> None:
    check(arrays, HEAD)
    if str(arrays["format"]) != wanted:
        raise _ForeignError(f"not a saved {wanted}: format is {str(arrays['format'])!r}")
    if arrays["version"] != version:
        raise _ForeignError(f"saved by another version: layout {arrays['version']}, want {version}")


def check(arrays: Arrays, layout: Layout) -> None:
    """Dtypes, byte order, dimensions and order of the elements; and all floats must be finite.

    Raises
    ------
    ValueError
        That names the entry.
    """
    for name, (dtype, ndim) in layout.items():
        array = arrays[name]
        if array.dtype.name != dtype and array.dtype.kind not in _KINDS.get(dtype, ""):
            raise ValueError(
                f"not a valid model: {name} must have dtype {dtype}, got {array.dtype}"
            )
        if array.ndim != ndim:
            raise ValueError(
                f"not a valid model: {name} must have {ndim} dimensions, got {array.ndim}"
            )
        if not (array.dtype.isnative and array.flags.c_contiguous):
            raise ValueError(f"not a valid model: {name} must be C-contiguous in native byte order")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise ValueError(f"not a valid model: {name} must be finite")


def _opened(place: Place, mode: str) -> AbstractContextManager[IO[bytes]]:
    if isinstance(place, (str, bytes, os.PathLike)):
        return open(os.fsdecode(place), mode)
    return nullcontext(place)
