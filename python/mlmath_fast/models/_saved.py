"""Saved models: one npz file, checked entry by entry when it is read. Nothing in it is executed."""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import IO, Any

import numpy as np
import numpy.typing as npt

Place = str | os.PathLike[str] | IO[bytes]
Arrays = dict[str, npt.NDArray[Any]]


def write(place: Place, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write named arrays to a path, exactly as given, or to an open binary file."""
    with _opened(place, "wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]


def read(place: Place, layout: Mapping[str, tuple[str, int]]) -> Arrays:
    """The arrays of a file that holds exactly the entries of `layout`: name -> (kinds or dtype, ndim).

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
                if set(loaded.files) != set(layout):
                    raise ValueError(f"it holds {sorted(loaded.files)}, not {sorted(layout)}")
                arrays: Arrays = {name: loaded[name] for name in layout}
    except (OSError, MemoryError):
        raise
    # A damaged archive makes zipfile, zlib, tokenize and NumPy's header parser raise a dozen kinds.
    except Exception as error:
        raise ValueError(f"not a saved model, or a damaged one: {error}") from error
    for name, (dtype, ndim) in layout.items():
        array = arrays[name]
        if not isinstance(array, np.ndarray):
            raise ValueError(f"damaged model: {name} is no array")
        if array.dtype.name != dtype and array.dtype.kind != dtype:
            raise ValueError(f"damaged model: {name} must have dtype {dtype}, got {array.dtype}")
        if array.ndim != ndim:
            raise ValueError(f"damaged model: {name} must have {ndim} dimensions, got {array.ndim}")
    return arrays


def _opened(place: Place, mode: str) -> AbstractContextManager[IO[bytes]]:
    if isinstance(place, (str, os.PathLike)):
        return open(place, mode)
    return nullcontext(place)
