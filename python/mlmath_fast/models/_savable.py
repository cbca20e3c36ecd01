"""How models are saved: parameters as text, fitted attributes as arrays, all checked."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np

from mlmath_fast._arrays import F32, F64
from mlmath_fast.models import _saved
from mlmath_fast.models._estimator import Estimator

# One layout for all models. 1 and 2 had entries of other names.
VERSION = 3
# What may stand for a parameter, or in a list that does: text, numbers and None, as JSON has them.
_PLAIN = (str, int, float, bool, type(None))
# Name without the underscore at the end -> (kind or dtype, a letter for each axis, such as u for users).
# One letter is one size; arrays of kind "f" have the dtype of the first.
Attributes = Mapping[str, tuple[str, str]]


class Savable(Estimator):
    """An estimator that saves its parameters and the attributes that its class lists."""

    _attributes: ClassVar[Attributes]
    # What a fitted model may have or not.
    _optional: ClassVar[Attributes] = {}

    def _check_parameters(self) -> None:
        """Refuse parameters with which ``fit`` would not begin."""
        raise NotImplementedError

    @classmethod
    def _check_domains(cls, saved: _saved.Arrays, sizes: dict[str, int]) -> None:
        """Refuse values that no fit gives, with a ValueError; dtypes and shapes are right already."""

    def save(self, file: _saved.Place) -> None:
        """Write the fitted model to an npz file, read again by :meth:`load`.

        It holds ``format`` ("mlmath_fast.models." and the class), ``version`` (3), ``parameters`` (JSON),
        and each attribute that the fit has set under its name without the underscore at the end.

        Parameters
        ----------
        file : path or binary file
            A path is used as it is: no ending is added.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        TypeError, ValueError
            If a parameter or an attribute is not what :meth:`load` would take; nothing is written.
        """
        self._check_fitted(f"{next(iter(self._attributes))}_")
        self._check_parameters()
        parameters = {name: _plain(value) for name, value in self.get_params().items()}
        arrays: _saved.Arrays = {
            "format": np.array(self._format()),
            "version": np.array(VERSION, np.int64),
            "parameters": np.array(json.dumps(parameters)),
        }
        for name, (dtype, _) in {**self._attributes, **self._optional}.items():
            if name in self._optional and not hasattr(self, f"{name}_"):
                continue
            value = np.asarray(getattr(self, f"{name}_"))
            # Names of features are objects in memory, as scikit-learn has them.
            wanted = value.dtype if dtype in ("f", _saved.IDS) else np.dtype(dtype)
            arrays[name] = np.ascontiguousarray(value, wanted).reshape(value.shape)
        self._check_saved(arrays)
        _saved.write(file, arrays)

    @classmethod
    def load(cls, file: _saved.Place) -> Self:
        """Read what :meth:`save` wrote. Every entry is checked, and nothing is executed.

        Parameters
        ----------
        file : path or binary file
            A file must be seekable.

        Returns
        -------
        Self
            A fitted model.

        Raises
        ------
        ValueError
            If the file is no saved model of this class, is damaged, or was written by another version.
        OSError
            If a path cannot be read.
        """
        names = ["parameters", *cls._attributes]
        saved = _saved.read(file, (cls._format(), VERSION), names, cls._optional)
        cls._check_saved(saved)
        model = cls(**json.loads(str(saved["parameters"])))
        for name, (dtype, _) in {**cls._attributes, **cls._optional}.items():
            if name in saved:
                value = saved[name].astype(object) if dtype == "U" else saved[name]
                setattr(model, f"{name}_", value if value.ndim else value.item())
        return model

    @classmethod
    def _format(cls) -> str:
        return f"mlmath_fast.models.{cls.__name__}"

    @classmethod
    def _check_saved(cls, saved: _saved.Arrays) -> None:
        """Refuse what is no fitted model, with a ValueError that says which entry, and why."""
        attributes = {**cls._attributes, **cls._optional}
        there = {name: spec for name, spec in attributes.items() if name in saved}
        ndims = {name: (dtype, len(axes)) for name, (dtype, axes) in there.items()}
        _saved.check(saved, {**_saved.HEAD, "parameters": ("U", 0), **ndims})
        parameters = _parameters(str(saved["parameters"]), list(cls().get_params()))
        try:
            cls(**parameters)._check_parameters()
        except (TypeError, ValueError) as error:
            raise ValueError(f"not a valid model: {error}") from None
        # Parameters may have been set anew since the fit: they say nothing about the fitted arrays.
        sizes: dict[str, int] = {}
        first = next(name for name, (dtype, _) in there.items() if dtype == "f")
        for name, (dtype, axes) in there.items():
            shape, own = saved[name].shape, saved[name].dtype
            want = tuple(sizes.setdefault(axis, n) for axis, n in zip(axes, shape, strict=True))
            if shape != want:
                raise ValueError(f"not a valid model: {name} must have shape {want}, got {shape}")
            if dtype == "f" and (own not in (F32, F64) or own != saved[first].dtype):
                raise ValueError(
                    f"not a valid model: {name} must be float32 or float64 as {first} is, got {own}"
                )
        cls._check_domains(saved, sizes)


def _plain(value: Any) -> Any:
    """NumPy's numbers and arrays as Python's, and dtypes by name."""
    if isinstance(value, (type, np.dtype)):
        return np.dtype(value).name
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value.tolist() if isinstance(value, (np.generic, np.ndarray)) else value


def _parameters(text: str, names: list[str]) -> dict[str, Any]:
    try:
        parameters = json.loads(text)
    # Nesting without end is a RecursionError.
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not a valid model: parameters must be JSON: {error}") from None
    if not isinstance(parameters, dict) or list(parameters) != names:
        raise ValueError(f"not a valid model: parameters must be {names}")
    for value in parameters.values():
        if not all(isinstance(x, _PLAIN) for x in (value if isinstance(value, list) else [value])):
            raise ValueError(
                "not a valid model: parameters must be text, numbers, null or lists of these"
            )
    return parameters
